"""One shop that Tillhouse has never seen: its files, what they add up to, what may be asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

Rows = Sequence[Sequence[object]]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Stranger:
    """`net` is net sales without tax by year, `units` all units sold less those brought back.

    `answers` are what the shopkeeper says where the data does not decide: the key of a question
    may be given by its topic alone. Where nothing is asked none of them is used.
    """

    name: str
    described_at: str
    tables: Mapping[str, tuple[str, Rows]]
    net: Mapping[str, str]
    units: str = ""
    currency: str = "USD"
    country: str = "US"
    time_zone: str = "America/New_York"
    delimiter: str = ","
    answers: Mapping[str, str] = field(default_factory=dict)
    nobody: tuple[str, ...] = ()  # names that sales may not find anywhere

    def write(self, folder: Path) -> None:
        """Put its files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, (header, rows) in self.tables.items():
            if name.endswith(".xlsx"):
                _write_sheets(folder / name, header, rows)
            else:
                (folder / name).write_text(_csv(header, rows, self.delimiter), "utf-8")


def money(value: Decimal) -> Decimal:
    """Half up to the cent."""
    return value.quantize(CENT, ROUND_HALF_UP)


def total(values: Iterable[Decimal]) -> str:
    """What is published of a sum: rounded once."""
    return str(money(sum(values, Decimal(0))))


def _csv(header: str, rows: Rows, delimiter: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


def _write_sheets(path: Path, header: str, rows: Rows) -> None:
    """`header` is `sheet: a,b;sheet: c` and each row begins with its sheet."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for part in header.split(";"):
            name, _, columns = part.partition(": ")
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns.split(","))
            for at, row in enumerate((it for it in rows if it[0] == name), start=1):
                for column, value in enumerate(row[1:]):
                    sheet.write(at, column, float(value) if isinstance(value, Decimal) else value)
