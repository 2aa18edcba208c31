"""What a file calls its columns, before anything is known of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

from tillhouse.sources.files.found import WORKBOOKS
from tillhouse.sources.files.plain import Refused, as_plain_text
from tillhouse.sources.files.records import records

DELIMITERS = (b",", b";", b"\t", b"|")
HEAD = 256 * 1024
SAMPLE = 20


@dataclass(frozen=True)
class Header:
    """The names of the columns of one file or sheet, as delivered."""

    names: tuple[str, ...]
    sheet: str = ""


def read_headers(path: Path, scratch: Path) -> list[Header]:
    """One header of a text or Parquet file, one for each sheet of a workbook that has any.

    Raises `Refused` when the file is none of those, `OSError` when it cannot be read.
    """
    name = path.name.casefold()
    if name.endswith(WORKBOOKS):
        return list(_sheets(path))
    if name.endswith(".parquet"):
        from tillhouse.sources.files.parquet import parquet_columns

        return [Header(tuple(parquet_columns(path)))]
    text = as_plain_text(path, scratch)
    try:
        with text.path.open("rb") as opened:
            return [Header(_text_header(opened.read(HEAD)))]
    finally:
        text.discard()


def _text_header(head: bytes) -> tuple[str, ...]:
    """The first record under the delimiter that gives it, and most after it, most columns."""
    best: tuple[tuple[int, int], list[bytes | None]] = ((0, 0), [])
    for delimiter in DELIMITERS:
        found = list(islice(records(BytesIO(head), delimiter), SAMPLE))
        if found and not found[0].problem:
            width = len(found[0].fields)
            agreeing = sum(len(record.fields) == width for record in found)
            score = (width if agreeing * 2 > len(found) else 1, agreeing)
            best = max(best, (score, list(found[0].fields)), key=lambda pair: pair[0])
    if not best[1]:
        raise Refused("it has no header that can be read")
    return tuple((value or b"").decode("utf-8", "replace").strip() for value in best[1])


def _sheets(path: Path) -> Iterator[Header]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    from tillhouse.sources.files.package import check_workbook

    check_workbook(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                if sheet.end and (names := _fullest(list(islice(sheet.iter_rows(), SAMPLE)))):
                    yield Header(names, meta.name)
    except CalamineError as error:
        raise Refused(f"the workbook is damaged: {error}", remedy="Copy it again.") from None


def _fullest(rows: list[list[object]]) -> tuple[str, ...]:
    """The first of the rows with most cells of text; a header has at least two."""
    texts = [[cell for cell in row if isinstance(cell, str) and cell.strip()] for row in rows]
    counts = [len(row) for row in texts]
    if max(counts, default=0) < 2:
        return ()
    return tuple(text.strip() for text in texts[counts.index(max(counts))])
