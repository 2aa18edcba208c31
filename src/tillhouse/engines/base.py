"""What every engine can do. The rest of Tillhouse knows an engine only through this class.

Data crosses as Arrow, models are run by dbt, and what differs between engines is overridden
in one module per engine (`duckdb.py`, `spark.py`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tillhouse.errors import UserError


@dataclass(frozen=True)
class BronzeTable:
    """One table of one source as it lies in the lake at the start of a run.

    `files` are the Parquet files of the snapshot, `delivered` their columns; `columns` are those
    that the source declares and every staging model may read; `key` are those by which its system
    knows a row, none for files.
    """

    source_system: str
    kind: str
    table: str
    path: str
    files: tuple[str, ...]
    delivered: tuple[str, ...]
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()

    @property
    def view(self) -> str:
        return f"{self.kind}__{self.table}"


@dataclass(frozen=True)
class ModelResult:
    """What became of one dbt model: its name, how long it took (seconds), its error if any."""

    name: str
    schema: str
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class ModelRun:
    """A selection of the models, with the values that they read through `var()`."""

    select: tuple[str, ...]
    variables: dict[str, Any] = field(default_factory=dict)


class Engine(ABC):
    """One warehouse, opened for one run. Use as a context manager."""

    name: str

    def __init__(self, home: Path, warehouse: Path) -> None:
        self.home = home
        self.warehouse = warehouse

    def __enter__(self) -> Engine:
        self.open()
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @abstractmethod
    def open(self) -> None:
        """Connect; raise `EngineError` with a remedy when that is not possible."""

    @abstractmethod
    def prepare(self, variables: dict[str, Any]) -> None:
        """Do ahead what needs neither lake nor warehouse: read the models. Called once, before
        `open`, in a thread of its own; what goes wrong shows again when models are run."""

    @abstractmethod
    def close(self) -> None:
        """Let go of every file and process."""

    def set_aside(self) -> Path | None:
        """Move a warehouse that cannot be read away; None where every run makes a new one."""
        self.close()
        return None

    def explain(self, error: BaseException) -> UserError | None:
        """What an error of the engine means, where it is a matter of files and disks."""
        return None

    @abstractmethod
    def register_bronze(self, tables: Sequence[BronzeTable]) -> None:
        """Make `bronze.<kind>__<table>` for every declared table, and what all have in common."""

    @abstractmethod
    def run_models(self, run: ModelRun) -> list[ModelResult]:
        """Build the selected dbt models; raise `EngineError` naming the first that failed."""

    @abstractmethod
    def read(self, sql: str) -> pa.RecordBatchReader:
        """Run a query; types are canonical (see `engines/arrow.py`), rows in the query's order."""

    @abstractmethod
    def write(self, schema: str, table: str, data: pa.Table) -> None:
        """Replace a table by `data`."""

    @abstractmethod
    def versions(self) -> dict[str, str]:
        """Name and version of the engine and its adapter, for the run log."""
