"""Which sheet of a workbook holds a table, and which of its rows is the header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum
from python_calamine import SheetVisibleEnum as Visible

from tillhouse.bounds import Bounds
from tillhouse.sources.files.cells import text_of
from tillhouse.sources.files.header import declared_count, match_header, named_header
from tillhouse.sources.files.merged import Merged
from tillhouse.sources.files.package import read_facts
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.sheet_xml import SheetFacts
from tillhouse.sources.files.size import check_columns
from tillhouse.sources.table import TableSpec

HEADER_AMONG = 50  # rows in which the header is looked for


@dataclass(frozen=True)
class FoundTable:
    """A sheet with a header that fits. `header` is its row, from 1."""

    sheet: CalamineSheet
    facts: SheetFacts
    header: int
    names: tuple[str, ...]
    score: int
    is_whole: bool


def choose_sheets(
    book: CalamineWorkbook, path: Path, table: TableSpec, bounds: Bounds
) -> tuple[list[FoundTable], list[str]]:
    """The first sheet with every mandatory column, or all of a table that takes several; and the
    names of others that are not read, though they fit as well.

    Raises `Refused` when there is none, or when one of several lacks a mandatory column.
    """
    found = [
        it for name in _candidates(book, table) if (it := _look(book, path, name, table, bounds))
    ]
    fit = [it for it in found if it.is_whole]
    if table.has_sheets and len(fit) == len(found) > 0:
        return fit, []
    if fit and not table.has_sheets:
        return fit[:1], [it.sheet.name for it in fit[1:]]
    if not found:
        names = ", ".join(repr(sheet.name) for sheet in book.sheets_metadata)
        raise Refused(
            f"no sheet of it has a header that is known; its sheets are {names}",
            code="no_sheet",
            remedy=f"The mandatory columns are {', '.join(table.required or table.columns)}.",
        )
    best = max((it for it in found if not it.is_whole), key=lambda it: it.score)
    named_header(best.names, table, line=best.header)
    raise AssertionError("a header that is not whole was accepted")


def _candidates(book: CalamineWorkbook, table: TableSpec) -> list[str]:
    """The sheet that the source names, or all with cells, those that are hidden last."""
    sheets = [it for it in book.sheets_metadata if it.typ == SheetTypeEnum.WorkSheet]
    names = [it.name for it in sorted(sheets, key=lambda it: it.visible != Visible.Visible)]
    if table.sheet is None:
        return names
    if isinstance(table.sheet, int):
        wanted = [it.name for it in sheets][table.sheet - 1 : table.sheet]
    else:
        wanted = [name for name in names if table.takes_sheet(name)]
    if not wanted:
        meant = repr(table.sheet) if isinstance(table.sheet, int) else _listed(table.sheet_patterns)
        raise Refused(
            f"there is no sheet {meant} in it; its sheets are {', '.join(names)}",
            code="no_sheet",
            remedy="Rename the sheet, or correct `sheet` in the source.toml.",
        )
    return wanted


def _look(
    book: CalamineWorkbook, path: Path, name: str, table: TableSpec, bounds: Bounds
) -> FoundTable | None:
    """The header of a sheet: the row that names most columns; None where no row names any."""
    facts = read_facts(path, name, bounds)  # first: it refuses what would not fit into memory
    sheet = book.get_sheet_by_name(name)
    rows = list(islice(sheet.iter_rows(), HEADER_AMONG)) if sheet.end else []
    Merged(sheet.merged_cell_ranges or []).fill_down(rows, 1)
    best: FoundTable | None = None
    check_columns(max(map(len, rows), default=0), bounds)
    for number, row in enumerate(rows, start=1):
        names = tuple((text_of(value) or "").strip() for value in row)
        score = declared_count(names, table)
        if score and (best is None or score > best.score):
            whole = not match_header(names, table).missing
            best = FoundTable(sheet, facts, number, names, score, whole)
    return best


def other_sheets(book: CalamineWorkbook, table: TableSpec) -> tuple[str, ...]:
    """The sheets with cells that a table which names its sheets does not take."""
    if not table.sheet_patterns:
        return ()
    names = (it.name for it in book.sheets_metadata if it.typ == SheetTypeEnum.WorkSheet)
    others = [name for name in names if not table.takes_sheet(name)]
    return tuple(name for name in others if book.get_sheet_by_name(name).end)


def _listed(names: Sequence[str]) -> str:
    return " or ".join(map(repr, names))
