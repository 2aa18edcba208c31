"""What is seen of files: delimiter, encoding, sheets, and which files are one table."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tillhouse.errors import DataError, SourceError
from tillhouse.onboarding.look import look_at_files

LINES = "order_id;product;qty;price\n1;tea;2;3.50\n2;jam;1;4.00\n"


def lines(number: int) -> str:
    """Two lines of an order of their own."""
    return LINES.replace("\n1;", f"\n{number}1;").replace("\n2;", f"\n{number}2;")


def workbook(**sheets: list[list[object]]) -> bytes:
    import xlsxwriter

    page = io.BytesIO()
    with xlsxwriter.Workbook(page) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return page.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_every_delimiter_and_encoding_is_seen(look, encoding: str, delimiter: str) -> None:
    text = LINES.replace(";", delimiter).replace("jam", "gelée")
    (table,) = look({"orders.csv": text.encode(encoding)}).tables
    assert [column.original for column in table.columns] == ["order_id", "product", "qty", "price"]
    assert table.rows == 2


def test_files_of_one_shape_and_name_are_one_table_and_later_ones_will_be(look) -> None:
    looked = look({f"out/2024-0{month}-01.csv": lines(month) for month in (1, 2, 3)})
    (table,) = looked.tables
    assert (table.rows, len(table.files)) == (6, 3)
    assert table.patterns == ("**/*-*-*.csv",)


def test_what_all_names_share_is_left_out_of_the_names_of_tables(look) -> None:
    looked = look({"Acme_Sales_2023.csv": LINES, "Acme_Products.csv": "sku;name\n1;tea\n"})
    assert sorted(table.name for table in looked.tables) == ["products", "sales"]


def test_a_pattern_takes_no_file_of_another_table(look) -> None:
    looked = look({"1.csv": LINES, "2.csv": "sku;name;category\n1;tea;drinks\n"})
    patterns = {table.patterns for table in looked.tables}
    assert patterns == {("**/1.csv",), ("**/2.csv",)}


def test_each_sheet_of_a_workbook_is_a_table(look) -> None:
    book = workbook(
        Orders=[["Shop export"], ["Order No", "Item", "Qty"], [1, "tea", 2]],
        Items=[["Item", "Name"], ["tea", "Green tea"], ["jam", "Plum jam"]],
        Notes=[["nothing"]],
    )
    looked = look({"shop.xlsx": book})
    assert {table.name: (table.sheets, table.rows) for table in looked.tables} == {
        "orders": (("Orders",), 1),
        "items": (("Items",), 2),
    }


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_seen(look) -> None:
    looked = look({"good.csv": LINES, "bad.csv": "", "notes.pdf": "%PDF"})
    assert [table.name for table in looked.tables] == ["good"]
    assert "bad.csv" in looked.refused[0]
    assert looked.unused == ["notes.pdf"]


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="nothing at"):
        look_at_files([tmp_path / "absent.csv"], lambda count, note: None)


def test_a_folder_without_a_table_is_told(look) -> None:
    with pytest.raises(DataError, match="No table was found"):
        look({"readme.md": "hello"})


def names_of(table) -> list[str]:
    return [column.name for column in table.columns]


def test_a_separator_line_and_titles_are_no_header(look) -> None:
    looked = look(
        {
            "a.csv": "sep=;\n" + LINES,
            "b.csv": "Till report;;\nfrom;2024-03-01;\n;;\nbon;article;sold\n1;tea;2\n",
        }
    )
    found = {table.name: (names_of(table), table.rows) for table in looked.tables}
    assert found == {
        "a": (["order_id", "product", "qty", "price"], 2),
        "b": (["bon", "article", "sold"], 1),
    }


def test_what_is_told_beside_the_table_is_above_its_header(look) -> None:
    """As many lines of a name and a value as there are rows: their width is not the table's."""
    beside = "Report;Sales by item\nPeriod;May\nStore;Main\n\n"
    rows = "Order;Date;Item;Qty;Price\n1;2024-03-01;A;1;10.00\n2;2024-03-02;B;2;5.00\n"
    (table,) = look({"export.csv": beside + rows}).tables
    assert [it.original for it in table.columns] == ["Order", "Date", "Item", "Qty", "Price"]
    assert table.rows == 2


def test_titles_over_some_files_do_not_make_another_table_of_them(look) -> None:
    titled = "Shop, North, May\n" + lines(1).replace(";", ",")
    looked = look({"s1.csv": titled, "s2.csv": lines(2), "s3.csv": lines(3)})
    (table,) = looked.tables
    assert (table.rows, len(table.files)) == (6, 3)
    assert names_of(table) == ["order_id", "product", "qty", "price"]


def test_columns_that_differ_by_a_sign_or_not_at_all_are_all_seen(look) -> None:
    text = "order,qty,tax %,tax,note,note\n1,2,20,4,a,b\n"
    book = workbook(
        Lines=[["order", "qty", "tax %", "tax", "note", "note"], [1, 2, 20, 4, "a", "b"]]
    )
    looked = look({"lines.csv": text, "book.xlsx": book})
    for table in looked.tables:
        assert names_of(table) == ["order_value", "qty", "tax_pct", "tax", "note", "note_2"]
        row = looked.ask(f"select tax_pct, tax, note, note_2 from {table.view}")
        assert row == [("20", "4", "a", "b")]


def test_text_in_the_first_rows_is_not_taken_for_the_header(look) -> None:
    book = workbook(
        List=[["Price list", None, None], ["Item", "Name", "Price"], ["tea", "Green tea", "n/a"]]
    )
    (table,) = look({"shop.xlsx": book}).tables
    assert names_of(table) == ["item", "name", "price"]


def test_what_is_hostile_in_a_folder_is_told_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "sales_5²7.csv").write_text("order_id,product,price\n1,Tea,2.99\n2,Milk,1.99\n")
    (tmp_path / "private.csv").write_text("order_id,product,price\n9,Fay Fake,9.99\n")
    (folder / "sales_x.csv").symlink_to(tmp_path / "private.csv")
    (folder / "bad.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 900)
    (folder / "bad.parquet").write_bytes(b"PAR1" + b"\7" * 99 + b"PAR1")
    (folder / "wide.csv").write_text(",".join(f"c{at}" for at in range(9_000)) + "\n1\n")
    (folder / "packed.csv.gz").write_bytes(b"no gzip")
    os.mkfifo(folder / "pipe.csv")
    looked = look_at_files([folder], lambda *_: None)
    assert [table.files for table in looked.tables] == [("sales_5²7.csv",)]
    told = " ".join(looked.refused)
    for name in ("sales_x.csv", "bad.xlsx", "bad.parquet", "wide.csv", "packed.csv.gz", "pipe.csv"):
        assert name in told, name
    assert "Fay Fake" not in told
