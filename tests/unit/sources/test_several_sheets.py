"""A table that is several sheets of a workbook, and sheets and files that no table takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook

from tillhouse.errors import ConfigError
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest, preview
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec

SPEC = """
[tables.sales]
files = ["**/book*.xlsx", "**/sales*.csv"]
sheet = {sheet}
columns = ["bon", "amount"]
required = ["bon", "amount"]

[left_out]
"**/book*.xlsx, sheet Notes" = "nothing was recognised in it"
"**/sales_copy*.csv" = "a copy of sales"
"""
BY_PATTERN = '"Year [0-9][0-9]"'
HEADER = ["Bon", "Amount"]

Deliver = Callable[..., IngestReport]


@pytest.fixture
def deliver(tmp_path: Path) -> Deliver:
    """Write a workbook (sheet → rows), load the drop, with `sheet` as source.toml has it."""
    drop, kind = tmp_path / "drop", tmp_path / "kind"
    drop.mkdir()
    kind.mkdir()

    def write_and_load(sheet: str, **sheets: list[list[object]]) -> IngestReport:
        (kind / "source.toml").write_text(SPEC.format(sheet=sheet))
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            page = book.create_sheet(name.replace("_", " "))
            for row in rows:
                page.append(row)
        book.save(drop / "book.xlsx")
        spec = load_spec("tills", kind)
        found, _ = preview("tills", spec, drop, Bronze(tmp_path / "lake"), MemoryCache())
        report = ingest("tills", spec, drop, Bronze(tmp_path / "lake"), MemoryCache())
        assert found.unused == report.unused
        return report

    return write_and_load


def loaded(folder: Path) -> list[tuple[object, ...]]:
    snapshot = Bronze(folder / "lake").snapshot("tills", "sales")
    assert snapshot is not None
    return duckdb.sql(
        "select _source_file, _source_row, bon, amount from "
        f"read_parquet({list(snapshot.files)}, union_by_name = true) order by _load_id, _source_row"
    ).fetchall()


@pytest.mark.parametrize("sheet", [BY_PATTERN, '["Year 23", "Year 24"]'])
def test_every_sheet_is_a_delivery_of_its_own(deliver: Deliver, tmp_path: Path, sheet: str) -> None:
    report = deliver(sheet, Year_23=[HEADER, [1, 5]], Year_24=[["Till"], HEADER, [2, 6], [3, 7]])
    assert loaded(tmp_path) == [
        ("book.xlsx, sheet Year 23", 2, "1", "5"),
        ("book.xlsx, sheet Year 24", 3, "2", "6"),
        ("book.xlsx, sheet Year 24", 4, "3", "7"),
    ]
    assert [it.rows for it in report.loaded] == [1, 2]
    assert not report.unused


def test_next_years_sheet_is_taken_by_the_pattern_or_told(deliver: Deliver, tmp_path: Path) -> None:
    sheets = {"Year_23": [HEADER, [1, 5]], "Year_25": [HEADER, [9, 4]], "Notes": [["a", "b"], [1]]}
    assert deliver('["Year 23"]', **sheets).unused == ["book.xlsx, sheet Year 25"]
    sheets["Year_23"].append([2, 8])
    assert not deliver(BY_PATTERN, **sheets).unused
    assert ("book.xlsx, sheet Year 25", 2, "9", "4") in loaded(tmp_path)


def test_a_sheet_that_lacks_a_mandatory_column_refuses_the_workbook(deliver: Deliver) -> None:
    report = deliver(BY_PATTERN, Year_23=[HEADER, [1, 5]], Year_24=[["Bon", "Sum"], [2, 6]])
    assert "amount is missing" in report.refused[0].reason
    assert not report.loaded


def test_a_file_that_is_left_out_by_name_is_neither_taken_nor_told(
    deliver: Deliver, tmp_path: Path
) -> None:
    for name in ("sales_1.csv", "sales_copy.csv", "other.csv"):
        (tmp_path / "drop" / name).write_text("bon,amount\n7,1\n8,2\n")
    (tmp_path / "drop/logo.png").write_text("no table")
    report = deliver(BY_PATTERN, Year_23=[HEADER, [1, 5]])
    assert {it.file for it in report.loaded} == {"sales_1.csv", "book.xlsx, sheet Year 23"}
    assert report.unused == ["logo.png", "other.csv"]
    assert report.unclaimed == ["other.csv"]


@pytest.mark.parametrize("sheet", ["0", "[]", '""', "[1]"])
def test_what_is_no_sheet_is_told(deliver: Deliver, sheet: str) -> None:
    with pytest.raises(ConfigError, match="sheet is"):
        deliver(sheet, Year_23=[HEADER, [1, 5]])
