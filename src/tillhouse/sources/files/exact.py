"""Delimited text record by record: what is wrong with a row is told, and the others are kept.

Slower than the engine by far, and for files only that it does not read as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from tillhouse.bounds import BATCH_BYTES, MOST_UNFIT
from tillhouse.sources.files.inspect import Layout
from tillhouse.sources.files.records import Record, records

BATCH_ROWS = 50_000


class UnfitRows(Exception):
    """So many rows do not fit that the file is of another layout."""


def read_exactly(layout: Layout) -> Iterator[list[Any]]:
    """Per batch: row numbers, what is wrong with a row, its text then, and each column's text.

    Raises `UnfitRows` where more than `MOST_UNFIT` rows do not fit, and fewer do.
    """
    assert layout.text is not None
    kept: list[Record] = []
    size = unfit = 0
    with layout.text.path.open("rb") as file:
        for record in records(file, layout.delimiter):
            if record.number <= layout.header_number:
                continue
            kept.append(_judged(record, layout))
            size += len(record.raw)
            unfit += bool(record.problem)
            if unfit > MOST_UNFIT and 2 * unfit > record.number:
                raise UnfitRows(
                    f"{unfit:,} of its first {record.number:,} rows do not fit the header; "
                    f"the last of them: {record.problem}"
                )
            if len(kept) >= BATCH_ROWS or size >= BATCH_BYTES // 4:
                yield _arrays(kept, layout)
                kept, size = [], 0
    if kept:
        yield _arrays(kept, layout)


def _judged(record: Record, layout: Layout) -> Record:
    """The record, with its problem if it does not fit the layout."""
    columns = len(layout.columns)
    if not record.problem and len(record.fields) != columns:
        many = "too many" if len(record.fields) > columns else "too few"
        record.problem = f"{many} columns: {len(record.fields)} instead of {columns}"
    if layout.has_nul and b"\0" in record.raw:
        record.problem = "it holds NUL bytes"
    if layout.text is not None and layout.text.has_invalid:
        record.problem = record.problem or _invalid(record.raw)
    return record


def _invalid(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte 0x{raw[error.start]:02X} at position {error.start + 1} is not UTF-8"
    return ""


def _arrays(kept: Sequence[Record], layout: Layout) -> list[Any]:
    nothing: list[bytes | None] = [None] * len(layout.columns)
    values = list(zip(*(nothing if r.problem else r.fields for r in kept), strict=True))
    return [
        pa.array([r.number for r in kept], pa.int64()),
        pa.array([r.problem or None for r in kept], pa.string()),
        pa.array([_readable(r.raw) if r.problem else None for r in kept], pa.string()),
        *(pa.array(column, pa.binary()).cast(pa.string()) for column in values),
    ]


def _readable(raw: bytes) -> str:
    """Text that loses nothing: bytes that no text can hold are written as \\x00."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")
