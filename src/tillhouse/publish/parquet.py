"""One table → one Parquet file: the same rows give the same bytes (R5).

What could vary from run to run is fixed here: row groups are cut at a fixed number of rows
whatever batches the engine returned, the codec and its level are given, and no schema of the
writer's own is stored. Rows must come in a stable order; `select_sorted` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tillhouse.contracts.models import ModelDoc
from tillhouse.engines.arrow import canonical
from tillhouse.publish.durable import force_to_disk

ROWS_PER_GROUP = 131_072
CODEC, LEVEL = "zstd", 3


@dataclass(frozen=True)
class Written:
    """One Parquet file as it was written."""

    path: Path
    rows: int
    bytes: int


def select_sorted(doc: ModelDoc) -> str:
    """The query for the table's documented columns, in the order of its key.

    A key is unique (publishing checks it), so it orders every row; a table without one is
    ordered by all its columns. NULLs last is spelt out because engines differ in it.
    """
    names = [column.name for column in doc.columns]
    order = ", ".join(f"{name} asc nulls last" for name in doc.key or names)
    return f"select {', '.join(names)} from {doc.schema}.{doc.name} order by {order}"


def write_parquet(reader: pa.RecordBatchReader, path: Path, doc: ModelDoc) -> Written:
    """Write all rows of `reader` in the YAML's types; memory is bounded by one row group.

    `EngineError` when columns or values do not fit the YAML exactly.
    """
    rows = 0
    exact = canonical(reader, doc.types, table=f"{doc.schema}.{doc.name}")
    with pq.ParquetWriter(
        path,
        exact.schema,
        compression=CODEC,
        compression_level=LEVEL,
        version="2.6",
        store_schema=False,
    ) as writer:
        for group in _fixed_groups(exact):
            writer.write_table(group, row_group_size=ROWS_PER_GROUP)
            rows += group.num_rows
    force_to_disk(path)
    return Written(path, rows, path.stat().st_size)


def _fixed_groups(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    # Chunks are joined before they are written: where a chunk ends would else decide on pages.
    waiting: list[pa.RecordBatch] = []
    count = 0
    for batch in reader:
        while batch.num_rows:
            taken = batch.slice(0, ROWS_PER_GROUP - count)
            waiting.append(taken)
            count += taken.num_rows
            batch = batch.slice(taken.num_rows)
            if count == ROWS_PER_GROUP:
                yield pa.Table.from_batches(waiting, reader.schema).combine_chunks()
                waiting, count = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, reader.schema).combine_chunks()
