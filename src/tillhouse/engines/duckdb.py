"""DuckDB, the engine that comes along: one file, one writer, everything in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tillhouse.engines import damage
from tillhouse.engines.arrow import canonical
from tillhouse.engines.base import BronzeTable, Engine, ModelResult, ModelRun
from tillhouse.engines.bronze_views import Dialect, common_sql, table_sql
from tillhouse.engines.compiled import CompiledModel, CompiledModels, can_be_kept
from tillhouse.engines.dbt import WAREHOUSE, DbtProject, Told
from tillhouse.engines.duckdb_build import OutdatedError, build, compiled_models
from tillhouse.errors import EngineError, UserError

if TYPE_CHECKING:
    import duckdb

SCHEMAS = ("bronze", "staging", "intake", "silver", "science", "gold", "checks")
# The same as in profiles.yml: one process opens a file once, with one set of settings.
SETTINGS = {
    # No extension is ever fetched: a run needs no network.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Whoever reads a table says in which order.
    "preserve_insertion_order": "false",
    # Once, when the file is closed, not after each large table.
    "checkpoint_threshold": "4GB",
}


class DuckDBEngine(Engine):
    """The warehouse as one DuckDB file."""

    name = "duckdb"

    def __init__(
        self,
        home: Path,
        warehouse: Path,
        told: Told | None = None,
        own: Mapping[str, Path] | None = None,
        *,
        memory_limit: str | None = None,
    ) -> None:
        super().__init__(home, warehouse)
        self.told = told
        self.memory_limit = memory_limit
        self._lake = ""
        self._connection: duckdb.DuckDBPyConnection | None = None
        environment = {
            WAREHOUSE: str(warehouse),
            "TILLHOUSE_THREADS": str(_count_cores()),
        }
        self._dbt = DbtProject(self.name, home / "dbt", environment, own)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The open connection; dbt opens its own beside it, to the same database."""
        if self._connection is None:
            self._connection = _connect(self.warehouse)
            if self.memory_limit:  # for the whole file, so for dbt's connections too
                self._connection.execute(f"set memory_limit = '{self.memory_limit}'")
        return self._connection

    def open(self) -> None:
        """Open or make the file with its schemas."""
        with self._explained():
            self.warehouse.parent.mkdir(parents=True, exist_ok=True)
            for schema in SCHEMAS:
                self.connection.execute(f"create schema if not exists {schema}")

    def prepare(self, variables: dict[str, Any]) -> None:
        """Import dbt and let it read the models, unless they are likely not to need it."""
        with suppress(Exception):
            if self._dbt.compiled(variables, self.warehouse.name).is_there():
                return
        self._dbt.prepare(variables)

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            with suppress(Exception):  # what could not be written is built anew with the next run
                self._connection.close()
            self._connection = None

    def set_aside(self) -> Path | None:
        """Move a file that cannot be read away, so that `open` makes a new one."""
        self.close()
        with self._explained():
            return damage.set_aside(self.warehouse)

    def explain(self, error: BaseException) -> UserError | None:
        """The warehouse is held by another program, is damaged, or its disk is full."""
        return damage.explain(error, self.warehouse, self._lake)

    def register_bronze(self, tables: Sequence[BronzeTable]) -> None:
        """Views over the Parquet files of the lake's snapshot."""
        dialect = Dialect("varchar", '"', _read_files)
        self._lake = os.path.commonpath([it.path for it in tables]) if tables else ""
        for sql in [*table_sql(tables, dialect), *common_sql(tables, dialect)]:
            self.connection.execute(sql)

    def run_models(self, run: ModelRun) -> list[ModelResult]:
        """Build them from SQL that dbt compiled before; where there is none, or it does not do
        any more, let dbt build them."""
        self.open()
        with self._explained():
            compiled = self._dbt.compiled(run.variables, self.warehouse.name)
            return self._build(compiled.load(run)) or self._build_by_dbt(run, compiled)

    def _build(self, models: Sequence[CompiledModel]) -> list[ModelResult]:
        """None where it failed: what is wrong is told in dbt's words, which name the model."""
        import duckdb

        try:
            return build(self.connection, models, self.told) if models else []
        except (OutdatedError, duckdb.Error):
            return []

    def _build_by_dbt(self, run: ModelRun, compiled: CompiledModels) -> list[ModelResult]:
        # The file stays open here: it is tidied up once, at the end.
        try:
            built = self._dbt.run(run, self.told)
            if can_be_kept(built.nodes):
                compiled.keep(run, compiled_models(self.connection, built.nodes, built.manifest))
            return built.results
        finally:
            with suppress(Exception):
                _close_connections_of_dbt()

    def read(self, sql: str) -> pa.RecordBatchReader:
        """Stream a query's rows."""
        import duckdb

        try:
            return canonical(self.connection.sql(sql).to_arrow_reader())
        except duckdb.Error as error:
            refused = EngineError(f"DuckDB refused a query: {error}", where=sql)
            raise (self.explain(error) or refused) from error

    def write(self, schema: str, table: str, data: pa.Table) -> None:
        """Replace a table."""
        self.connection.register("incoming", data)
        try:
            self.connection.execute(
                f"create or replace table {schema}.{table} as select * from incoming"
            )
        finally:
            self.connection.unregister("incoming")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        import duckdb

        try:
            yield
        except (duckdb.Error, OSError, EngineError) as error:
            if (told := self.explain(error)) is None:
                raise
            raise told from error

    def versions(self) -> dict[str, str]:
        """DuckDB and its dbt adapter."""
        from importlib.metadata import version

        return {name: version(name) for name in ("duckdb", "dbt-core", "dbt-duckdb")}


def _count_cores() -> int:
    """The cores that this process may use: a container may have fewer than the machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(str(path), config={**SETTINGS, "threads": str(_count_cores())})


def _read_files(table: BronzeTable) -> str:
    listed = ", ".join("'" + file.replace("'", "''") + "'" for file in table.files)
    return f"read_parquet([{listed}], union_by_name = true)"


def _close_connections_of_dbt() -> None:
    # dbt keeps the file locked after it has run; see DuckDBConnectionManager.
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    DuckDBConnectionManager.close_all_connections()
