"""Excel workbooks: the sheet that holds a table, with every value as text.

Cells are read by calamine, which tells dates from numbers by their format and counts rows as Excel
shows them. The chosen sheet is written to an Arrow file beside the original, row numbers and all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from tillhouse.bounds import Bounds
from tillhouse.sources.files.cells import text_of, texts_of
from tillhouse.sources.files.header import match_header
from tillhouse.sources.files.merged import Merged
from tillhouse.sources.files.package import check_workbook, find_damage, read_facts
from tillhouse.sources.files.plain import new_file
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.sheet_xml import SheetFacts, column_letters
from tillhouse.sources.files.sheets import HEADER_AMONG, FoundTable, choose_sheets, other_sheets
from tillhouse.sources.files.workbook_reader import SheetCopy
from tillhouse.sources.table import TableSpec

BATCH_ROWS = 20_000

Row = list[Any]


def copy_sheets(path: Path, table: TableSpec, scratch: Path, bounds: Bounds) -> list[SheetCopy]:
    """Find a table's sheet or sheets and write each out; raises `Refused` or `OSError`."""
    check_workbook(path, bounds)
    copies: list[SheetCopy] = []
    with _reading(path):
        book = CalamineWorkbook.from_path(str(path))
        chosen, others = choose_sheets(book, path, table, bounds)
        unread = other_sheets(book, table)
        try:
            for found in chosen:
                copy = _copy(found, table, scratch)
                note = "" if table.has_sheets else _note(found, book, others)
                name = found.sheet.name if table.has_sheets else ""
                copies.append(replace(copy, note=note, sheet=name, unread=unread))
        except BaseException:
            for copy in copies:
                copy.path.unlink(missing_ok=True)
            raise
    return copies


def first_rows(path: Path, bounds: Bounds) -> list[tuple[str, list[list[str]]]]:
    """Name and first rows of each sheet with cells, as text; raises as `copy_sheets` does."""
    check_workbook(path, bounds)
    with _reading(path):
        book = CalamineWorkbook.from_path(str(path))
        named = [it.name for it in book.sheets_metadata if it.typ == SheetTypeEnum.WorkSheet]
        return [(name, _first_rows(book, path, name, bounds)) for name in named]


def _first_rows(book: CalamineWorkbook, path: Path, name: str, bounds: Bounds) -> list[list[str]]:
    read_facts(path, name, bounds)
    sheet = book.get_sheet_by_name(name)
    rows = list(islice(sheet.iter_rows(), HEADER_AMONG)) if sheet.end else []
    Merged(sheet.merged_cell_ranges or []).fill_down(rows, 1)
    return [[(text_of(value) or "").strip() for value in row] for row in rows]


def _copy(found: FoundTable, table: TableSpec, scratch: Path) -> SheetCopy:
    _require_computed(found, table)
    target = new_file(scratch, ".arrow")
    try:
        rows, kept = _write(found, target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    names = tuple(found.names[at] for at in kept)
    return SheetCopy(target, names, tuple(kept), found.header, rows)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """What the reader of cells stumbles over, by part and place where the XML tells."""
    try:
        yield
    except Refused:
        raise
    except CalamineError as error:
        raise find_damage(path, str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's own mistakes come out
            raise
        raise find_damage(path, "the reader cannot make sense of it") from None


def _require_computed(found: FoundTable, table: TableSpec) -> None:
    """Refuse a sheet in which a declared column holds formulas without a value."""
    columns = match_header(found.names, table).columns
    for row, column in found.facts.uncomputed:
        if row > found.header and column <= len(columns) and columns[column - 1] in table.columns:
            raise Refused(
                f"the formula in {column_letters(column)}{row} of the sheet {found.sheet.name!r} "
                "has no saved value",
                code="formula_without_value",
                line=row,
                remedy="Open the workbook in Excel and save it: that computes its formulas.",
            )


def _write(found: FoundTable, target: Path) -> tuple[int, list[int]]:
    """Every row below the header that holds something; (rows, columns with a name or a value)."""
    width = len(found.names)
    texts = [pa.field(f"c{at}", pa.string()) for at in range(width)]
    schema = pa.schema([pa.field("_source_row", pa.int64()), *texts])
    used = [bool(name) for name in found.names]
    count = 0
    with pa.OSFile(str(target), "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for arrays in _blocks(found):
            batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
            count += len(batch)
            has_value = [column.null_count < len(batch) for column in batch.columns[1:]]
            used = [known or has for known, has in zip(used, has_value, strict=True)]
            writer.write_batch(batch)
    if not count:
        raise Refused(
            f"there is a header in the sheet {found.sheet.name!r} but no row below it",
            code="no_rows",
            line=found.header,
            remedy="Deliver it again with its rows, or leave it away.",
        )
    return count, [at for at, is_used in enumerate(used) if is_used]


def _blocks(found: FoundTable) -> Iterator[list[Any]]:
    """Row numbers and texts of the rows below the header, without those that are blank."""
    data = islice(found.sheet.iter_rows(), found.header, None)
    first = found.header + 1
    merged = Merged(found.sheet.merged_cell_ranges or [])
    while block := list(islice(data, BATCH_ROWS)):
        merged.fill_down(block, first)
        _put_errors(found.facts, block, first)
        columns = [texts_of(values) for values in zip(*block, strict=True)]
        numbers = pa.array(range(first, first + len(block)), pa.int64())
        filled = reduce(pc.or_, (pc.is_valid(column) for column in columns))
        first += len(block)
        arrays = [array.filter(filled) for array in (numbers, *columns)]
        if len(arrays[0]):
            yield arrays


def _put_errors(facts: SheetFacts, block: list[Row], first: int) -> None:
    """`#N/A` and its like, which the reader of cells leaves empty."""
    for (row, column), text in facts.errors.items():
        if 0 <= row - first < len(block) and column <= len(block[0]):
            block[row - first][column - 1] = text


def _note(found: FoundTable, book: CalamineWorkbook, others: list[str]) -> str:
    """Which sheet was read, unless there was nothing to choose."""
    if len(book.sheets_metadata) == 1 and found.header == 1:
        return ""
    note = f"read from the sheet {found.sheet.name!r}, header in row {found.header}"
    if others:
        also = ", ".join(repr(name) for name in others)
        note += f"; not read, though their header fits as well: {also}"
    return note
