"""Tables of text as Excel workbooks, byte for byte the same on every machine.

Cells are of the type that Excel would give them: ids and amounts are numbers, most dates are dates
by their format, some are text in several spellings, as when people type them. What is no number or
date stays text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tillhouse.demo.writers import set_modified

CREATED = datetime(2020, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Rows = Sequence[Sequence[str]]


def write_workbook(
    path: Path, title: str, rows: Rows, cells: Mapping[str, str], modified: datetime
) -> None:
    """Writes rows, the first of them the header, to the second sheet of a workbook.

    `cells` gives the kind of some columns: number, date or moment; the others are text.
    """
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_urls": False})
    book.set_properties({"created": CREATED})
    about = book.add_worksheet("About")
    about.write_string(0, 0, f"{title}, exported for the sample shop")
    sheet = book.add_worksheet(title[:31])
    formats = {
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    header = rows[0]
    sheet.write_row(0, 0, header)
    for number, row in enumerate(rows[1:], start=1):
        for at, (name, text) in enumerate(zip(header, row, strict=True)):
            _write_cell(sheet, number, at, text, cells.get(name, "text"), formats)
    book.close()
    set_modified(path, modified)


def _write_cell(
    sheet: Any, row: int, column: int, text: str, kind: str, formats: Mapping[str, Any]
) -> None:
    if not text:
        return
    value = _value(text, kind)
    if isinstance(value, float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        typed = _as_typed(value, kind, row)
        if typed:
            sheet.write_string(row, column, typed)
        else:
            sheet.write_datetime(row, column, value, formats[kind])
    else:
        sheet.write_string(row, column, text)


def _value(text: str, kind: str) -> str | float | datetime:
    try:
        if kind == "number":
            return float(text)
        return text if kind == "text" else datetime.fromisoformat(text)
    except ValueError:
        return text


def _as_typed(moment: datetime, kind: str, row: int) -> str:
    """Every seventh date as a person typed it; empty for all others."""
    if row % 7:
        return ""
    time = f"{moment:%H:%M:%S}"
    written = (
        f"{moment.day:02d}.{moment.month:02d}.{moment.year}",
        f"{_MONTHS[moment.month - 1]} {moment.day}, {moment.year}",
        f"{moment.day}-{_MONTHS[moment.month - 1]}-{moment.year % 100:02d}",
        f"{moment.year}/{moment.month}/{moment.day}",
    )[row // 7 % 4]
    return written if kind == "date" else f"{written} {time}"
