"""What of a relation is new: its rows held against those that bronze has of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.lake.bronze import Snapshot
from tillhouse.sources.table import DELETED, TableSpec

if TYPE_CHECKING:
    import pyarrow as pa


BATCH_ROWS = 50_000


class Changes:
    """A scratch database with the rows that came, beside those of bronze. In bounded memory."""

    def __init__(self, table: TableSpec, snapshot: Snapshot | None, scratch: Path) -> None:
        import duckdb

        assert table.relation is not None
        self.columns = table.columns
        self.key = table.relation.key
        self.cursor = table.relation.cursor
        self.duckdb = duckdb.connect(str(scratch / "changes.duckdb"))
        self._show_bronze(snapshot)
        self._begin("incoming", table.columns)
        self._begin("present", self.key)

    def close(self) -> None:
        """Let go of the scratch database."""
        self.duckdb.close()

    def mark(self) -> str | None:
        """The greatest cursor value in bronze; None when there is none."""
        if not self.cursor:
            return None
        column = _name(self.cursor)
        row = self.duckdb.execute(
            f"select case when bool_and(regexp_full_match({column}, '[0-9]+'))"
            f" then cast(max(try_cast({column} as hugeint)) as varchar) else max({column}) end"
            f" from delivered where {column} is not null"
        ).fetchone()
        return row[0] if row else None

    def take(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Begin anew with these rows; columns that they lack are NULL."""
        self._fill("incoming", self.columns, batches)

    def take_keys(self, batches: Iterable[pa.RecordBatch]) -> None:
        """All keys that the relation has now."""
        self._fill("present", self.key, batches)

    def known_rows(self) -> int:
        """Keys that bronze and the rows that came hold together."""
        key = ", ".join(map(_name, self.key))
        return self._count(f"select {key} from live union select {key} from incoming")

    def unknown_keys(self) -> int:
        """Keys of the relation that neither bronze nor the rows that came hold."""
        return self._count(
            "select * from present"
            f" where not exists (from live where {self._same('present', 'live')})"
            f" and not exists (from incoming where {self._same('present', 'incoming')})"
        )

    def changed(self) -> Iterator[pa.RecordBatch]:
        """Rows that bronze does not have, or has with other values, in the order of the key."""
        columns = ", ".join(f"incoming.{_name(name)}" for name in self.columns)
        differs = " or ".join(
            f"incoming.{_name(name)} is distinct from live.{_name(name)}" for name in self.columns
        )
        first = _name(self.key[0])
        yield from self.duckdb.execute(
            f"select {columns} from incoming left join live on {self._same('incoming', 'live')}"
            f" where live.{first} is null or {differs} order by incoming.rowid"
        ).to_arrow_reader(BATCH_ROWS)

    def deleted(self, is_whole: bool) -> Iterator[pa.RecordBatch]:
        """The keys that are gone, each as a row that says so. `is_whole`: all rows had come."""
        now = "incoming" if is_whole else "present"
        key = ", ".join(f"live.{_name(name)}" for name in self.key)
        yield from self.duckdb.execute(
            f"select {key}, 'true' as {DELETED} from live"
            f" where not exists (from {now} where {self._same(now, 'live')}) order by {key}"
        ).to_arrow_reader(BATCH_ROWS)

    def _show_bronze(self, snapshot: Snapshot | None) -> None:
        """`delivered` is all that ever came, `live` the latest row of each key that still is."""
        wanted = (*self.columns, DELETED)
        if snapshot is None or not snapshot.files:
            nothing = ", ".join(f"cast(null as varchar) as {_name(name)}" for name in wanted)
            source = f"(select {nothing}, '' as _load_id, 0 as _source_row where false)"
            given: Sequence[str] = wanted
        else:
            listed = ", ".join("'" + file.replace("'", "''") + "'" for file in snapshot.files)
            source = f"read_parquet([{listed}], union_by_name = true)"
            given = snapshot.delivered
        columns = ", ".join(
            _name(name) if name in given else f"cast(null as varchar) as {_name(name)}"
            for name in wanted
        )
        key = ", ".join(map(_name, self.key))
        self.duckdb.execute(
            f"create view delivered as select {columns}, _load_id, _source_row from {source}"
        )
        self.duckdb.execute(
            f"create view latest as select * from delivered qualify row_number() over"
            f" (partition by {key} order by _load_id desc, _source_row desc) = 1"
        )
        self.duckdb.execute(
            f"create view live as select * from latest where {DELETED} is distinct from 'true'"
        )

    def _begin(self, name: str, columns: Sequence[str]) -> None:
        listed = ", ".join(f"{_name(column)} varchar" for column in columns)
        self.duckdb.execute(f"create table {name} ({listed})")

    def _fill(self, name: str, columns: Sequence[str], batches: Iterable[pa.RecordBatch]) -> None:
        self.duckdb.execute(f"delete from {name}")
        for batch in batches:
            given = [column for column in columns if column in batch.schema.names]
            listed = ", ".join(map(_name, given))
            self.duckdb.register("batch", batch)
            self.duckdb.execute(f"insert into {name} ({listed}) select {listed} from batch")
            self.duckdb.unregister("batch")

    def _same(self, left: str, right: str) -> str:
        return " and ".join(f"{left}.{_name(it)} = {right}.{_name(it)}" for it in self.key)

    def _count(self, query: str) -> int:
        row = self.duckdb.execute(f"select count(*) from ({query})").fetchone()
        assert row is not None
        return int(row[0])


def _name(column: str) -> str:
    return f'"{column}"'
