"""Load what is new of a database into bronze: all tables as they were at one moment.

Each table is one commit. When the connection breaks in the middle of a table, nothing of that
table is there, and the next run reads it again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery, next_load_time
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import Address, read_address
from tillhouse.sources.database.catalog import Catalog, Found, NotThere, relation_name
from tillhouse.sources.database.connection import Connection, connect
from tillhouse.sources.database.dialects import DIALECTS
from tillhouse.sources.database.errors import explain
from tillhouse.sources.database.query import Reader, look_back
from tillhouse.sources.database.reading import Progress, Reading
from tillhouse.sources.database.refusals import Refusals
from tillhouse.sources.drift import UNREAD, Watch
from tillhouse.sources.passing import scratch_folder
from tillhouse.sources.report import IngestReport, KnownFile
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

if TYPE_CHECKING:
    import pyarrow as pa

    from tillhouse.sources.database.changes import Changes


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
        ledger = bronze.ledger(source)
        self.last_load_id = ledger[-1].load_id if ledger else None
        self.contents = {entry.table: entry.sha256 for entry in ledger}
        self.refusals = Refusals(spec, bronze, self.report, self.watch, self.contents)

    def load_all(self) -> None:
        """Every table in the order of its declaration."""
        for found in self.find_all():
            self._load(found)
            label = relation_name(found.table)
            self.watch.see(found.table, label, found.shape, extra=UNREAD)
        self.refusals.save()
        self.report.changes = self.watch.save()

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
                self.refusals.add_missing(table, missing)
                continue
            self._note_columns(found)
            yield found
        if self.spec.left_out is not None:
            named = (*self.spec.tables, *self.spec.elsewhere)
            unread = catalog.unread(named)
            self.report.unused += [it for it in unread if not self.spec.is_left_out(it)]
            self.report.unclaimed = list(self.report.unused)

    def _load(self, found: Found) -> None:
        reader = Reader(self.connection, self.dialect, found, self.access.most_rows)
        reading = Reading(reader, self.address, self.access.redact, self.progress)
        if doubled := reading.doubled_keys():
            key = ", ".join(reader.relation.key)
            why = f"{doubled:,} values of its key ({key}) stand in more than one row"
            self.refusals.add(
                found.table, why, code="doubled_key", columns=tuple(reader.relation.key)
            )
            return
        delivery = self._load_relation(reading)
        if delivery is None:
            name = relation_name(found.table)
            self.report.known.append(KnownFile(name, name))
        else:
            self.report.loaded.append(delivery)
            self.last_load_id = delivery.load_id

    def _load_relation(self, reading: Reading) -> Delivery | None:
        table = reading.reader.found.table
        snapshot = self.bronze.snapshot(self.source, table.name)
        if not reading.reader.key or snapshot is None:
            # What has left the lake by its age is not there any more, however well it is known.
            known = self.contents.get(table.name, "") if snapshot and snapshot.files else ""
            return self._write(table, reading.whole(), relation_name(table), known)
        from tillhouse.sources.database.changes import Changes

        with (
            scratch_folder() as scratch,
            closing(Changes(table, snapshot, scratch)) as changes,
        ):
            return self._write_changes(reading, changes)

    def _write_changes(self, reading: Reading, changes: Changes) -> Delivery | None:
        found, relation = reading.reader.found, reading.reader.relation
        mark = changes.mark() if relation.cursor in found.columns else None
        since = look_back(mark, relation.lookback_days) if mark is not None else None
        label = relation_name(found.table)
        if since is not None:
            label = f"{label} ({relation.cursor} from {since})"
            changes.take(reading.window(since))
            if reading.is_short(changes):
                since, label = None, relation_name(found.table)
        if since is None:
            changes.take(reading.whole())
        rows = _new_rows(changes, relation.deletes, since is None)
        return self._write(found.table, rows, label)

    def _write(
        self,
        table: TableSpec,
        rows: Iterable[pa.RecordBatch],
        label: str,
        known: str = "",
    ) -> Delivery | None:
        from tillhouse.sources.database.load import RelationLoad

        at = next_load_time(datetime.now(UTC), self.last_load_id)
        load = RelationLoad(self.bronze, self.source, table.name, label, at)
        return load.run(table.bronze_columns, rows, known)

    def _note_columns(self, found: Found) -> None:
        """Said at the first look at a table; what changes later is said by the watch."""
        if self.watch.before(found.table.name) is not None:
            return
        name = relation_name(found.table)
        for column in found.absent:
            self.report.notes.append(f"{name} has no column {column}: it stays empty")
        for column in found.skipped:
            self.report.notes.append(f"{name}: {column} has no text form and is left out")


def _new_rows(changes: Changes, deletes: bool, is_whole: bool) -> Iterator[pa.RecordBatch]:
    yield from changes.changed()
    if deletes:
        yield from changes.deleted(is_whole)


def _silent(rows: int, note: str) -> None:
    return None
