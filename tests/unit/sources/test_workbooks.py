"""Every trap that Excel sets, with workbooks made by openpyxl."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.found import FoundFile, signature_of
from tillhouse.sources.files.inspect import Layout, inspect_file
from tillhouse.sources.files.read import read_files
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.report import IngestReport
from tillhouse.sources.table import TableSpec

TABLE = TableSpec(
    "t",
    files=("*.xlsx",),
    columns=("id", "name", "paid_at", "amount"),
    required=("id", "amount"),
)
HEADER = ["id", "name", "paid at", "amount"]


def sheet_of(book: Workbook, rows: list[list[Any]], title: str = "Sheet") -> Any:
    sheet = book.active if title == "Sheet" else book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    return sheet


def look(path: Path, table: TableSpec = TABLE) -> Layout:
    signature = signature_of(path)
    assert signature is not None
    return inspect_file(FoundFile(path, path.name, table, signature), path.parent)


def read(path: Path, table: TableSpec = TABLE) -> list[dict[str, Any]]:
    return [row for _, batch in read_files([look(path, table)]) for row in batch.to_pylist()]


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Path]:
    """Save a workbook whose first sheet has the given rows, changed by a function before."""

    def save(rows: list[list[Any]], change: Callable[[Workbook, Any], None] | None = None) -> Path:
        book = Workbook()
        sheet = sheet_of(book, rows)
        if change:
            change(book, sheet)
        path = tmp_path / "t.xlsx"
        book.save(path)
        return path

    return save


def test_a_value_merged_over_rows_holds_for_each_of_them(make: Callable[..., Path]) -> None:
    rows = [HEADER, [7, "Ann", None, 5], [None, None, None, 6], [8, "Bob", None, 1]]

    def merge(_: Workbook, sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B2:B3")

    assert [(it["id"], it["name"], it["amount"]) for it in read(make(rows, merge))] == [
        ("7", "Ann", "5"),
        ("7", "Ann", "6"),
        ("8", "Bob", "1"),
    ]


def test_a_formula_without_a_value_is_seen_under_prefixed_tags(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    path = make([HEADER, [1, "Ann", None, "=1+1"]])
    prefixed = tmp_path / "prefixed.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(prefixed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", content)
                content = content.replace(b" xmlns=", b" xmlns:x=", 1)
            new.writestr(name, content)
    with pytest.raises(Refused, match="the formula in D2"):
        read(prefixed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (17850.0, "17850"),
        (17850.5, "17850.5"),
        (0.1, "0.1"),
        (-3, "-3"),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"),
        (1e20, "100000000000000000000"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 5, 22, 13, 45), "2024-05-22 13:45:00"),
        (datetime.datetime(2024, 1, 1), "2024-01-01"),
        (datetime.time(8, 30), "08:30:00"),
        (datetime.timedelta(hours=30, minutes=5), "30:05:00"),
        (True, "true"),
        (False, "false"),
        ("22.05.2024", "22.05.2024"),
        ("007", "007"),
        ("1e5", "1e5"),
        (" kept ", " kept "),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_value_becomes_the_text_that_a_person_sees(make, value: Any, text: str) -> None:
    (row,) = read(make([HEADER, [1, value, None, 2]]))
    assert row["name"] == text


@pytest.mark.parametrize("minute", range(0, 1440, 7))
def test_a_moment_is_exact_to_the_second_whatever_its_serial_number(make, minute: int) -> None:
    moment = datetime.datetime(2025, 3, 1, 0, 0, 59) + datetime.timedelta(minutes=minute)
    (row,) = read(make([HEADER, [1, "x", moment, 2]]))
    assert row["paid_at"] == str(moment)


@pytest.mark.parametrize(
    "number_format", ["[$-409]d-mmm-yy;@", "mmmm", 'yyyy"年"m"月"d"日"', "dd/mm/yyyy", "m/d/yy"]
)
def test_a_date_is_known_by_its_format(make, number_format: str) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet["C2"].number_format = number_format

    (row,) = read(make([HEADER, [1, "x", 45292, 2]], change))
    assert row["paid_at"] == "2024-01-01"


@pytest.mark.parametrize("number_format", ["General", '"Day" 0', "[Red]0.00;[Blue]-0.00"])
def test_a_number_is_not_taken_for_a_date(make, number_format: str) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet["C2"].number_format = number_format

    (row,) = read(make([HEADER, [1, "x", 45292, 2]], change))
    assert row["paid_at"] == "45292"


def test_dates_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet_of(book, [HEADER, [1, "x", datetime.date(2024, 5, 22), 2]])
    book.save(tmp_path / "t.xlsx")
    assert read(tmp_path / "t.xlsx")[0]["paid_at"] == "2024-05-22"


def test_rows_have_the_numbers_that_excel_shows(make) -> None:
    rows = [["Payments of May"], [], HEADER, [1, "a", None, 2], [], [2, "b", None, 3]]
    path = make(rows)
    assert [(row["_source_row"], row["id"]) for row in read(path)] == [(4, "1"), (6, "2")]
    assert "header in row 3" in look(path).note


def test_a_table_that_does_not_begin_in_the_corner_is_found(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        for at, values in enumerate([HEADER, [7, "x", None, 9]]):
            for column, value in enumerate(values):
                sheet.cell(4 + at, 3 + column, value)

    path = make([], change)
    assert [(row["_source_row"], row["id"], row["amount"]) for row in read(path)] == [(5, "7", "9")]
    assert look(path).columns == ("id", "name", "paid_at", "amount")


def test_blank_rows_and_blanks_at_the_end_are_no_rows(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        for row in range(3, 3000):
            sheet.cell(row, 2).number_format = "0.00"
        sheet["A2999"] = "  "

    path = make([HEADER, [1, "a", None, 2]], change)
    assert [row["_source_row"] for row in read(path)] == [2]


def test_a_header_merged_over_two_rows_names_its_column(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("D1:D2")

    rows = [["id", "who and when", None, "amount"], [None, "name", "paid at", None]]
    (row,) = read(make([*rows, [1, "a", "2024-01-01", 2]], change))
    assert (row["_source_row"], row["id"], row["name"], row["amount"]) == (3, "1", "a", "2")


def test_a_title_merged_over_the_table_is_not_its_header(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet.merge_cells("A1:D1")

    path = make([["id of the shop"], HEADER, [1, "a", None, 2]], change)
    assert [row["id"] for row in read(path)] == ["1"]


def test_a_header_cell_merged_sideways_names_its_first_column_only(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet.merge_cells("D1:E1")

    path = make([[*HEADER, None], [1, "a", None, 2, None]], change)
    assert look(path).columns == ("id", "name", "paid_at", "amount")


def test_a_value_under_no_name_is_kept_in_a_column_of_its_own(make) -> None:
    (row,) = read(make([[*HEADER, None], [1, "a", None, 2, "remark"]]))
    assert row["column_5"] == "remark"


def test_the_first_sheet_with_the_header_is_read_and_named(make) -> None:
    def change(book: Workbook, sheet: Any) -> None:
        sheet_of(book, [HEADER, [5, "a", None, 2]], "May")
        sheet_of(book, [HEADER, [6, "a", None, 2]], "June")

    path = make([["Read me"], ["This workbook holds payments"]], change)
    assert [row["id"] for row in read(path)] == ["5"]
    note = look(path).note
    assert "'May'" in note
    assert "not read, though their header fits as well: 'June'" in note


def test_a_hidden_sheet_is_read_only_if_no_other_fits(make) -> None:
    def change(book: Workbook, sheet: Any) -> None:
        sheet_of(book, [HEADER, [5, "a", None, 2]], "May")
        sheet.sheet_state = "hidden"

    assert [row["id"] for row in read(make([HEADER, [1, "old", None, 2]], change))] == ["5"]


@pytest.mark.parametrize("sheet", ["june", 2])
def test_a_source_can_name_its_sheet(make, sheet: str | int) -> None:
    def change(book: Workbook, _: Any) -> None:
        sheet_of(book, [HEADER, [6, "a", None, 2]], "June")

    path = make([HEADER, [5, "a", None, 2]], change)
    assert [row["id"] for row in read(path, replace(TABLE, sheet=sheet))] == ["6"]


@pytest.mark.parametrize("sheet", ["July", 3])
def test_a_sheet_that_is_not_there_is_refused_with_the_names_of_those_that_are(
    make, sheet: str | int
) -> None:
    with pytest.raises(Refused, match="its sheets are Sheet"):
        look(make([HEADER, [5, "a", None, 2]]), replace(TABLE, sheet=sheet))


def put_saved_values(path: Path) -> None:
    """Give every formula of a workbook a saved value, as Excel does; openpyxl cannot."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = re.sub(rb"</f><v ?/>", b"</f><v>84.5</v>", parts[name])
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


