"""How much text the fullest rows of a Parquet file hold: one long value may stand in every row.

Nothing in the footer tells. Where values are only pointed at, the dictionary and the pointers are
read; of other columns that may be large, the engine counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tillhouse.bounds import LARGEST_BLOCK, LONGEST_RECORD
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import too_large

if TYPE_CHECKING:
    import duckdb

BLOCK_ROWS = 2_048  # the engine takes no fewer at a time
HARMLESS = LARGEST_BLOCK // BLOCK_ROWS // 8  # bytes of a value that may stand in every row


def largest_block(
    reader: str, path: Path, others: Sequence[str], engine: duckdb.DuckDBPyConnection
) -> int:
    """The bytes of text that the fullest 2,048 rows hold, roughly, from above.

    `others` are sizes in SQL of values that are nested. Raises `Refused` where it is too much.
    """
    with pq.ParquetFile(path) as file:
        counted = dict.fromkeys(others)
        held = 0
        for column in _text_columns(file):
            if _is_counted(file, column):
                counted[_length_of(file.metadata.schema.column(column).name)] = None
            else:
                held += _pointed_at(path, file, column)
    if counted:
        held += _counted(reader, list(counted), engine)
    if held > LARGEST_BLOCK:
        raise _too_full(held)
    return held


def _text_columns(file: pq.ParquetFile) -> Iterator[int]:
    """The flat columns of text or bytes."""
    schema = file.metadata.schema
    for at in range(len(schema)):
        column = schema.column(at)
        is_flat = column.max_repetition_level == 0 and "." not in column.path
        if is_flat and column.physical_type == "BYTE_ARRAY":
            yield at


def _chunks(file: pq.ParquetFile, column: int) -> Iterator[Any]:
    for at in range(file.num_row_groups):
        yield file.metadata.row_group(at).column(column)


def _is_counted(file: pq.ParquetFile, column: int) -> bool:
    """Whether values stand in the file as often as in the rows, or share their beginnings."""
    for chunk in _chunks(file, column):
        is_delta = any(name.startswith("DELTA") for name in chunk.encodings)
        is_plain = not chunk.has_dictionary_page
        if is_delta or (is_plain and chunk.total_uncompressed_size > LARGEST_BLOCK // 8):
            return True
    return False


def _pointed_at(path: Path, file: pq.ParquetFile, column: int) -> int:
    """The bytes of the fullest block of a column whose values stand in a dictionary."""
    name = file.metadata.schema.column(column).path
    held = 0
    for at, chunk in enumerate(_chunks(file, column)):
        if chunk.total_uncompressed_size <= HARMLESS:
            held = max(held, BLOCK_ROWS * chunk.total_uncompressed_size)
        elif not chunk.has_dictionary_page:
            held = max(held, chunk.total_uncompressed_size)
        else:
            with pq.ParquetFile(path, read_dictionary=[name]) as pointing:
                values = pointing.read_row_group(at, columns=[name]).column(0)
            held = max(held, *map(_fullest, values.chunks), 0)
    return held


def _fullest(values: Any) -> int:
    lengths = pc.binary_length(values.dictionary).to_numpy(zero_copy_only=False)
    longest = int(lengths.max(initial=0))
    if longest > LONGEST_RECORD:
        raise too_large("a value of it is too long", f"{longest:,} bytes", LONGEST_RECORD, "")
    if longest <= HARMLESS:
        return BLOCK_ROWS * longest
    sizes = lengths[pc.fill_null(values.indices, 0).to_numpy(zero_copy_only=False)]
    blocks = np.add.reduceat(sizes.astype(np.int64), np.arange(0, len(sizes), BLOCK_ROWS))
    return 2 * int(blocks.max(initial=0))  # the blocks of the engine may begin elsewhere


def _length_of(name: str) -> str:
    return f"""coalesce(octet_length("{name.replace('"', '""')}"::blob), 0)"""


def _counted(reader: str, sizes: Sequence[str], engine: duckdb.DuckDBPyConnection) -> int:
    longest = ", ".join(f"max({size})" for size in sizes)
    found = engine.execute(
        f"select max(held), max(longest) from (select sum({' + '.join(sizes)}) as held, "
        f"greatest({longest}) as longest from {reader} group by file_row_number // {BLOCK_ROWS})"
    ).fetchone()
    held, value = (int(it or 0) for it in found or (0, 0))
    if value > LONGEST_RECORD:
        raise too_large("a value of it is too long", f"{value:,} bytes", LONGEST_RECORD, "")
    return held


def _too_full(held: int) -> Refused:
    what = f"{BLOCK_ROWS:,} rows of it hold too much"
    return too_large(what, f"{held:,} bytes of text", LARGEST_BLOCK, "")
