"""What the steps of one run share: the project, the lake, the engine, and what they found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tillhouse.errors import EngineError, SourceError, UserError

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.engines.base import BronzeTable, Engine
    from tillhouse.lake.bronze import Bronze
    from tillhouse.pipeline.preparation import Preparation
    from tillhouse.progress import Progress
    from tillhouse.questions.open import OpenQuestion
    from tillhouse.sources.report import IngestReport
    from tillhouse.state import State


@dataclass
class Context:
    """One run under way. The engine is opened when the first step needs it.

    `questions` are open (None before silver is built), `waiting` the sources that are held back for
    one, and with `is_withheld` there is nothing that may be published.
    """

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
    account: list[dict[str, Any]] = field(default_factory=list)
    as_of: date | None = None
    preparation: Preparation | None = None
    questions: list[OpenQuestion] | None = None
    waiting: list[str] = field(default_factory=list)
    is_withheld: bool = False
    counted: Callable[[int, str], None] | None = None
    _engine: Engine | None = None

    def prepare_engine(self) -> None:
        """Let the engine read the models while sources are loaded: it takes seconds of its own."""
        self.prepared().start()

    def prepared(self) -> Preparation:
        """The engine in the making."""
        from tillhouse.pipeline.preparation import Preparation

        if self.preparation is None:
            self.preparation = Preparation(self.project)
        return self.preparation

    @property
    def engine(self) -> Engine:
        """The engine of the project's target, open."""
        if self._engine is None:
            engine = self.prepared().engine()
            engine.open()
            self._engine = engine
        return self._engine

    def begin_anew(self) -> str:
        """Set a warehouse aside that cannot be read, so that the next step makes a new one; what
        to tell of it."""
        engine = self.prepared().engine()
        self._engine = None
        aside = engine.set_aside()
        kept = f" (it is kept as {aside})" if aside else ""
        return f"the warehouse was damaged and is built anew from the lake{kept}"

    def explain(self, error: Exception) -> UserError | None:
        """What an error means for the warehouse; None where it is no matter of its file."""
        return self._engine.explain(error) if self._engine is not None else None

    def close(self) -> None:
        """Let go of the engine, if a step opened one."""
        if self.preparation is not None:
            self.preparation.engine()
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
