"""Files that Tillhouse has never seen: looked at, mapped by a guess, run, and the totals are right.

The totals are added up here with nothing but the standard library.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tillhouse.cli import main

GIFTS = Path(__file__).parents[2] / "docs" / "examples" / "gift_shop"
# Postage, fees and vouchers are no goods that were sold (R2); by hand from the stock codes.
NO_GOODS = ("POST", "DOT", "C2", "AMAZONFEE", "BANK CHARGES", "gift_0001")
READY = "    -- case when upper(trim(invoice_no)) like 'A%'"


def rows_of(*files: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for file in files:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            found += csv.DictReader(opened)
    return found


def amount(rows: Iterable[dict[str, str]]) -> Decimal:
    return sum((Decimal(r["Quantity"]) * Decimal(r["UnitPrice"]) for r in rows), Decimal(0))


def add(shop: Any, name: str, place: Path, *more: str) -> dict[str, Any]:
    """Call the verb and return its report."""
    arguments = ["add-source", name, "--from", str(place), "--json", "--project", str(shop.folder)]
    told = CliRunner().invoke(main, [*arguments, *more])
    assert told.exit_code == 0, told.output
    report: dict[str, Any] = json.loads(told.stdout)
    return report


def take_out_bad_debts(shop: Any) -> None:
    """The one edit that the guide asks for."""
    file = shop.folder / "sources/gifts/stg_gifts__orders.sql"
    text = file.read_text("utf-8")
    assert text.count(READY) == 1
    file.write_text(text.replace(READY, READY.replace("-- ", "")), "utf-8")


@pytest.fixture(scope="module")
def gifts(new_shop: Callable[..., Any]) -> Any:
    shop = new_shop({})
    shutil.copytree(GIFTS, shop.folder / "exports")
    shop.report = add(shop, "gifts", shop.folder / "exports", "--no-trial")
    take_out_bad_debts(shop)
    shop.run()
    return shop


@pytest.fixture(scope="module")
def delivered() -> list[dict[str, str]]:
    return rows_of(*sorted(GIFTS.glob("2024-*.csv")))


def test_the_entities_of_a_web_shop_are_recognised(gifts: Any) -> None:
    found = {it["entity"]: (it["table"], it["is_derived"]) for it in gifts.report["entities"]}
    assert found == {
        "order_lines": ("data", False),
        "orders": ("data", True),
        "customers": ("members", False),
        "contacts": ("members", True),
        "products": ("data", True),
    }


def test_no_line_is_lost_and_none_is_counted_twice(
    gifts: Any, delivered: list[dict[str, str]]
) -> None:
    read = [row for row in delivered if row["Quantity"] != "six"]
    assert len(read) == len(delivered) - 1
    assert gifts.ask("select count(*), sum(net_amount) from silver.order_lines") == [
        (len(read), amount(read))
    ]
    assert gifts.ask("select count(*) from silver.quarantine") == [(1,)]


def test_cancellations_are_returns_and_bad_debts_no_sales(
    gifts: Any, delivered: list[dict[str, str]]
) -> None:
    back = [row for row in delivered if row["InvoiceNo"].startswith("C")]
    debts = [row for row in delivered if row["InvoiceNo"].startswith("A")]
    assert back
    assert debts
    sold = [row for row in delivered if row["Quantity"] != "six" and row not in debts]
    assert gifts.published(
        "sales",
        "select sum(return_amount), sum(net_amount) from sales_by_period "
        "where period_type = 'year' and dimension = 'all'",
    ) == [(-amount(back), amount(sold))]


def test_lines_without_a_customer_are_on_the_unknown_member(
    gifts: Any, delivered: list[dict[str, str]]
) -> None:
    nobody = [r for r in delivered if not r["CustomerID"] and r["Quantity"] != "six"]
    assert nobody
    unknown = "select count(*) from silver.order_lines where customer_key = 'unknown'"
    assert gifts.ask(unknown) == [(len(nobody),)]


def test_members_with_an_address_reach_marketing(gifts: Any) -> None:
    with (GIFTS / "members.csv").open(encoding="utf-8", newline="") as file:
        mailed = [row for row in csv.DictReader(file, delimiter=";") if row["E-Mail"]]
    found = gifts.published("marketing", "select count(*) from marketing_contacts")
    assert found == [(len(mailed),)]  # their phones are British, this shop is American


def test_a_guess_that_was_not_edited_runs_with_every_audit(gifts: Any) -> None:
    failed = gifts.ask("select audit, scope from checks.audits where verdict = 'fail'")
    assert failed == []


def test_a_file_that_comes_later_and_no_table_takes_is_no_success(gifts: Any) -> None:
    """Its rows are in no total; a scheduler that looks at the exit code alone learns of it."""
    late = gifts.folder / "exports/nachtrag.csv"
    late.write_text("Rechnung;Betrag\n1;5,00\n", "utf-8")
    done = CliRunner().invoke(main, ["run", "--project", str(gifts.folder)])
    late.unlink()
    assert done.stdout.startswith("Nothing is new")
    assert done.exit_code == 5
    assert "gifts: nachtrag.csv" in done.stderr
    assert "[left_out]" in done.stderr


@pytest.mark.long
def test_an_invoice_delivered_again_replaces_the_earlier_one(
    new_shop: Callable[..., Any], delivered: list[dict[str, str]]
) -> None:
    shop = new_shop({})
    drop = shop.folder / "exports"
    shutil.copytree(GIFTS, drop)
    report = add(shop, "gifts", drop, "--no-trial")
    assert report["location"] == "exports"
    shop.run()
    first = (drop / "2024-03-01.csv").read_text("utf-8").splitlines()
    invoice = first[1].split(",")[0]
    kept = [line for line in first[1:] if line.startswith(f"{invoice},")]
    (drop / "2024-03-08.csv").write_text("\n".join([first[0], kept[0], ""]), "utf-8")
    shop.run()
    lines = shop.ask(f"select count(*) from silver.order_lines where order_id = '{invoice}'")
    assert len(kept) > 1
    assert lines == [(1,)]


@pytest.mark.long
@pytest.mark.spark
def test_an_own_source_gives_the_same_tables_on_spark(
    gifts: Any, new_shop: Callable[..., Any]
) -> None:
    pytest.importorskip("pysail", reason="the spark extra is not installed")
    shop = new_shop({}, target="spark")
    shutil.copytree(gifts.folder / "sources", shop.folder / "sources")
    table = f'\n[sources.gifts]\nkind = "gifts"\nlocation = "{GIFTS}"\n'
    with (shop.folder / "tillhouse.toml").open("a", encoding="utf-8") as file:
        file.write(table)
    shop.run()
    for audience, name in (
        ("sales", "sales_by_period"),
        ("marketing", "marketing_customer_categories"),
    ):
        query = f"select * from {name} order by all"
        assert shop.published(audience, query) == gifts.published(audience, query)


@pytest.fixture(scope="module")
def retail_files(shared_data: Path) -> list[Path]:
    return sorted((shared_data / "online_retail").glob("*.csv"))


@pytest.fixture(scope="module")
def retail(retail_files: list[Path], new_shop: Callable[..., Any]) -> Any:
    shop = new_shop({}, time_zone="Europe/London")
    shop.report = add(shop, "gifts", retail_files[0].parent, "--no-trial")
    shop.run()
    return shop


@pytest.mark.long
def test_online_retail_has_its_totals(retail: Any, retail_files: list[Path]) -> None:
    rows = rows_of(*retail_files)
    assert len(rows) == 42_481
    assert amount(rows) == Decimal("748957.02")
    assert retail.ask("select count(*), sum(net_amount) from silver.order_lines") == [
        (len(rows), amount(rows))
    ]
    goods = [row for row in rows if not row["StockCode"].startswith(NO_GOODS)]
    back = [row for row in goods if row["InvoiceNo"].startswith("C")]
    assert amount(rows) - amount(goods) == Decimal("-10556.60")
    assert retail.published(
        "sales",
        "select sum(gross_amount), sum(return_amount), sum(net_amount) from sales_by_period "
        "where period_type = 'year' and dimension = 'all'",
    ) == [(amount(goods) - amount(back), -amount(back), amount(goods))]


@pytest.mark.long
def test_online_retail_accounts_for_every_row(retail: Any) -> None:
    assert retail.ask(
        "select sum(rows_read), sum(rows_loaded), sum(rows_quarantined), sum(rows_superseded) "
        "from silver.reconciliation where entity = 'order_lines'"
    ) == [(42_481, 42_481, 0, 0)]
    nobody = "select count(*) from silver.order_lines where customer_key = 'unknown'"
    assert retail.ask(nobody) == [(15_631,)]


@pytest.mark.long
def test_online_retail_is_reported_with_its_numbers(retail: Any) -> None:
    told = {(it["column"], it["what"]): it["rows"] for it in retail.report["findings"]}
    assert told["CustomerID", "is empty"] == 15_631
    assert told["InvoiceNo", "begins with C"] == 728
    assert told["Quantity", "is below 0"] == 798
    assert told["UnitPrice", "is 0"] == 273
    empty = {mart["mart"] for mart in retail.report["marts"] if mart["is_empty"]}
    assert "marketing_contacts" in empty
    assert "sales_by_period" not in empty


@pytest.mark.long
def test_online_retail_day_by_day_is_online_retail_at_once(
    retail: Any, retail_files: list[Path], new_shop: Callable[..., Any]
) -> None:
    shop = new_shop({}, time_zone="Europe/London")
    drop = shop.folder / "days"
    drop.mkdir()
    for file in retail_files[:8]:
        shutil.copy2(file, drop)
    add(shop, "gifts", drop, "--no-trial")
    shop.run()
    for file in retail_files[8:]:
        shutil.copy2(file, drop)
    shop.run()
    query = "select * from sales_by_period order by all"
    assert shop.published("sales", query) == retail.published("sales", query)


@pytest.fixture(scope="module")
def course(shared_data: Path) -> Path:
    return shared_data / "adventureworks_returns"


@pytest.fixture(scope="module")
def bikes(course: Path, new_shop: Callable[..., Any]) -> Any:
    shop = new_shop({})
    shop.report = add(shop, "bikes", course, "--no-trial")
    shop.run()
    return shop


@pytest.mark.long
def test_the_bike_course_has_its_sales_and_returns(bikes: Any, course: Path) -> None:
    sales = rows_of(*sorted(course.glob("AdventureWorks_Sales_*.csv")))
    total = sum(Decimal(row["Sales"]) for row in sales)
    units = sum(Decimal(row["OrderQuantity"]) for row in sales)
    assert units == 84_174
    assert bikes.ask("select count(*), sum(quantity), sum(net_amount) from silver.order_lines") == [
        (len(sales), units, total)
    ]
    returned = "select count(*), sum(quantity) from silver.returns"
    assert bikes.ask(returned) == [(1_809, Decimal(1_828))]


@pytest.mark.long
def test_the_bike_course_finds_its_categories_over_two_tables(bikes: Any) -> None:
    assert bikes.ask(
        "select category_name, count(*) from silver.products where is_known group by 1 order by 1"
    ) == bikes_by_category(bikes)
    names = "select distinct category_name from silver.products where is_known order by 1"
    assert [name for (name,) in bikes.ask(names)] == [
        "Accessories",
        "Bikes",
        "Clothing",
        "Components",
    ]


def bikes_by_category(bikes: Any) -> list[tuple[str, int]]:
    """The same by hand: product → subcategory → category."""
    folder = Path(bikes.report["location"])
    part = {
        row["ProductSubcategoryKey"]: row["ProductCategoryKey"]
        for row in rows_of(folder / "AdventureWorks_Product_Subcategories.csv")
    }
    names = {
        row["ProductCategoryKey"]: row["CategoryName"]
        for row in rows_of(folder / "AdventureWorks_Product_Categories.csv")
    }
    counts: dict[str, int] = {}
    for row in rows_of(folder / "AdventureWorks_Products.csv"):
        name = names[part[row["ProductSubcategoryKey"]]]
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts.items())


@pytest.mark.long
def test_dates_of_the_bike_course_are_read_month_first(bikes: Any) -> None:
    assert bikes.ask("select min(returned_date), max(returned_date) from silver.returns") == [
        _ends(rows_of(Path(bikes.report["location"]) / "AdventureWorks_Returns.csv"))
    ]


def _ends(rows: list[dict[str, str]]) -> tuple[Any, Any]:
    from datetime import datetime

    days = [datetime.strptime(row["ReturnDate"], "%m/%d/%Y").date() for row in rows]
    return min(days), max(days)


@pytest.mark.long
def test_a_workbook_of_four_sheets_is_four_tables(
    new_shop: Callable[..., Any], tmp_path: Path
) -> None:
    import xlsxwriter

    sheets: dict[str, list[list[object]]] = {
        "Orders": [["Order No", "Customer No", "Order Date", "Status"]],
        "Order Lines": [["Order No", "Item Code", "Qty", "Unit Price", "Discount %"]],
        "Clients": [["Customer No", "Name", "Mobile"]],
        "Items": [["Item Code", "Title"]],
    }
    for n in range(40):
        state = "paid" if n % 5 else "cancelled"
        sheets["Orders"].append([n, n % 7, f"2024-02-0{n % 9 + 1}", state])
    for n in range(80):
        price = f"$1,2{n:02d}.50" if n < 10 else f"${n}.25"
        sheets["Order Lines"].append([n // 2, f"I{n % 6}", n % 3 + 1, price, "10%"])
    sheets["Clients"] += [[n, f"P{n}", f"+1 212 555 010{n}"] for n in range(7)]
    sheets["Items"] += [[f"I{n}", f"Thing {n}"] for n in range(6)]
    with xlsxwriter.Workbook(tmp_path / "shop.xlsx") as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    shop = new_shop({})
    add(shop, "gifts", tmp_path / "shop.xlsx", "--no-trial")
    shop.run()
    gross = sum((n % 3 + 1) * Decimal(f"12{n:02d}.50" if n < 10 else f"{n}.25") for n in range(80))
    assert shop.ask(
        "select count(*), sum(gross_amount), sum(discount_amount), "
        "count(*) filter (where is_counted) from silver.order_lines"
    ) == [(80, gross, gross / 10, 64)]
