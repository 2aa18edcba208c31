"""How the layout of delivered files changes: one line each, when it happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from openpyxl import Workbook

from tillhouse.lake import layouts as layouts_module
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.layouts import read_layouts
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec

SOURCE = """
[tables.sales]
files = ["**/*sales*.csv", "**/*sales*.xlsx", "**/*sales*.parquet"]
columns = ["store_id", "product_name", "sold_on", "quantity", "price"]
required = ["store_id", "quantity"]
[tables.stores]
files = ["**/stores*.csv"]
columns = ["id", "city"]
"""
COLUMNS = ("store_id", "product_name", "sold_on", "quantity", "price")
ROWS = [(1, "tea", "2024-05-22", 2, 2.5), (1, "rope", "2024-05-22", 1, 9.75)] * 3

Write = Callable[[Path, Sequence[str], Sequence[Sequence[Any]]], None]


def write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    lines = [",".join(map(str, row)) for row in (columns, *rows)]
    path.with_suffix(".csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_xlsx(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    book = Workbook()
    for row in (columns, *rows):
        book.active.append(list(row))
    book.save(path.with_suffix(".xlsx"))


def write_parquet(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(columns)
    values = ", ".join(str(tuple(row)) for row in rows)
    duckdb.sql(f"select * from (values {values}) as t({names})").write_parquet(
        str(path.with_suffix(".parquet"))
    )


@pytest.fixture(params=[write_csv, write_xlsx, write_parquet], ids=["csv", "xlsx", "parquet"])
def write(request: pytest.FixtureRequest) -> Write:
    found: Write = request.param
    return found


class Tills:
    """A drop, delivered to day by day."""

    def __init__(self, folder: Path) -> None:
        (folder / "kind").mkdir()
        (folder / "kind" / "source.toml").write_text(SOURCE)
        self.spec = load_spec("tills", folder / "kind")
        self.drop = folder / "drop"
        self.drop.mkdir()
        self.bronze = Bronze(folder / "lake")
        self.cache = MemoryCache()

    def run(self) -> IngestReport:
        return ingest("tills", self.spec, self.drop, self.bronze, self.cache)

    def told(self) -> list[str]:
        return self.run().changes

    @property
    def standing(self) -> list[tuple[str, str]]:
        found = read_layouts(self.bronze.root, "tills").standing
        return [(it.what, it.subject) for it in found]


@pytest.fixture
def tills(tmp_path: Path) -> Tills:
    return Tills(tmp_path)


def changed(index: int, value: Callable[[Any], Any]) -> list[tuple[Any, ...]]:
    """The rows with one column changed, and one quantity more: another delivery."""
    rows = [list(row) for row in ROWS]
    for row in rows:
        row[index] = value(row[index])
    return [tuple(row) for row in rows]


DRIFTS = {
    "added": (
        (*COLUMNS, "till"),
        [(*row, 7) for row in ROWS],
        "the column till is new: kept in bronze, read by no model",
    ),
    "dropped": (
        COLUMNS[:4],
        [row[:4] for row in ROWS],
        "the column price is gone: it stays empty",
    ),
    "renamed": (
        (*COLUMNS[:4], "amount"),
        ROWS,
        "looks like price was renamed to amount; map it in the staging SELECT or as an alias in "
        "source.toml (until then price stays empty)",
    ),
    "reordered": (
        COLUMNS[::-1],
        [row[::-1] for row in ROWS],
        "the columns stand in another order; they are read by their names",
    ),
    "retyped": (
        COLUMNS,
        changed(4, lambda price: f"{price} EUR"),
        "the column price held numbers and holds text now; what its contract cannot read is "
        "rejected",
    ),
}


@pytest.mark.parametrize("drift", list(DRIFTS))
def test_a_change_is_told_in_one_line_once_and_stands(
    tills: Tills, write: Write, drift: str
) -> None:
    columns, rows, told = DRIFTS[drift]
    write(tills.drop / "sales_1", COLUMNS, ROWS)
    assert tills.told() == []
    write(tills.drop / "sales_2", columns, rows)
    report = tills.run()
    name = report.loaded[0].file
    assert report.changes == [f"{name}: {told}"]
    assert f"changed: {name}: {told}" in report.messages()
    assert [what for what, _ in tills.standing] == [drift]
    assert tills.told() == []
    write(tills.drop / "sales_3", columns, [*rows, rows[0]])
    assert tills.run().rows == len(rows) + 1
    assert tills.told() == []
    assert [what for what, _ in tills.standing] == [drift]


def test_dates_that_come_written_otherwise_are_told(tills: Tills, write: Write) -> None:
    write(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write(tills.drop / "sales_2", COLUMNS, changed(2, lambda _: "22.05.2024"))
    (line,) = tills.told()
    assert "sold_on held dates and holds dates written in another way now" in line


def test_keys_may_be_numbers_first_and_text_later(tills: Tills, write: Write) -> None:
    write(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write(tills.drop / "sales_2", COLUMNS, changed(0, lambda number: f"N-{number}"))
    assert tills.told() == []


def test_what_comes_back_stands_no_more(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write_csv(tills.drop / "sales_2", COLUMNS[:4], [row[:4] for row in ROWS])
    tills.run()
    write_csv(tills.drop / "sales_3", COLUMNS, [*ROWS, ROWS[0]])
    assert tills.told() == ["sales_3.csv: the column price is new: used from now on"]
    assert tills.standing == []


def test_a_name_that_comes_back_stands_no_more(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write_csv(tills.drop / "sales_2", (*COLUMNS[:4], "amount"), ROWS)
    tills.run()
    write_csv(tills.drop / "sales_3", COLUMNS, [*ROWS, ROWS[0]])
    (line,) = tills.told()
    assert "looks like amount was renamed to price" in line
    assert tills.standing == []


def test_numbers_that_come_back_stand_no_more(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write_csv(tills.drop / "sales_2", COLUMNS, changed(4, lambda price: "free"))
    tills.run()
    assert tills.standing == [("retyped", "price")]
    write_csv(tills.drop / "sales_3", COLUMNS, [*ROWS, ROWS[0]])
    tills.run()
    assert tills.standing == []


def test_a_mandatory_column_that_was_renamed_refuses_that_file_alone_and_says_so(
    tills: Tills, write: Write
) -> None:
    write(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write(tills.drop / "sales_2", (*COLUMNS[:3], "pieces", "price"), ROWS)
    write(tills.drop / "sales_3", COLUMNS, [*ROWS, ROWS[0]])
    report = tills.run()
    (refused,) = report.refused
    assert refused.reason.startswith("the mandatory column quantity is missing")
    assert refused.reason.endswith("; looks like quantity was renamed to pieces")
    assert [delivery.file.split(".")[0] for delivery in report.loaded] == ["sales_3"]
    assert report.changes == []
    again = tills.run()
    assert (again.refused, len(again.still_refused)) == ([], 1)


def test_a_single_bad_value_is_no_change_of_type(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write_csv(tills.drop / "sales_2", COLUMNS, [*ROWS, (1, "tea", "?", 1, "free")])
    assert tills.told() == []


def test_stores_with_layouts_of_their_own_take_turns_without_a_word(tills: Tills) -> None:
    """Each day one file of either layout: only the first time is there something to say."""
    for day in range(1, 4):
        write_csv(tills.drop / f"sales_1_{day}", COLUMNS, [*ROWS, (1, "tea", "2024-05-22", day, 1)])
        write_csv(tills.drop / f"sales_2_{day}", COLUMNS[:4], [(2, "tea", "2024-05-22", day)] * 3)
        assert len(tills.told()) == (day == 1)


def test_files_of_other_names_have_a_layout_of_their_own(tills: Tills) -> None:
    for day in range(1, 4):
        write_csv(tills.drop / f"web_sales_{day}", COLUMNS, [*ROWS, ROWS[0]][: 3 + day])
        tills.run()
        write_csv(tills.drop / f"till_sales_{day}", COLUMNS[:4], [(2, "tea", "", day)] * 3)
        assert len(tills.told()) == (day == 1)


def test_a_table_of_which_no_file_lies_there_any_more_is_told_once(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    write_csv(tills.drop / "stores", ("id", "city"), [(1, "Austin")] * 3)
    tills.run()
    (tills.drop / "stores.csv").unlink()
    (line,) = tills.told()
    assert line.startswith("stores: no file of it lies there any more (the last was stores.csv of ")
    assert tills.told() == []
    assert tills.standing == [("gone", "")]
    write_csv(tills.drop / "stores", ("id", "city"), [(2, "Boise")] * 3)
    assert tills.told() == []
    assert tills.standing == []


def test_a_location_that_was_emptied_is_one_line(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    write_csv(tills.drop / "stores", ("id", "city"), [(1, "Austin")] * 3)
    tills.run()
    for path in tills.drop.iterdir():
        path.unlink()
    assert tills.told() == ["the location: no file lies there any more; what was loaded stays"]
    assert tills.told() == []


def test_a_change_that_a_killed_run_loaded_is_told_by_the_next(
    tills: Tills, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    write_csv(tills.drop / "sales_2", COLUMNS[:4], [row[:4] for row in ROWS])
    with monkeypatch.context() as patched:
        patched.setattr("tillhouse.sources.ingest.watch_files", _killed)
        with pytest.raises(KeyboardInterrupt):
            tills.run()
    assert tills.told() == ["sales_2.csv: the column price is gone: it stays empty"]


def _killed(*arguments: object) -> list[str]:
    raise KeyboardInterrupt


def test_a_damaged_memory_begins_anew_and_changes_no_row(tills: Tills) -> None:
    write_csv(tills.drop / "sales_1", COLUMNS, ROWS)
    tills.run()
    memory = tills.bronze.root / layouts_module.FOLDER / "tills.json"
    memory.write_text("{", encoding="utf-8")
    assert tills.told() == []
    write_csv(tills.drop / "sales_2", COLUMNS[:4], [row[:4] for row in ROWS])
    report = tills.run()
    assert report.rows == len(ROWS)
    assert len(report.changes) == 1, "the ledger knows what came before"


def test_lines_read_by_position_are_refused_in_another_order(tmp_path: Path) -> None:
    """The order drop's products are taken apart from both ends: a moved column would be taken
    for its neighbour without anybody noticing."""
    bronze, drop = Bronze(tmp_path / "lake"), tmp_path / "drop"
    drop.mkdir()
    head = "product_id,product_category,product_name,sales_price,ean13,ean5,product_unit"
    (drop / "products.csv").write_text(f"{head}\nP1,Lamps,lamp,1.0,1,1,pcs\n")
    moved = head.replace("product_category,product_name", "product_name,product_category")
    (drop / "products_2.csv").write_text(f"{moved}\nP1,lamp,Lamps,1.0,1,1,pcs\n")
    os.utime(drop / "products.csv", (1_700_000_000, 1_700_000_000))
    report = ingest("orders", load_spec("retail_org"), drop, bronze, MemoryCache())
    assert [delivery.file for delivery in report.loaded] == ["products.csv"]
    assert "stand in another order" in report.refused[0].reason
