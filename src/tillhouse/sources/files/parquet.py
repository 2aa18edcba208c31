"""Parquet files: their columns, and every value of them as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.bounds import (
    BATCH_BYTES,
    LARGEST_FOOTER,
    SMALL_CELLS,
    Bounds,
)
from tillhouse.sources.files.connection import connect, path_literal
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import check_columns, check_rows, check_unpacked, too_large
from tillhouse.sources.passing import is_passing

if TYPE_CHECKING:
    pass

NESTED = ("STRUCT", "MAP", "UNION", "VARIANT")
BLOCKS = 24  # of rows that are read together at most


@dataclass(frozen=True)
class Shape:
    """The top-level columns of a Parquet file, and how many rows may be in memory together."""

    names: tuple[str, ...]
    batch_rows: int


def look_into(path: Path, bounds: Bounds) -> Shape:
    """The shape of a Parquet file whose footer and values are within the bounds.

    Raises `Refused` when the file is empty, cut off, damaged, not Parquet, or too large.
    """
    import duckdb

    from tillhouse.sources.files.parquet_blocks import BLOCK_ROWS, largest_block

    _check_ends(path)
    _check_footer(path, bounds)
    with connect(memory=bounds.memory_bytes) as connection:
        try:
            described = connection.execute(_describe(path)).fetchall()
            reader = _reader(path, "file_row_number = true")
            block = largest_block(reader, path, _nested_sizes(described), connection)
        except duckdb.OutOfMemoryException:
            raise too_large(
                "to read it takes too much memory",
                "a page of it does not fit",
                bounds.memory_bytes,
                "memory_bytes",
            ) from None
        except duckdb.Error as error:
            if is_passing(error):
                raise
            raise Refused(
                f"the Parquet file is damaged: {_first_line(error)}", code="damaged"
            ) from None
    names = tuple(str(name) for name, *_ in described)
    return Shape(names, BLOCK_ROWS * max(1, min(BLOCKS, BATCH_BYTES // max(block, 1))))


def _check_ends(path: Path) -> None:
    size = path.stat().st_size
    if not size:
        raise Refused("the file is empty", code="no_rows")
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, size - 8))
        length, tail = file.read(4), file.read(4)
    if head != b"PAR1":
        raise Refused(
            "it is named .parquet but does not begin as Parquet does", code="wrong_format"
        )
    if tail != b"PAR1":
        raise Refused(
            "the Parquet footer is missing: the file is cut off",
            code="damaged",
            remedy="Copy it again.",
        )
    if (footer := int.from_bytes(length, "little")) > min(size - 12, LARGEST_FOOTER):
        why = f"its footer is said to have {footer:,} bytes"
        raise Refused(f"the Parquet file is damaged: {why}", code="damaged")


def _check_footer(path: Path, bounds: Bounds) -> None:
    """Hold what the footer tells of rows, columns and sizes against the bounds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer = pq.read_metadata(path)
        check_columns(footer.num_columns, bounds)
        groups = [footer.row_group(at) for at in range(footer.num_row_groups)]
        unpacked = sum(group.total_byte_size for group in groups)
        values = sum(
            group.column(at).num_values for group in groups for at in range(group.num_columns)
        )
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None):
            raise
        why = f"the Parquet file is damaged: {_first_line(error)}"
        raise Refused(why, code="damaged") from None
    if not footer.num_rows:
        raise Refused("it has columns but no rows", code="no_rows")
    check_rows(footer.num_rows, bounds)
    size = path.stat().st_size
    check_unpacked(unpacked, size, bounds)
    # A value that is only pointed at takes no room in the file, and a byte at least as text.
    check_unpacked(max(values, footer.num_rows), size, bounds, harmless=SMALL_CELLS)


def _nested_sizes(described: Sequence[tuple[str, ...]]) -> list[str]:
    """The bytes that each nested value takes as text, in SQL."""
    nested = [_quoted(str(name)) for name, kind, *_ in described if _is_nested(str(kind))]
    return [f"coalesce(strlen(to_json({name})::varchar), 0)" for name in nested]


def parquet_query(path: Path) -> str:
    """A query of `_source_row` (from 1) and every column as text.

    Decimals keep their digits, times are ISO (UTC where they have a zone), floats the shortest
    text that reads back as the same number, nested values JSON, bytes hexadecimal.
    """
    with connect() as connection:
        described = connection.execute(_describe(path)).fetchall()
    columns = ", ".join(_as_text(str(name), str(kind)) for name, kind, *_ in described)
    number = "file_row_number + 1 as _source_row"
    return f"select {number}, {columns} from {_reader(path, 'file_row_number = true')}"


def _as_text(name: str, kind: str) -> str:
    quoted = _quoted(name)
    if _is_nested(kind):
        return f"to_json({quoted})::varchar"
    return f"hex({quoted})" if kind == "BLOB" else f"{quoted}::varchar"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _is_nested(kind: str) -> bool:
    return kind.startswith(NESTED) or kind.endswith("]")


def _reader(path: Path, extra: str = "") -> str:
    # A folder named day=1 above the file must not become a column of it.
    options = ", ".join(filter(None, ("hive_partitioning = false", extra)))
    return f"read_parquet({path_literal(path)}, {options})"


def _describe(path: Path) -> str:
    return f"describe select * from {_reader(path)}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
