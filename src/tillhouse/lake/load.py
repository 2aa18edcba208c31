"""Write one commit of bronze: data files first, then the commit that makes them visible."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, Field, PostCommitHookProperties, Schema
from deltalake.schema import PrimitiveType
from deltalake.transaction import AddAction

from tillhouse.lake.delivery import Delivery
from tillhouse.lake.delta import open_delta
from tillhouse.lake.log import DELIVERIES, is_table

LINEAGE = pa.schema(
    [
        pa.field("_load_id", pa.string()),
        pa.field("_loaded_at", pa.timestamp("us", tz="UTC")),
        pa.field("_source_file", pa.string()),
        pa.field("_source_row", pa.int64()),
        pa.field("_unreadable", pa.string()),
        pa.field("_raw", pa.string()),
    ]
)
# The log is the ledger: it must never be cleaned up. Statistics are only of use for the load id.
TABLE_PROPERTIES = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
    "delta.dataSkippingStatsColumns": "_load_id",
}
ROW_GROUP = 122_880  # as many as one thread of DuckDB takes at a time
# Values that hardly repeat are not worth a dictionary: it costs time and makes the file larger.
SAMPLE = 20_000
LARGEST_DICTIONARY = 256 * 1024
LARGEST_FILE = 256 * 1024 * 1024


class Load:
    """One atomic commit to one table. Leaving the block without `commit` leaves nothing behind."""

    def __init__(self, folder: Path, columns: Sequence[str]) -> None:
        self.folder = folder
        self.schema = pa.schema([*LINEAGE, *(pa.field(name, pa.string()) for name in columns)])
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._rows_waiting = self._bytes_waiting = 0
        self._files: list[AddAction] = []
        self._path = folder
        self._first = self._last = ""
        self._rows = 0
        self._is_committed = False

    def __enter__(self) -> Load:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            with suppress(OSError):  # a full disk refuses the last bytes too
                self._writer.close()
            self._path.unlink(missing_ok=True)
        if not self._is_committed:
            for action in self._files:
                (self.folder / action.path).unlink(missing_ok=True)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows with lineage columns and text; columns that the batch lacks are NULL."""
        self._waiting.append(_conformed(batch, self.schema))
        self._rows_waiting += len(batch)
        self._bytes_waiting += batch.nbytes
        if self._rows_waiting >= ROW_GROUP or self._bytes_waiting >= LARGEST_FILE // 2:
            self._flush()

    def commit(self, deliveries: Sequence[Delivery]) -> int:
        """Make the rows visible together with their entries in the ledger; returns the version."""
        self._flush()
        self._close_file()
        table = open_table(self.folder, self.schema)
        table.create_write_transaction(
            self._files,
            "append",
            Schema.from_arrow(self.schema),
            commit_properties=CommitProperties(custom_metadata=_ledger_entry(deliveries)),
            post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
        )
        self._is_committed = True
        return int(DeltaTable(str(self.folder)).version())

    def _flush(self) -> None:
        if not self._waiting:
            return
        rows = pa.Table.from_batches(self._waiting, schema=self.schema)
        if self._writer is None:
            self._open_file(rows)
        assert self._writer is not None
        self._writer.write_table(rows, row_group_size=2 * ROW_GROUP)
        self._last = rows.column("_load_id")[-1].as_py()
        self._rows += len(rows)
        self._waiting, self._rows_waiting, self._bytes_waiting = [], 0, 0
        if self._path.stat().st_size >= LARGEST_FILE:
            self._close_file()

    def _open_file(self, rows: pa.Table) -> None:
        self._first = rows.column("_load_id")[0].as_py()
        self._rows = 0
        self._path = self.folder / f"{self._first}-{uuid4().hex[:8]}.parquet"
        self._writer = pq.ParquetWriter(
            self._path,
            self.schema,
            compression="zstd",
            compression_level=1,
            write_statistics=["_load_id"],
            use_dictionary=_repeating(rows.slice(0, SAMPLE)),
            dictionary_pagesize_limit=LARGEST_DICTIONARY,
            store_schema=False,
        )

    def _close_file(self) -> None:
        if self._writer is None:
            return
        self._writer.close()
        self._writer = None
        _force_to_disk(self._path)
        stat = self._path.stat()
        self._files.append(
            AddAction(
                path=self._path.name,
                size=stat.st_size,
                partition_values={},
                modification_time=stat.st_mtime_ns // 1_000_000,
                data_change=True,
                stats=_statistics(self._rows, self._first, self._last),
            )
        )


def open_table(folder: Path, schema: pa.Schema) -> DeltaTable:
    """The table, created or widened so that it has every column of `schema`."""
    if not is_table(folder):
        return DeltaTable.create(
            str(folder), Schema.from_arrow(schema), configuration=dict(TABLE_PROPERTIES)
        )
    table = open_delta(folder)
    known = {field.name for field in table.schema().fields}
    new = [Field(name, PrimitiveType("string")) for name in schema.names if name not in known]
    if new:
        table.alter.add_columns(new)
    return DeltaTable(str(folder))


def _conformed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    given = dict(zip(batch.schema.names, batch.columns, strict=True))
    arrays = [
        given[field.name] if field.name in given else pa.nulls(len(batch), field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _repeating(sample: pa.Table) -> list[str]:
    """Columns of which a value stands in four rows or more on average."""
    columns = zip(sample.column_names, sample.columns, strict=True)
    return [
        name for name, values in columns if pc.count_distinct(values).as_py() * 4 <= len(values)
    ]


def _ledger_entry(deliveries: Sequence[Delivery]) -> dict[str, str]:
    entries = [delivery.as_dict() for delivery in deliveries]
    return {DELIVERIES: json.dumps(entries, ensure_ascii=False, sort_keys=True)}


def _statistics(rows: int, first: str, last: str) -> str:
    bounds = {"minValues": {"_load_id": first}, "maxValues": {"_load_id": last}}
    return json.dumps({"numRecords": rows, **bounds, "nullCount": {"_load_id": 0}})


def _force_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
