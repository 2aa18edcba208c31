"""Excel workbooks: the sheet that holds a table, with every value as text.

Cells are read by calamine, which tells dates from numbers by their format and counts rows as Excel
shows them. The chosen sheet is written to an Arrow file beside the original, row numbers and all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineWorkbook

from tillhouse.sources.files.cells import texts_of
from tillhouse.sources.files.header import match_header
from tillhouse.sources.files.merged import Merged
from tillhouse.sources.files.package import SheetFacts, check_workbook, column_letters
from tillhouse.sources.files.plain import new_file
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.sheets import FoundTable, choose_sheets, other_sheets
from tillhouse.sources.table import TableSpec

BATCH_ROWS = 20_000

Row = list[Any]


@dataclass(frozen=True)
class SheetCopy:
    """A sheet as an Arrow file: `_source_row`, then text columns. `names` are those of the header
    row and `picked` the columns that they stand over; unnamed columns without a value are left
    out. `note` says which sheet was taken where there was a choice, `sheet` is its name where a
    table takes several; `unread` are the sheets that the table does not take."""

    path: Path
    names: tuple[str, ...]
    picked: tuple[int, ...]
    header_row: int
    rows: int
    note: str = ""
    sheet: str = ""
    unread: tuple[str, ...] = ()


def copy_sheets(path: Path, table: TableSpec, scratch: Path) -> list[SheetCopy]:
    """Find a table's sheet or sheets and write each out; raises `Refused` or `OSError`."""
    check_workbook(path)
    copies: list[SheetCopy] = []
    with _reading():
        book = CalamineWorkbook.from_path(str(path))
        chosen, others = choose_sheets(book, path, table)
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
def _reading() -> Iterator[None]:
    try:
        yield
    except Refused:
        raise
    except CalamineError as error:
        raise Refused(
            f"the workbook is damaged: {error}", code="damaged", remedy="Copy it again."
        ) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's own mistakes come out
            raise
        raise Refused("the workbook cannot be read", remedy="Save it again in Excel.") from None


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