def test_the_saved_value_of_a_formula_is_read(make) -> None:
    path = make([HEADER, [1, "a", None, "=42.25*2"]])
    put_saved_values(path)
    assert read(path)[0]["amount"] == "84.5"


def test_a_formula_without_a_saved_value_is_refused_by_its_cell(make) -> None:
    with pytest.raises(Refused, match="formula in D3") as caught:
        look(make([HEADER, [1, "a", None, 2], [2, "a", None, "=D2*2"]]))
    assert caught.value.line == 3
    assert "save it" in caught.value.remedy


def test_a_formula_in_a_column_that_nobody_asked_for_does_no_harm(make) -> None:
    assert len(read(make([[*HEADER, "check"], [1, "a", None, 2, "=D2*2"]]))) == 1


def test_an_error_value_is_shown_and_not_taken_for_nothing(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet["D3"].value = "#DIV/0!"
        sheet["D3"].data_type = "e"

    rows = read(make([HEADER, [1, "a", None, 2], [2, "b", None, 3]], change))
    assert [row["amount"] for row in rows] == ["2", "#DIV/0!"]


def test_a_missing_mandatory_column_is_refused_with_the_header_that_was_found(make) -> None:
    with pytest.raises(Refused, match=r"mandatory column amount.*id, name, total") as caught:
        look(make([["Title"], ["id", "name", "total"], [1, "a", 2]]))
    assert caught.value.line == 2


def test_a_workbook_without_any_known_column_is_refused_with_its_sheets(make) -> None:
    with pytest.raises(Refused, match=r"its sheets are 'Sheet'"):
        look(make([["x", "y"], [1, 2]]))


def test_a_header_without_rows_is_refused(make) -> None:
    with pytest.raises(Refused, match="no row below"):
        look(make([HEADER]))


def test_a_value_far_from_the_table_does_not_eat_the_memory(make) -> None:
    def change(_: Workbook, sheet: Any) -> None:
        sheet["XFD1048576"] = "stray"

    with pytest.raises(Refused, match=r"row 1,048,576 and column 16,384"):
        look(make([HEADER, [1, "a", None, 2]], change))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
NO_WORKBOOK = {
    "a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "an old workbook": (OLE + "Workbook".encode("utf-16-le"), r"old Excel workbook \(.xls\)"),
    "an old document": (OLE + "WordDocument".encode("utf-16-le"), "old Office file"),
    "text": (b"id,amount\n1,2\n", "but is text"),
    "a web page": (b"<html><table><tr><td>id</td></tr></table></html>", "but is a web page"),
    "a PDF": (b"%PDF-1.7 ...", "but is a PDF"),
    "cut off": (b"PK\x03\x04" + b"\0" * 900, "cut off or damaged"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize("fault", NO_WORKBOOK)
def test_what_is_no_workbook_is_refused_by_what_it_is(tmp_path: Path, fault: str) -> None:
    content, reason = NO_WORKBOOK[fault]
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(Refused, match=reason):
        look(tmp_path / "t.xlsx")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("sales.csv", "id,amount\n1,2\n")
    with pytest.raises(Refused, match="without a workbook"):
        look(tmp_path / "t.xlsx")


def test_a_workbook_whose_xml_is_damaged_is_refused(make, tmp_path: Path) -> None:
    path = make([HEADER, [1, "a", None, 2]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:500]
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    with pytest.raises(Refused):
        look(path)


def test_a_refused_workbook_leaves_no_copy_behind(make, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        look(make([HEADER]))
    assert [path.name for path in tmp_path.iterdir()] == ["t.xlsx"]


def test_workbooks_and_csv_files_of_one_table_land_in_one_table_of_the_lake(
    drop: Path, bronze: Bronze, run: Callable[[], IngestReport]
) -> None:
    book = Workbook()
    sheet_of(book, [["made on Monday"], ["store_id", "qty"], [3, 4], [5, 6]])
    book.save(drop / "sales.xlsx")
    (drop / "sales.csv").write_text("store_id,quantity\n1,2\n")
    report = run()
    assert sorted((it.file, it.rows) for it in report.loaded) == [
        ("sales.csv", 1),
        ("sales.xlsx", 2),
    ]
    assert report.notes == ["sales.xlsx: read from the sheet 'Sheet', header in row 2"]
    assert run().loaded == []
