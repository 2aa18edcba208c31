"""What the steps of one run share: the project, the lake, the engine, and what they found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from tillhouse.errors import EngineError, SourceError

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.engines.base import BronzeTable, Engine
    from tillhouse.lake.bronze import Bronze
    from tillhouse.progress import Progress
    from tillhouse.sources.report import IngestReport
    from tillhouse.state import State


@dataclass
class Context:
    """One run under way. The engine is opened when the first step needs it."""

    project: Project
    bronze: Bronze
    state: State
    progress: Progress
    run_id: str
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    lake_versions: dict[str, str] = field(default_factory=dict)
    ingested: list[IngestReport] = field(default_factory=list)
    unreachable: dict[str, SourceError] = field(default_factory=dict)
    tables: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    as_of: date | None = None
    model_done: Callable[[str, float], None] | None = None
    counted: Callable[[int, str], None] | None = None
    _engine: Engine | None = None
    _prepared: tuple[Engine, Thread] | None = None

    def prepare_engine(self) -> None:
        """Let the engine read the models while sources are loaded: it takes seconds of its own."""
        from tillhouse.pipeline.variables import model_variables

        engine, variables = _make_engine(self), model_variables(self.project)
        thread = Thread(target=engine.prepare, args=(variables,), daemon=True)
        thread.start()
        self._prepared = (engine, thread)

    @property
    def engine(self) -> Engine:
        """The engine of the project's target, open."""
        if self._engine is None:
            engine = self._wait_for_prepared() or _make_engine(self)
            engine.open()
            self._engine = engine
        return self._engine

    def _wait_for_prepared(self) -> Engine | None:
        if self._prepared is None:
            return None
        engine, thread = self._prepared
        thread.join()
        return engine

    def close(self) -> None:
        """Let go of the engine, if a step opened one."""
        self._wait_for_prepared()
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def versions(self) -> dict[str, str]:
        """Versions of engine and adapter for the run log; empty while no step needed one."""
        return self._engine.versions() if self._engine is not None else {}

    def note(self, text: str) -> None:
        """A line for the person who reads the result; said at once, and again at the end."""
        self.notes.append(text)
        self.progress.note(text)

    def keep_lake(self) -> None:
        """Take what was written to the lake to the storage that holds it, if it is no folder."""
        from tillhouse.pipeline.lake_view import replica_of

        if (replica := replica_of(self.project)) is not None:
            replica.push()

    def bronze_tables(self) -> list[BronzeTable]:
        """Every declared table of every source, as it lies in the lake now."""
        from tillhouse.pipeline.lake_view import bronze_tables

        return bronze_tables(self.project, self.bronze)

    def read_one(self, sql: str) -> Any:
        """The single value that a query gives."""
        rows = self.engine.read(sql).read_all()
        if rows.num_rows != 1 or rows.num_columns != 1:
            raise EngineError(f"A query for one value gave {rows.num_rows} rows", where=sql)
        return rows.column(0)[0].as_py()


def own_models(project: Project) -> dict[str, Path]:
    """Kind → the folder of its staging models, for the kinds that are the project's own."""
    from tillhouse.contracts.staging import model_folder

    kinds = {source.kind for source in project.sources.values()}
    folders = {kind: model_folder(kind, project.own_sources) for kind in sorted(kinds)}
    return {kind: at for kind, at in folders.items() if at.parent == project.own_sources}


def _make_engine(context: Context) -> Engine:
    project = context.project

    def told(model: str, seconds: float) -> None:
        if context.model_done is not None:
            context.model_done(model, seconds)

    own = own_models(project)
    if project.warehouse.target == "spark":
        from tillhouse.engines.spark import SparkEngine

        return SparkEngine(project.state_folder, project.warehouse_path / "spark", told, own)
    from tillhouse.engines.duckdb import DuckDBEngine

    warehouse = project.warehouse_path / "warehouse.duckdb"
    return DuckDBEngine(project.state_folder, warehouse, told, own)
