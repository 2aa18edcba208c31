"""AdventureWorks as files, from bronze to the star that sales opens: every cent at every grain.

The totals were computed with plain SQL over the public files, apart from this project.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from hashlib import md5, sha1, sha256
from itertools import combinations
from pathlib import Path

import duckdb
import pytest

from tests.end_to_end.conftest import SECRET, Shop
from tillhouse.contracts.models import ModelDoc, read_models

pytestmark = pytest.mark.long

CHARGES = ("subtotal_amount", "tax_amount", "freight_amount", "total_due_amount")
TOTALS = tuple(
    Decimal(text) for text in ("109846381.4039", "10186974.4602", "3183430.2518", "123216786.1159")
)
CATEGORIES = {"Bikes": "94651172.70", "Components": "11802593.29"}
# Grain → what a BI user groups by.
GRAINS = {
    "line": ("fact_sales", "order_line_code"),
    "product": ("dim_product", "product_key"),
    "category": ("dim_product", "category_name"),
    "territory": ("dim_territory", "territory_name"),
    "salesperson": ("dim_salesperson", "salesperson_code"),
    "month": ("dim_date", "month_label"),
    "week": ("dim_date", "iso_week_label"),
    "customer": ("dim_customer", "customer_code"),
    "promotion": ("dim_promotion", "promotion_name"),
    "store": ("dim_store", "store_name"),
}
DOCS = {doc.name: doc for doc in read_models() if doc.audience == "sales"}
DIMENSIONS = {name: doc for name, doc in DOCS.items() if name.startswith("dim_")}


@pytest.fixture(scope="module")
def sales(new_shop: Callable[..., Shop], shared_data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shop = new_shop({"erp": "adventureworks"})
    shop.deliver("erp", *sorted((shared_data / "adventureworks").glob("*.csv")))
    shop.run()
    with duckdb.connect(str(shop.folder / "published/sales.duckdb"), read_only=True) as opened:
        yield opened


def join(*names: str, fact: str = "fact_sales") -> str:
    joins = (f" join {name} using ({key_of(DIMENSIONS[name])})" for name in names)
    return fact + "".join(joins)


def key_of(doc: ModelDoc) -> str:
    (key,) = doc.key
    return key


def sums(of: tuple[str, ...]) -> str:
    return ", ".join(f"sum({name})" for name in of)


@pytest.mark.parametrize("grain", GRAINS)
def test_every_grain_adds_up_to_what_the_orders_charge(
    sales: duckdb.DuckDBPyConnection, grain: str
) -> None:
    table, column = GRAINS[grain]
    source = join(*({table} - {"fact_sales"}))
    grouped = ", ".join(f"sum({name}) as {name}" for name in CHARGES)
    rows = f"(select {column}, {grouped} from {source} group by {column})"
    assert sales.execute(f"select {sums(CHARGES)} from {rows}").fetchone() == TOTALS


def test_categories_have_their_known_totals(sales: duckdb.DuckDBPyConnection) -> None:
    found = sales.execute(
        f"select category_name, sum(net_amount) from {join('dim_product')} group by 1"
    ).fetchall()
    cents = {name: amount.quantize(Decimal("0.01"), ROUND_HALF_UP) for name, amount in found}
    assert {name: str(cents[name]) for name in CATEGORIES} == CATEGORIES


def test_no_combination_of_dimensions_multiplies_or_loses_a_line(
    sales: duckdb.DuckDBPyConnection,
) -> None:
    """All 128 sets of dimensions, joined by the column that they share with the facts."""
    measures = ("1", "quantity", "net_amount", *CHARGES)
    expected = sales.execute(f"select {sums(measures)} from fact_sales").fetchone()
    assert expected is not None
    assert expected[:2] == (121_317, Decimal("274914.0000"))
    for size in range(len(DIMENSIONS) + 1):
        for names in combinations(sorted(DIMENSIONS), size):
            found = sales.execute(f"select {sums(measures)} from {join(*names)}").fetchone()
            assert found == expected, names


def test_a_natural_join_is_right_as_well(sales: duckdb.DuckDBPyConnection) -> None:
    """What a tool does that joins by whatever columns two tables share."""
    for name in DIMENSIONS:
        joined = f"select {sums(CHARGES)} from fact_sales natural join {name}"
        assert sales.execute(joined).fetchone() == TOTALS, name


def test_territories_and_salespeople_are_those_of_the_delivered_orders(
    sales: duckdb.DuckDBPyConnection, shared_data: Path
) -> None:
    """Recomputed from the order headers in plain Python."""
    folder = shared_data / "adventureworks"
    names = {row["TerritoryID"]: row["Name"] for row in read(folder, "Sales.SalesTerritory")}
    regions = {row["Name"]: row["Group"] for row in read(folder, "Sales.SalesTerritory")}
    places: dict[str, Decimal] = defaultdict(Decimal)
    sellers: dict[str, Decimal] = defaultdict(Decimal)
    for row in read(folder, "Sales.SalesOrderHeader"):
        due = Decimal(row["TotalDue"])
        places[names[row["TerritoryID"].removesuffix(".0")]] += due
        sellers[row["SalesPersonID"]] += due
    found = sales.execute(
        "select territory_name, region_name, sum(total_due_amount)"
        f" from {join('dim_territory')} group by all"
    ).fetchall()
    assert {(n, r): a for n, r, a in found} == {(n, regions[n]): a for n, a in places.items()}
    by_seller = sales.execute(
        "select sum(total_due_amount) from fact_sales group by salesperson_code"
    ).fetchall()
    assert sorted(amount for (amount,) in by_seller) == sorted(sellers.values())


def test_codes_are_no_hash_that_somebody_else_could_make(
    sales: duckdb.DuckDBPyConnection, shared_data: Path
) -> None:
    """Trying all customer numbers undoes a plain hash; without the secret nothing is undone."""
    codes = {code for (code,) in sales.execute("select customer_code from dim_customer").fetchall()}
    numbers = [row["CustomerID"] for row in read(shared_data / "adventureworks", "Sales.Customer")]
    assert len(codes) == len(numbers) + 1
    for number in numbers:
        for text in (number, f"erp:{number}", f"customer:{number}", f"customererp:{number}"):
            guesses = {made(text.encode()).hexdigest() for made in (md5, sha1, sha256)}
            assert not {guess[:32] for guess in guesses} & codes
    assert SECRET not in codes


def test_nobody_can_be_named_from_what_sales_sees(
    sales: duckdb.DuckDBPyConnection, shared_data: Path
) -> None:
    people = read(shared_data / "adventureworks", "Person.Person")
    full_names = {f"{row['FirstName']} {row['LastName']}" for row in people}
    code = re.compile(r"[0-9a-f]{32}(-[0-9]+)?|unknown")
    for name, doc in DOCS.items():
        for column in (it.name for it in doc.columns if it.data_type == "varchar"):
            rows = sales.execute(f"select distinct {column} from {name}").fetchall()
            values = {value for (value,) in rows if value is not None}
            assert not values & full_names, (name, column)
            if column in ("customer_code", "customer_version_code", "salesperson_code"):
                assert all(code.fullmatch(value) for value in values), (name, column)


def read(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
