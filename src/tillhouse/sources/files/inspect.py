"""Look into a delivered file before a row of it is loaded: can it be taken, and how is it read?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tillhouse.bounds import BATCH_BYTES, DEFAULTS, Bounds
from tillhouse.sources.files.found import WORKBOOKS, FoundFile
from tillhouse.sources.files.header import Header, declared_count, named_header, require_order
from tillhouse.sources.files.header_line import DELIMITER_NAMES, HEAD, find_header, texts
from tillhouse.sources.files.plain import PlainText, as_plain_text
from tillhouse.sources.files.records import Record
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.scan import scan
from tillhouse.sources.table import TableSpec

BATCH_ROWS, FEWEST_ROWS = 50_000, 2_048  # the engine takes no fewer at a time


@dataclass(frozen=True)
class Layout:
    """How one file is read.

    `columns` are the names in bronze, in delivered order. `header_number` is the record number of
    the header. Without a `delimiter` each line is a record of one column, cut at `widths` where
    there are any. `is_exact` sends the file through `records.py`; otherwise the engine reads it and
    must return `expected` rows. `copied` is where the rows of a workbook were written to, in the
    columns with the numbers `picked`; `note` is a line for a person. `sheet` is the name of one of
    several sheets that the table takes, `unread` are those that it does not. The engine reads
    `batch_rows` at a time.
    """

    source: Path
    columns: tuple[str, ...]
    text: PlainText | None = None
    delimiter: bytes | None = b","
    header_number: int = 1
    expected: int = 0
    is_exact: bool = False
    has_nul: bool = False
    widths: tuple[int, ...] = ()
    copied: Path | None = None
    picked: tuple[int, ...] = ()
    note: str = ""
    sheet: str = ""
    unread: tuple[str, ...] = ()
    batch_rows: int = BATCH_ROWS

    @property
    def is_parquet(self) -> bool:
        return self.text is None and self.copied is None

    @property
    def scan_key(self) -> tuple[object, ...]:
        """Files with equal keys may be read by one scan of the engine."""
        alone = self.copied or self.source if self.is_exact or self.text is None else None
        return (self.columns, self.delimiter, alone)

    def exactly(self) -> Layout:
        """The same file, to be read record by record."""
        return replace(self, is_exact=True)

    def discard(self) -> None:
        """Delete the unpacked or decoded copy, if there is one."""
        if self.text is not None:
            self.text.discard()
        if self.copied is not None:
            self.copied.unlink(missing_ok=True)


def inspect_file(file: FoundFile, scratch: Path, bounds: Bounds = DEFAULTS) -> Layout:
    """How to read a file that is one delivery; raises as `inspect_parts` does."""
    return inspect_parts(file, scratch, bounds)[0]


def inspect_parts(file: FoundFile, scratch: Path, bounds: Bounds = DEFAULTS) -> list[Layout]:
    """How to read a file: one layout, or one for each of the sheets that its table takes.

    Raises `Refused` with a reason and a line; `OSError` if unreadable.
    """
    if file.relative.casefold().endswith(WORKBOOKS):
        return _inspect_workbook(file, scratch, bounds)
    return [_inspect(file, scratch, bounds)]


def _inspect(file: FoundFile, scratch: Path, bounds: Bounds) -> Layout:
    if file.relative.casefold().endswith(".parquet"):
        from tillhouse.sources.files.parquet import look_into

        shape = look_into(file.path, bounds)
        columns = named_header(shape.names, file.table, line=None).columns
        return Layout(file.path, columns, batch_rows=shape.batch_rows)
    text = as_plain_text(file.path, scratch, bounds)
    try:
        is_fixed = file.table.is_fixed(file.relative)
        return _inspect_fixed(file, text) if is_fixed else _inspect_text(file, text, bounds)
    except BaseException:
        text.discard()
        raise


def _inspect_workbook(file: FoundFile, scratch: Path, bounds: Bounds) -> list[Layout]:
    from tillhouse.sources.files.workbook_reader import copy_sheets

    return [
        Layout(
            source=file.path,
            columns=named_header(sheet.names, file.table, line=sheet.header_row).columns,
            header_number=sheet.header_row,
            expected=sheet.rows,
            copied=sheet.path,
            picked=sheet.picked,
            note=sheet.note,
            sheet=sheet.sheet,
            unread=sheet.unread,
        )
        for sheet in copy_sheets(file.path, file.table, scratch, bounds)
    ]


def _inspect_fixed(file: FoundFile, text: PlainText) -> Layout:
    from tillhouse.sources.files.fixed import find_header_line

    with text.path.open("rb") as opened:
        header = find_header_line(opened.read(HEAD), file.table)
    return Layout(
        source=file.path,
        columns=file.table.columns,
        text=text,
        delimiter=None,
        header_number=header,
        is_exact=True,
        widths=file.table.widths,
    )


def _inspect_text(file: FoundFile, text: PlainText, bounds: Bounds) -> Layout:
    with text.path.open("rb") as opened:
        head = opened.read(HEAD)
    delimiter, first, sample = find_header(head, file.table, bounds, is_whole=len(head) < HEAD)
    names = texts(first)
    header = _header(names, first, file.table)
    counts = scan(text.path, delimiter, bounds)
    if not sample and len(head) < HEAD:
        raise Refused(
            "there is a header but no row below it",
            code="no_rows",
            line=first.line,
            remedy="Deliver it again with its rows, or leave it away.",
        )
    if file.table.layout == "lines":
        require_order(header, file.table, line=first.line)
        nul = counts.has_nul
        return Layout(file.path, ("line",), text, None, first.line, is_exact=True, has_nul=nul)
    _check_shape(sample, len(names))
    is_regular = first.number == 1 and counts.is_regular(len(names)) and not text.has_invalid
    batch_rows = max(FEWEST_ROWS, min(BATCH_ROWS, BATCH_BYTES // counts.widest))
    return Layout(
        source=file.path,
        columns=header.columns,
        text=text,
        delimiter=delimiter,
        header_number=first.number,
        expected=counts.records,
        is_exact=not is_regular or counts.widest * FEWEST_ROWS > BATCH_BYTES,
        batch_rows=batch_rows,
        has_nul=counts.has_nul,
    )


def _header(names: Sequence[str], first: Record, table: TableSpec) -> Header:
    if len(names) == 1 and len(table.columns) > 1 and not declared_count(names, table):
        raise Refused(
            _one_column(names[0]),
            code="other_layout",
            line=first.line,
            remedy="Export it with commas.",
        )
    return named_header(names, table, line=first.line)


def _one_column(name: str) -> str:
    signs = (char for char in dict.fromkeys(name) if not char.isalnum() and char not in '_" ')
    counts = {char: name.count(char) for char in signs}
    guess = max(counts, key=lambda char: counts[char], default="")
    hint = f"; it looks as if {guess!r} stands between them" if guess else ""
    return (
        f"the header is one column, {name[:80]!r}{hint}: "
        f"columns are separated by {', '.join(DELIMITER_NAMES.values())}"
    )


def _check_shape(sample: Sequence[Record], columns: int) -> None:
    """Refuse a file of which no record fits its header: nearly always another delimiter."""
    fit = (not record.problem and len(record.fields) == columns for record in sample)
    if not sample or any(fit):
        return
    first = sample[0]
    found = first.problem or f"{len(first.fields)} values"
    raise Refused(
        f"the header has {columns} columns, but no row below it has: the first has {found}",
        code="other_layout",
        line=first.line,
        remedy="Use one delimiter throughout, and quote values that hold it.",
    )
