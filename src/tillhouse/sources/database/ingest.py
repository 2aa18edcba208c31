"""Load what is new of a database into bronze: all tables as they were at one moment.

Each table is one commit. When the connection breaks in the middle of a table, nothing of that
table is there, and the next run reads it again.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.errors import DataError, UserError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery, next_load_time
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.access import Access
from tillhouse.sources.ahead import read_ahead
from tillhouse.sources.database.address import Address, read_address
from tillhouse.sources.database.catalog import Catalog, Found, NotThere
from tillhouse.sources.database.connection import Connection, connect
from tillhouse.sources.database.dialects import DIALECTS
from tillhouse.sources.database.errors import explain, explain_cut
from tillhouse.sources.database.query import Reader, look_back
from tillhouse.sources.drift import UNREAD, Watch, looks_renamed
from tillhouse.sources.report import IngestReport, KnownFile
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

if TYPE_CHECKING:
    import pyarrow as pa

    from tillhouse.sources.database.changes import Changes

Progress = Callable[[int, str], None]


def ingest_relations(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    progress: Progress | None = None,
) -> IngestReport:
    """Load what every relation of a source has that bronze has not.

    `progress` is called with (rows read, table). Raises `SourceError` when the server cannot be
    reached or breaks off, `ConfigError` without its driver; a table that is missing or lacks a
    required column is refused by itself.
    """
    started = time.perf_counter()
    address = read_address(access.places["database"])
    with closing(connect(address, access)) as connection:
        run = _Run(source_name, spec, access, bronze, progress or _silent, connection, address)
        run.load_all()
    run.report.seconds = time.perf_counter() - started
    return run.report


def look(source_name: str, spec: SourceSpec, access: Access, bronze: Bronze) -> IngestReport:
    """Connect, and say which tables a run would refuse; reads no row."""
    address = read_address(access.places["database"])
    with closing(connect(address, access)) as connection:
        run = _Run(source_name, spec, access, bronze, _silent, connection, address)
        list(run.find_all())
    return run.report


class _Run:
    """One snapshot of one database on its way into bronze."""

    def __init__(
        self,
        source: str,
        spec: SourceSpec,
        access: Access,
        bronze: Bronze,
        progress: Progress,
        connection: Connection,
        address: Address,
    ) -> None:
        self.source, self.spec, self.access, self.bronze = source, spec, access, bronze
        self.progress, self.connection, self.address = progress, connection, address
        self.dialect = DIALECTS[address.system]
        self.report = IngestReport(source)
        self.watch = Watch(bronze, source)
        self.refused = {entry.file: entry for entry in bronze.refused.entries(source)}
        ledger = bronze.ledger(source)
        self.last_load_id = ledger[-1].load_id if ledger else None
        self.contents = {entry.table: entry.sha256 for entry in ledger}

    def load_all(self) -> None:
        """Every table in the order of its declaration."""
        for found in self.find_all():
            self._load(found)
            label = _relation_of(found.table)
            self.watch.see(found.table, label, found.shape, extra=UNREAD)
        for refused in self.report.refused:
            self.bronze.refused.note(refused)
        self._settle_refusals()
        self.report.changes = self.watch.save()

    def _settle_refusals(self) -> None:
        """What was refused in an earlier run and is taken now is refused no more."""
        now = {it.file for it in (*self.report.refused, *self.report.still_refused)}
        for table in self.spec.tables:
            name = _relation_of(table)
            if name not in now and self.bronze.refused.settle(self.source, name):
                self.watch.lines.append(f"{name}: is taken again")

    def find_all(self) -> Iterator[Found]:
        """The tables that are there, each as it is; those that are not are refused."""
        try:
            catalog = Catalog(self.connection, self.dialect, self.address)
        except Exception as error:
            raise explain(error, self.address, self.access.redact) from None
        for table in self.spec.tables:
            try:
                found = catalog.find(table)
            except NotThere as missing:
                self._refuse(table, *self._told_of(table, missing))
                continue
            self._note_columns(found)
            yield found

    def _load(self, found: Found) -> None:
        table, name = found.table, _relation_of(found.table)
        reader = Reader(self.connection, self.dialect, found)
        is_to_ask = bool(reader.key) and not found.is_key_unique
        if is_to_ask and (doubled := self._ask(reader.doubled_keys, table)):
            key = ", ".join(reader.relation.key)
            self._refuse(table, f"{doubled:,} values of its key ({key}) stand in more than one row")
            return
        delivery = self._load_relation(found, reader)
        if delivery is None:
            self.report.known.append(KnownFile(name, name))
        else:
            self.report.loaded.append(delivery)
            self.last_load_id = delivery.load_id

    def _load_relation(self, found: Found, reader: Reader) -> Delivery | None:
        table = found.table
        snapshot = self.bronze.snapshot(self.source, table.name)
        if not reader.key or snapshot is None:
            # What has left the lake by its age is not there any more, however well it is known.
            known = self.contents.get(table.name, "") if snapshot and snapshot.files else ""
            rows = self._whole(reader, found)
            return self._write(table, table.bronze_columns, rows, _relation_of(table), known)
        from tillhouse.sources.database.changes import Changes

        with (
            tempfile.TemporaryDirectory(prefix="tillhouse-") as scratch,
            closing(Changes(table, snapshot, Path(scratch))) as changes,
        ):
            return self._write_changes(found, reader, changes)

    def _write_changes(self, found: Found, reader: Reader, changes: Changes) -> Delivery | None:
        table, relation = found.table, reader.relation
        mark = changes.mark() if relation.cursor in found.columns else None
        since = look_back(mark, relation.lookback_days) if mark is not None else None
        label = _relation_of(table)
        if since is not None:
            label = f"{label} ({relation.cursor} from {since})"
            changes.take(self._told(reader.read(list(found.columns), since), table))
            if self._is_short(reader, changes):
                since, label = None, _relation_of(table)
        if since is None:
            changes.take(self._whole(reader, found))
        return self._write(
            table, table.bronze_columns, _new_rows(changes, relation.deletes, since is None), label
        )

    def _is_short(self, reader: Reader, changes: Changes) -> bool:
        """Whether rows came whose cursor lies before the window: then all must be read."""
        if reader.relation.deletes:
            changes.take_keys(self._told(reader.read(reader.relation.key), reader.found.table))
            return changes.unknown_keys() > 0
        return self._ask(reader.count, reader.found.table) > changes.known_rows()

    def _whole(self, reader: Reader, found: Found) -> Iterator[pa.RecordBatch]:
        """All rows; a driver that may take a cut for the end is found out by the count."""
        is_sure, rows = self.connection.tells_its_end, 0
        expected = None if is_sure else self._ask(reader.count, found.table)
        for batch in self._told(reader.read(list(found.columns)), found.table):
            rows += len(batch)
            yield batch
        if expected not in (None, rows):
            short = OSError(f"{rows:,} of {expected:,} rows came")
            raise self._cut(short, found.table, rows)

    def _told(
        self, batches: Iterable[pa.RecordBatch], table: TableSpec
    ) -> Iterator[pa.RecordBatch]:
        """The batches, told as progress. Only what the server does is put down to the server."""
        rows = 0
        with closing(read_ahead(batches)) as reader:
            while True:
                try:
                    batch = next(reader, None)
                except Exception as error:
                    raise self._cut(error, table, rows) from None
                if batch is None:
                    return
                rows += len(batch)
                self.progress(len(batch), table.name)
                yield batch

    def _ask(self, question: Callable[[], int], table: TableSpec) -> int:
        try:
            return question()
        except Exception as error:
            raise self._cut(error, table, 0) from None

    def _cut(self, error: Exception, table: TableSpec, rows: int) -> UserError:
        reading = f"{_relation_of(table)} was read, after {rows:,} rows"
        return explain_cut(error, self.address, self.access.redact, reading)

    def _write(
        self,
        table: TableSpec,
        columns: tuple[str, ...],
        rows: Iterable[pa.RecordBatch],
        label: str,
        known: str = "",
    ) -> Delivery | None:
        from tillhouse.sources.database.load import RelationLoad

        at = next_load_time(datetime.now(UTC), self.last_load_id)
        return RelationLoad(self.bronze, self.source, table.name, label, at).run(
            columns, rows, known
        )

    def _told_of(self, table: TableSpec, missing: NotThere) -> tuple[str, str]:
        """Why a table cannot be taken, and whether it could be before."""
        reason, remedy = missing.args
        if missing.shape is not None:
            before = self.watch.before(table.name)
            hint = looks_renamed(before, missing.shape.columns, missing.missing)
            return f"{reason}{hint}", remedy
        if table.name in self.contents:
            reason = f"it is gone: {reason}; what was loaded of it stays"
        return reason, remedy

    def _refuse(self, table: TableSpec, reason: str, remedy: str = "") -> None:
        """Refused now or, where that was told before, still."""
        refused = RefusedFile(
            source=self.source,
            table=table.name,
            file=_relation_of(table),
            reason=reason,
            remedy=remedy or "Correct the table, or what source.toml says of it.",
            refused_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            spec=self.spec.fingerprint,
        )
        known = self.refused.get(refused.file)
        if known and (known.reason, known.spec) == (refused.reason, refused.spec):
            self.report.still_refused.append(known)
        else:
            self.report.refused.append(refused)

    def _note_columns(self, found: Found) -> None:
        """Said at the first look at a table; what changes later is said by the watch."""
        if self.watch.before(found.table.name) is not None:
            return
        name = _relation_of(found.table)
        for column in found.absent:
            self.report.notes.append(f"{name} has no column {column}: it stays empty")
        for column in found.skipped:
            self.report.notes.append(f"{name}: {column} has no text form and is left out")


def _new_rows(changes: Changes, deletes: bool, is_whole: bool) -> Iterator[pa.RecordBatch]:
    yield from changes.changed()
    if deletes:
        yield from changes.deleted(is_whole)


def _relation_of(table: TableSpec) -> str:
    if table.relation is None:
        raise DataError(f"The table {table.name} names no relation.", where="source.toml")
    return table.relation.name


def _silent(rows: int, note: str) -> None:
    return None
