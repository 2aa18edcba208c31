"""Parquet files: their columns, and every value of them as text."""

from __future__ import annotations

from pathlib import Path

from tillhouse.sources.files.connection import connect, path_literal
from tillhouse.sources.files.plain import Refused

NESTED = ("STRUCT", "MAP", "UNION")


def parquet_columns(path: Path) -> list[str]:
    """The top-level columns; raises `Refused` when the file is empty, cut off or not Parquet."""
    import duckdb

    size = path.stat().st_size
    if not size:
        raise Refused("the file is empty", code="no_rows")
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, size - 4))
        tail = file.read(4)
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
    with connect() as connection:
        try:
            described = connection.execute(_describe(path)).fetchall()
            rows = connection.execute(f"select count(*) from {_reader(path)}").fetchone()
        except duckdb.Error as error:
            raise Refused(
                f"the Parquet file is damaged: {_first_line(error)}", code="damaged"
            ) from None
    if not rows or not rows[0]:
        raise Refused("it has columns but no rows", code="no_rows")
    return [str(name) for name, *_ in described]


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
    quoted = '"' + name.replace('"', '""') + '"'
    if kind.startswith(NESTED) or kind.endswith("]"):
        return f"to_json({quoted})::varchar"
    return f"hex({quoted})" if kind == "BLOB" else f"{quoted}::varchar"


def _reader(path: Path, extra: str = "") -> str:
    # A folder named day=1 above the file must not become a column of it.
    options = ", ".join(filter(None, ("hive_partitioning = false", extra)))
    return f"read_parquet({path_literal(path)}, {options})"


def _describe(path: Path) -> str:
    return f"describe select * from {_reader(path)}"


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
