"""What a file calls its columns, before anything is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from tillhouse.bounds import Bounds
from tillhouse.sources.files.found import WORKBOOKS
from tillhouse.sources.files.header_line import DELIMITERS, HEADER_AMONG, separator_of
from tillhouse.sources.files.plain import as_plain_text
from tillhouse.sources.files.records import records
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import check_columns

HEAD = 256 * 1024
# A number, an amount, a date or a time: no name of a column.
VALUE = re.compile(
    r"[(+-]?(?:[$€£]|[A-Z]{3})?\s?[0-9](?:[0-9\s.,'/:+-]|T(?=[0-9])|Z)*[)%]?-?\s?(?:[A-Z]{3}|[$€£%])?"
)
WIDE, HALF = 0.8, 0.5  # of the widest row

Row = Sequence[str]


@dataclass(frozen=True)
class Header:
    """The names of the columns of one file or sheet, as delivered.

    `others` are the rows around it that might be the header too.
    """

    names: tuple[str, ...]
    sheet: str = ""
    others: tuple[tuple[str, ...], ...] = ()


def read_headers(path: Path, scratch: Path, bounds: Bounds) -> list[Header]:
    """One header of a text or Parquet file, one for each sheet of a workbook that has any.

    Raises `Refused` when the file is none of those, `OSError` when it cannot be read.
    """
    name = path.name.casefold()
    if name.endswith(WORKBOOKS):
        return list(_sheets(path, bounds))
    if name.endswith(".parquet"):
        from tillhouse.sources.files.parquet import look_into

        return [Header(tuple(look_into(path, bounds).names))]
    text = as_plain_text(path, scratch, bounds)
    try:
        with text.path.open("rb") as opened:
            return [_text_header(opened.read(HEAD), bounds)]
    finally:
        text.discard()


def _text_header(head: bytes, bounds: Bounds) -> Header:
    """The header under the delimiter that gives most rows most columns."""
    separator = separator_of(head)
    best: tuple[tuple[int, int], list[list[str]]] = ((0, 0), [])
    for delimiter in (separator,) if separator else DELIMITERS:
        found = list(islice(records(BytesIO(head), delimiter), HEADER_AMONG))
        rows = [_texts(record.fields) for record in found if not record.problem]
        rows = rows[1:] if separator else rows
        if rows and not found[0].problem:
            best = max(best, (_agreement(rows), rows), key=lambda pair: pair[0])
    at = header_row(best[1])
    if at is None:
        raise Refused("it has no header that can be read")
    check_columns(len(best[1][at]), bounds)
    return _header(best[1], at, "")


def _texts(fields: Sequence[bytes | None]) -> list[str]:
    return [(value or b"").decode("utf-8", "replace").strip() for value in fields]


def _agreement(rows: Sequence[Row]) -> tuple[int, int]:
    """The width of most rows, and how many have it; 1 where the rows do not agree.

    What stands above the first row of that width is told beside the table: a title, a period.
    """
    widths = [len(row) for row in rows]
    width = max(widths, key=lambda it: (widths.count(it), it))
    count, below = widths.count(width), len(widths) - widths.index(width)
    return (width if count * 2 > below else 1, count)


def header_row(rows: Sequence[Row]) -> int | None:
    """Which row names the columns: the first nearly full one that holds names only.

    Titles and periods above it fill fewer cells; rows of values hold numbers and dates.
    """
    filled = [sum(map(bool, row)) for row in rows]
    widest = max(filled, default=0)
    for share in (WIDE, HALF):
        for at, row in enumerate(rows):
            if filled[at] >= share * widest and all(map(_is_name, filter(None, row))):
                return at
    return next((at for at in range(len(rows)) if filled[at] >= HALF * widest), None)


def _is_name(text: str) -> bool:
    return VALUE.fullmatch(text) is None


def _header(rows: Sequence[Row], at: int, sheet: str) -> Header:
    near = [tuple(row) for row in rows if sum(map(bool, row)) > 1 and row is not rows[at]]
    return Header(tuple(rows[at]), sheet, tuple(near))


def _sheets(path: Path, bounds: Bounds) -> Iterator[Header]:
    from tillhouse.sources.files.workbook_reader import first_rows

    for name, rows in first_rows(path, bounds):
        at = header_row(rows)
        if at is not None and sum(map(bool, rows[at])) > 1:
            check_columns(len(rows[at]), bounds, line=at + 1)
            yield _header(rows, at, name)
