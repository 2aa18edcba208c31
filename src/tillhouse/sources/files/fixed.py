"""Text in columns of fixed width, such as tills and mainframes write.

A row has the number of its line; where the first line names the columns it is a header. Widths are
counted in characters; a last width of 0 reaches to the end of the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.sources.files.header import declared_count
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.table import TableSpec

CHUNK = 8 * 1024 * 1024
SAMPLE = 20
LONGEST_LINE = 64 * 1024 * 1024  # what is longer is cut: no width reaches there
BOM = b"\xef\xbb\xbf"


def find_header_line(head: bytes, table: TableSpec) -> int:
    """1 when the first line names every column, else 0; `Refused` when no line has the length."""
    text = head.removeprefix(BOM).decode("utf-8", "replace")
    lines = [line for line in text.splitlines() if line.strip()][:SAMPLE]
    if not lines:
        raise Refused("there is nothing but blank lines in it", code="no_rows")
    if not any(_fits(len(line), table.widths) for line in lines):
        raise Refused(
            f"no line has {_wanted(table.widths)}: the first has {len(lines[0])}",
            code="other_layout",
            line=1,
            remedy="Deliver it with blanks up to the full width, or correct `widths`.",
        )
    names = [lines[0][start:stop].strip() for start, stop in _bounds(table.widths)]
    has_header = declared_count(names, table) == len(table.columns)
    if has_header and len(lines) == 1:
        raise Refused("there is a header but no row below it", code="no_rows", line=1)
    return int(has_header)


def read_fixed(path: Path, widths: Sequence[int], header: int) -> Iterator[list[Any]]:
    """Per batch: row numbers, what is wrong with a row, its text then, and each column's text."""
    number = 0
    for lines in _lines(path):
        first, number = number + 1, number + len(lines)
        text, problems = _decoded(lines)
        numbers = pa.array(range(first, number + 1), pa.int64())
        length = pc.utf8_length(text)
        kept = pc.and_(pc.greater(numbers, header), pc.not_equal(pc.utf8_trim_whitespace(text), ""))
        problems = pc.coalesce(problems, _wrong_length(length, widths))
        columns = [_column(text, bounds, problems) for bounds in _bounds(widths)]
        raw = pc.if_else(pc.is_valid(problems), text, pa.scalar(None, pa.string()))
        yield [array.filter(kept) for array in (numbers, problems, raw, *columns)]


def _column(text: Any, bounds: tuple[int, int | None], problems: Any) -> Any:
    value = pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(text, *bounds))
    is_nothing = pc.or_(pc.equal(value, ""), pc.is_valid(problems))
    return pc.if_else(is_nothing, pa.scalar(None, pa.string()), value)


def _wrong_length(length: Any, widths: Sequence[int]) -> Any:
    """A line that is cut off would change the number at its end without a trace."""
    total = sum(widths)
    wrong = pc.less(length, total) if widths[-1] == 0 else pc.not_equal(length, total)
    found = pc.binary_join_element_wise(
        "the line has ", pc.cast(length, pa.string()), f" characters instead of {total}", ""
    )
    return pc.if_else(wrong, found, pa.scalar(None, pa.string()))


def _decoded(lines: list[bytes]) -> tuple[Any, Any]:
    """The lines as text, and what is wrong with those that are none."""
    try:
        text = pa.array(lines, pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        good = [line.decode("utf-8", "backslashreplace") for line in lines]
        text = pa.array(good, pa.string())
    wrong = [_problem(line) for line in lines] if not _is_plain(lines) else [None] * len(lines)
    return text, pa.array(wrong, pa.string())


def _is_plain(lines: list[bytes]) -> bool:
    joined = b"\n".join(lines)
    try:
        joined.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in joined


def _problem(line: bytes) -> str | None:
    if b"\0" in line:
        return "it holds NUL bytes"
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte 0x{line[error.start]:02X} at position {error.start + 1} is not UTF-8"
    return None


def _lines(path: Path) -> Iterator[list[bytes]]:
    """The lines of a file without their ends, some megabytes at a time."""
    with path.open("rb") as file:
        chunk = file.read(CHUNK) + file.readline(LONGEST_LINE)
        chunk = chunk.removeprefix(BOM)
        while chunk:
            lines = chunk.split(b"\n")
            if chunk.endswith(b"\n"):
                lines.pop()
            yield [line.removesuffix(b"\r") for line in lines]
            chunk = file.read(CHUNK) + file.readline(LONGEST_LINE)


def _bounds(widths: Sequence[int]) -> Iterator[tuple[int, int | None]]:
    ends = [0]
    for width in widths:
        ends.append(ends[-1] + width)
    for width, (start, end) in zip(widths, pairwise(ends), strict=True):
        yield start, end if width else None


def _fits(length: int, widths: Sequence[int]) -> bool:
    return length >= sum(widths) if widths[-1] == 0 else length == sum(widths)


def _wanted(widths: Sequence[int]) -> str:
    return f"{'at least ' if widths[-1] == 0 else ''}{sum(widths)} characters"
