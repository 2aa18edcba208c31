"""Files named by their day, in a folder per table, and lists that come anew each day."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.onboarding.file_names import folder_of, pattern_in_folder, stem_of
from tillhouse.onboarding.look import look_at_files
from tillhouse.onboarding.tables import Looked

CUSTOMERS = "customer_id,name,city\n1,Ada,Bonn\n2,Bob,{}\n3,Cat,Ulm\n"
SALES = "order_id,day,product_id,quantity,price\n{0}1,{1},p1,1,2.50\n{0}2,{1},p2,3,4.00\n"
RECEIPTS = "receipt,day,product_id,quantity,price\n1,{1},p1,1,2.50\n2,{1},p2,3,4.00\n"
DAYS = ("2024-01-30", "2024-01-31", "2024-02-01")


def look(folder: Path, files: dict[str, str]) -> Looked:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return look_at_files([folder], lambda count, note: None)


@pytest.mark.parametrize(
    ("file", "stem", "folder"),
    [
        ("sales/2024-01-01.csv", "sales/*", "sales"),
        ("sales/2024/01/31.csv", "sales/*", "sales"),
        ("sales/day=2024-01-01/part-0001.parquet", "sales/part-*", "sales"),
        ("store_17/2024-01-01.csv", "store_*/*", "store_17"),
        ("2024/sales.csv", "sales", ""),
        ("2024-01-01.csv", "*", ""),
        ("a#b 3.csv", "a#b *", ""),
    ],
)
def test_the_folder_says_what_a_file_is_whose_name_does_not(
    file: str, stem: str, folder: str
) -> None:
    assert (stem_of(file), folder_of(file)) == (stem, folder)


def test_later_files_of_a_folder_fit_its_pattern() -> None:
    assert pattern_in_folder("sales/2024-01-01.csv") == "**/sales/**/*-*-*.csv"


def test_a_folder_per_table_and_a_file_per_day_are_tables_of_their_own(tmp_path: Path) -> None:
    """Named by the day alone they all fitted one pattern, and what it took was left out."""
    files = {f"sales/{day}.csv": SALES.format(at, day) for at, day in enumerate(DAYS)}
    files |= {f"customers/{day}.csv": CUSTOMERS.format("Kiel") for day in DAYS}
    looked = look(tmp_path, files)
    patterns = {table.name: table.patterns for table in looked.tables}
    assert patterns == {
        "customers": ("**/customers/**/*-*-*.csv",),
        "sales": ("**/sales/**/*-*-*.csv",),
    }


def test_files_named_alike_in_two_folders_are_kept_apart(tmp_path: Path) -> None:
    files = {"shop/list.csv": SALES.format(1, DAYS[0]), "crm/list.csv": CUSTOMERS.format("Kiel")}
    looked = look(tmp_path, files)
    assert sorted(table.patterns for table in looked.tables) == [
        ("**/crm/**/list*.csv",),
        ("**/shop/**/list*.csv",),
    ]


def test_a_list_that_comes_each_day_holds_each_thing_once(tmp_path: Path) -> None:
    cities = ("Kiel", "Kiel", "Jena")
    looked = look(
        tmp_path,
        {f"customers_{d}.csv": CUSTOMERS.format(c) for d, c in zip(DAYS, cities, strict=True)},
    )
    (table,) = looked.tables
    rows = looked.ask(f"select customer_id, city from {table.view} order by 1")
    assert (table.rows, rows) == (3, [("1", "Bonn"), ("2", "Jena"), ("3", "Ulm")])


@pytest.mark.parametrize("text", [SALES, RECEIPTS])
def test_sales_of_several_days_are_no_list_that_comes_again(tmp_path: Path, text: str) -> None:
    """Receipts that begin anew each day tell another day under the same number."""
    files = {f"sales_{day}.csv": text.format(at, day) for at, day in enumerate(DAYS)}
    (table,) = look(tmp_path, files).tables
    assert table.rows == 6
