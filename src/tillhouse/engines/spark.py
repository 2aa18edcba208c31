"""Spark through its Connect protocol: LakeSail's Sail in this process, or a cluster by address.

Sail speaks Spark SQL without a JVM. When the environment names a server in `SPARK_REMOTE`, that
one is used; else a Sail server is started on a free loopback port and stopped again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from tillhouse.engines.arrow import canonical
from tillhouse.engines.base import BronzeTable, Engine, ModelResult, ModelRun
from tillhouse.engines.bronze_views import Dialect, common_sql, table_sql
from tillhouse.engines.dbt import DbtProject, Told
from tillhouse.engines.duckdb import SCHEMAS
from tillhouse.errors import EngineError

REMOTE = "SPARK_REMOTE"
EXACT = "tblproperties ('delta.dataSkippingNumIndexedCols' = '0')"  # see dbt_project.yml


class SparkEngine(Engine):
    """The warehouse as Delta tables in a folder, built by Spark SQL."""

    name = "spark"

    def __init__(
        self,
        home: Path,
        warehouse: Path,
        told: Told | None = None,
        own: Mapping[str, Path] | None = None,
    ) -> None:
        super().__init__(home, warehouse)
        self.told = told
        self._server: Any = None
        self._session: Any = None
        self._dbt = DbtProject(self.name, home / "dbt-spark", {}, own)

    def open(self) -> None:
        """Connect to the server, or start one, and make the schemas."""
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise _not_installed() from error
        # A rebuild writes every table anew; what an earlier run left would only take up room.
        shutil.rmtree(self.warehouse, ignore_errors=True)
        self.warehouse.mkdir(parents=True)
        if REMOTE not in os.environ:
            self._server = _start_sail()
        self._session = SparkSession.builder.remote(os.environ[REMOTE]).getOrCreate()
        self._session.conf.set("spark.sql.session.timeZone", "UTC")
        self._session.conf.set("spark.sql.warehouse.dir", str(self.warehouse))
        for schema in SCHEMAS:
            self._execute(f"create schema if not exists {schema}")

    def prepare(self, variables: dict[str, Any]) -> None:
        """Import dbt and let it read the models."""
        self._dbt.prepare(variables)

    def close(self) -> None:
        """End the session, and the server if it is ours: it would keep the process alive."""
        if self._session is not None:
            with suppress(Exception):
                self._session.stop()
            self._session = None
        if self._server is not None:
            self._server.stop()
            self._server = None
            os.environ.pop(REMOTE, None)

    def register_bronze(self, tables: Sequence[BronzeTable]) -> None:
        """Views over the Delta tables of the lake, which the catalog is told of first."""
        for table in (table for table in tables if table.files):
            self._execute(f"drop table if exists {_name_delta(table)}")
            self._execute(f"create table {_name_delta(table)} using delta location '{table.path}'")
        dialect = Dialect("string", "`", _name_delta)
        for sql in [*table_sql(tables, dialect), *common_sql(tables, dialect)]:
            self._execute(sql)

    def run_models(self, run: ModelRun) -> list[ModelResult]:
        """dbt shares this process's session."""
        return self._dbt.run(run, self.told).results

    def read(self, sql: str) -> pa.RecordBatchReader:
        """Run a query; the result is held in memory as Arrow."""
        return canonical(self._execute(sql).toArrow().to_reader())

    def write(self, schema: str, table: str, data: pa.Table) -> None:
        """Replace a table, by way of a Parquet file that the server reads."""
        import pyarrow.parquet as pq

        file = self.warehouse / "incoming" / f"{schema}.{table}.parquet"
        file.parent.mkdir(exist_ok=True)
        pq.write_table(data, file)
        # Dropped first: "create or replace" keeps the columns of the table that was there.
        self._execute(f"drop table if exists {schema}.{table}")
        self._execute(
            f"create table {schema}.{table} using delta {EXACT} as select * from parquet.`{file}`"
        )

    def versions(self) -> dict[str, str]:
        """Client, adapter and, where it is ours, the server."""
        from importlib.metadata import version

        names = ["pyspark-client", "dbt-core", "dbt-spark"] + (["pysail"] if self._server else [])
        return {name: version(name) for name in names}

    def _execute(self, sql: str) -> Any:
        try:
            return self._session.sql(sql)
        except Exception as error:
            message = str(error).strip().splitlines()[0]
            raise EngineError(f"Spark refused a query: {message}", where=sql) from error


def _start_sail() -> Any:
    os.environ.setdefault("RUST_LOG", "off")
    try:
        from pysail.spark import SparkConnectServer
    except ImportError as error:
        raise _not_installed() from error
    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _, port = server.listening_address
    os.environ[REMOTE] = f"sc://127.0.0.1:{port}"
    return server


def _not_installed() -> EngineError:
    return EngineError(
        "The target 'spark' needs packages that are not installed",
        where="pyspark-client, pysail, dbt-spark",
        remedy='pip install "tillhouse[spark]", or run with --target duckdb.',
    )


def _name_delta(table: BronzeTable) -> str:
    return f"bronze.delivered__{table.source_system}__{table.table}"
