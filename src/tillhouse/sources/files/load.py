"""Several files of one table into one commit of bronze."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery, load_id
from tillhouse.sources.ahead import read_ahead
from tillhouse.sources.files.inspect import Layout
from tillhouse.sources.files.read import Damaged, ReadMismatch, Unread, read_files
from tillhouse.sources.report import NAMED, UnreadableRow
from tillhouse.sources.shape import SAMPLE, kinds_of
from tillhouse.sources.spec import SHEET
from tillhouse.sources.survey import NewFile, modified_at


@dataclass(frozen=True)
class LoadPlan:
    """A file and how it is read."""

    file: NewFile
    layout: Layout

    @property
    def label(self) -> str:
        """What the delivery is called: the file or, where a table takes several, its sheet."""
        name = self.file.found.relative
        return f"{name}{SHEET}{self.layout.sheet}" if self.layout.sheet else name


class FilesChanged(Exception):
    """Some files changed while they were read: what was read of them is void."""

    def __init__(self, paths: set[Path]) -> None:
        super().__init__(f"{len(paths)} files changed")
        self.paths = paths


class FileLoad:
    """One commit. After `run`: what was loaded, what changed meanwhile or could not be read now,
    which rows did not read."""

    def __init__(
        self, bronze: Bronze, source: str, table: str, at: datetime, plans: list[LoadPlan]
    ) -> None:
        self.bronze = bronze
        self.source = source
        self.table = table
        self.at = at
        self.plans = plans
        self.deliveries: list[Delivery] = []
        self.postponed: list[str] = []
        self.damaged: list[tuple[NewFile, str]] = []
        self.unread: list[tuple[NewFile, Exception]] = []
        self.unreadable: list[UnreadableRow] = []

    @property
    def notes(self) -> list[str]:
        """What a person should know of how the loaded files were read."""
        plans = [plan for plan in self.plans if plan.layout.note]
        return [f"{plan.file.found.relative}: {plan.layout.note}" for plan in plans]

    def run(self) -> None:
        """Load the files; start again without those that changed, or slower where it must be."""
        while self.plans:
            try:
                self._attempt()
                return
            except ReadMismatch as mismatch:
                self.plans = [_made_exact(plan, mismatch.files) for plan in self.plans]
            except Damaged as damaged:
                self._set_aside(damaged)
            except Unread as failed:
                self._leave_unread(failed)
            except FilesChanged as changed:
                self._postpone(changed.paths)
            except OSError as error:
                self._stop_or_postpone(error)

    def _attempt(self) -> None:
        self.deliveries = [self._delivery(at, plan) for at, plan in enumerate(self.plans)]
        self.unreadable = []
        columns = dict.fromkeys(name for plan in self.plans for name in plan.layout.columns)
        with self.bronze.load(self.source, self.table, list(columns)) as load:
            layouts = [plan.layout for plan in self.plans]
            with closing(read_ahead(read_files(layouts))) as batches:
                for index, batch in batches:
                    load.write(self._with_lineage(index, batch))
            self._check_unchanged()
            load.commit(self.deliveries)

    def _with_lineage(self, index: int, batch: pa.RecordBatch) -> pa.RecordBatch:
        delivery = self.deliveries[index]
        unreadable = self._count_unreadable(delivery, batch)
        self.deliveries[index] = replace(
            delivery,
            rows=delivery.rows + len(batch),
            unreadable_rows=delivery.unreadable_rows + unreadable,
            kinds=delivery.kinds or _kinds(delivery.columns, batch),
        )
        moment = pa.scalar(self.at, pa.timestamp("us", tz="UTC"))
        given = {
            "_load_id": pa.repeat(delivery.load_id, len(batch)),
            "_loaded_at": pa.repeat(moment, len(batch)),
            "_source_file": pa.repeat(delivery.file, len(batch)),
        }
        arrays = [*given.values(), *batch.columns]
        return pa.RecordBatch.from_arrays(arrays, names=[*given, *batch.schema.names])

    def _count_unreadable(self, delivery: Delivery, batch: pa.RecordBatch) -> int:
        reasons = batch.column("_unreadable")
        count = len(batch) - int(reasons.null_count)
        if count and len(self.unreadable) < NAMED:
            self.unreadable.extend(_named(delivery.file, batch.filter(pc.is_valid(reasons))))
        return count

    def _delivery(self, number: int, plan: LoadPlan) -> Delivery:
        return Delivery(
            load_id=load_id(self.at, number, plan.file.sha256),
            source=self.source,
            table=self.table,
            file=plan.label,
            sha256=plan.file.sha256,
            bytes=plan.file.found.size,
            modified_at=modified_at(plan.file.found),
            rows=0,
            unreadable_rows=0,
            columns=plan.layout.columns,
        )

    def _check_unchanged(self) -> None:
        files = [plan.file.found for plan in self.plans]
        changed = {file.path for file in files if not file.is_unchanged}
        if changed:
            raise FilesChanged(changed)

    def _set_aside(self, damaged: Damaged) -> None:
        gone = [plan for plan in self.plans if plan.layout.source == damaged.file]
        files = {plan.file.found.relative: plan.file for plan in gone}
        self.damaged.extend((file, damaged.reason) for file in files.values())
        self._leave_out(gone)

    def _leave_unread(self, failed: Unread) -> None:
        """Leave out a file that the machine failed to read, or that changed meanwhile."""
        gone = [plan for plan in self.plans if plan.layout.source == failed.file]
        if not all(plan.file.found.is_unchanged for plan in gone):
            self._postpone({plan.file.found.path for plan in gone})
            return
        files = {plan.file.found.relative: plan.file for plan in gone}
        self.unread.extend((file, failed.error) for file in files.values())
        self._leave_out(gone)

    def _stop_or_postpone(self, error: OSError) -> None:
        """A file that went away is no trouble; a full disk is."""
        try:
            self._check_unchanged()
        except FilesChanged as changed:
            self._postpone(changed.paths)
            return
        raise SourceError(
            f"Loading {self.source}/{self.table} stopped: {error.strerror or error}.",
            where=str(self.bronze.folder(self.source, self.table)),
            remedy="Check the disk and its free space, then run again: nothing is half loaded.",
        ) from error

    def _postpone(self, paths: set[Path]) -> None:
        gone = [plan for plan in self.plans if plan.file.found.path in paths]
        self.postponed.extend(dict.fromkeys(plan.file.found.relative for plan in gone))
        self._leave_out(gone)

    def _leave_out(self, gone: list[LoadPlan]) -> None:
        self.plans = [plan for plan in self.plans if plan not in gone]
        self.deliveries = []


def _kinds(columns: tuple[str, ...], batch: pa.RecordBatch) -> str:
    """What the first values of a delivery are."""
    first = batch.slice(0, SAMPLE)
    return kinds_of(columns, lambda name: first.column(name).to_pylist())


def _named(file: str, rows: pa.RecordBatch) -> Iterator[UnreadableRow]:
    for row in rows.slice(0, NAMED).select(["_source_row", "_unreadable"]).to_pylist():
        yield UnreadableRow(file, row["_source_row"], row["_unreadable"])


def _made_exact(plan: LoadPlan, files: tuple[Path, ...]) -> LoadPlan:
    if plan.layout.source in files and not plan.layout.is_parquet:
        return replace(plan, layout=plan.layout.exactly())
    return plan
