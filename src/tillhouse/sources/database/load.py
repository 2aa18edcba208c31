"""Rows of one relation into one commit of bronze."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.lake.delivery import Delivery, load_id

if TYPE_CHECKING:
    from tillhouse.lake.bronze import Bronze


class RelationLoad:
    """One delivery of one relation. Nothing of it is there before `run` has come to its end."""

    def __init__(self, bronze: Bronze, source: str, table: str, file: str, at: datetime) -> None:
        self.bronze = bronze
        self.source = source
        self.table = table
        self.file = file
        self.at = at
        # The content is known only when all has been read; the id needs to be unique and to sort.
        self.load_id = load_id(at, 0, hashlib.sha256(f"{source}/{table}".encode()).hexdigest())
        self.rows = self.bytes = 0

    def run(
        self,
        columns: tuple[str, ...],
        batches: Iterable[pa.RecordBatch],
        known_content: str = "",
    ) -> Delivery | None:
        """Write and commit; None, and nothing there, without rows or with the known content."""
        content = Content(columns)
        with self.bronze.load(self.source, self.table, list(columns)) as load:
            for batch in batches:
                if len(batch):
                    content.add(batch)
                    load.write(self._with_lineage(batch))
            delivery = self._delivery(columns, content.sha256())
            if not self.rows or delivery.sha256 == known_content:
                return None
            load.commit([delivery])
        return delivery

    def _with_lineage(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        first, size = self.rows + 1, len(batch)
        self.rows += size
        self.bytes += batch.nbytes
        given = {
            "_load_id": pa.repeat(self.load_id, size),
            "_loaded_at": pa.repeat(pa.scalar(self.at, pa.timestamp("us", tz="UTC")), size),
            "_source_file": pa.repeat(self.file, size),
            "_source_row": pa.arange(first, first + size),
        }
        arrays = [*given.values(), *batch.columns]
        return pa.RecordBatch.from_arrays(arrays, names=[*given, *batch.schema.names])

    def _delivery(self, columns: tuple[str, ...], sha256: str) -> Delivery:
        return Delivery(
            load_id=self.load_id,
            source=self.source,
            table=self.table,
            file=self.file,
            sha256=sha256,
            bytes=self.bytes,
            modified_at=self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            rows=self.rows,
            unreadable_rows=0,
            columns=columns,
        )


class Content:
    """A hash of rows in their order, whatever batches they come in."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.hashes = {name: (hashlib.sha256(), hashlib.sha256()) for name in columns}

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in the text of each column, and where each value ends or is none."""
        for name, (text, lengths) in self.hashes.items():
            if name not in batch.schema.names:
                continue
            values = batch.column(name).cast(pa.string())
            if values.null_count:
                values = pc.fill_null(values, "")
            ends = np.frombuffer(values.buffers()[1], np.int32)
            ends = ends[values.offset : values.offset + len(values) + 1]
            sizes = np.diff(ends)
            sizes[batch.column(name).is_null().to_numpy(zero_copy_only=False)] = -1
            lengths.update(sizes.tobytes())
            if content := values.buffers()[2]:
                text.update(memoryview(content)[ends[0] : ends[-1]])

    def sha256(self) -> str:
        """Hexadecimal; the names of the columns are part of it."""
        whole = hashlib.sha256()
        for name, (text, lengths) in self.hashes.items():
            whole.update(name.encode() + b"\0" + text.digest() + lengths.digest())
        return whole.hexdigest()
