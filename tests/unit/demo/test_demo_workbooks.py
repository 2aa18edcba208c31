"""The CRM's workbooks hold what makes workbooks hard, and have the same bytes every time."""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from openpyxl import load_workbook

from tillhouse.demo.workbooks import write_workbook

ROWS = [
    ["id", "on"],
    ["7", "2024-05-22"],
    ["x", "soon"],
    *([str(n), "2024-05-22"] for n in range(30)),
]
CELLS = {"id": "number", "on": "date"}


def test_a_workbook_has_the_same_bytes_whenever_it_is_made(tmp_path):
    for name in ("a", "b"):
        write_workbook(tmp_path / f"{name}.xlsx", "T", ROWS, CELLS, datetime(2025, 1, 1))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_cells_have_types_and_some_dates_are_text(tmp_path):
    write_workbook(tmp_path / "a.xlsx", "T", ROWS, CELLS, datetime(2025, 1, 1))
    _, *rows = load_workbook(tmp_path / "a.xlsx")["T"].iter_rows(values_only=True)
    assert rows[0] == (7, datetime(2024, 5, 22))
    assert rows[1] == ("x", "soon")
    dates = [on for _, on in islice(rows, 2, None)]
    assert {on for on in dates if isinstance(on, str)} == {
        "22.05.2024", "May 22, 2024", "22-May-24", "2024/5/22"
    }  # fmt: skip
    assert sum(isinstance(on, datetime) for on in dates) > 20


def test_the_table_does_not_lie_in_the_first_sheet(shop):
    names = load_workbook(shop.folder / "crm" / "Transaction.xlsx", read_only=True).sheetnames
    assert names == ["About", "Transaction"]
