"""The public till sample, end to end: 18 store-months, incentives exact to the cent."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def file(shared_data: Path) -> Path:
    return shared_data / "pos_sample" / "sales_data.csv"


@pytest.fixture(scope="module")
def shop(file: Path, new_shop: Callable[..., Any]) -> Any:
    made = new_shop({"till": "pos"})
    made.deliver("till", file)
    made.run()
    return made


@pytest.fixture(scope="module")
def by_hand(file: Path) -> dict[tuple[str, str, str], Decimal]:
    """(store, month, salesperson) → sales, added up with nothing but the standard library."""
    sales: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            key = (row["store_id"], row["sales_date"][:7], row["sales_person_id"])
            sales[key] += Decimal(row["price"]) * Decimal(row["quantity"])
    return dict(sales)


@pytest.fixture(scope="module")
def mart(shop: Any) -> dict[tuple[str, str, str], tuple[Decimal, Decimal]]:
    rows = shop.published(
        "operations",
        "select store_id, strftime(sales_month, '%Y-%m'), sales_person_id, total_sales, incentive "
        "from sales_team_data_mart",
    )
    return {(store, month, person): (sales, pay) for store, month, person, sales, pay in rows}


def test_the_total_is_that_of_the_file(shop: Any) -> None:
    assert shop.ask("select sum(net_amount), count(*) from silver.order_lines") == [
        (Decimal("1987376.5000"), 5_000)
    ]


def test_identical_rows_are_kept_and_counted(shop: Any) -> None:
    found = shop.ask(
        "select rows_identical, rows_identical_dropped, rows_loaded, amount_identical "
        "from silver.reconciliation where entity = 'order_lines'"
    )
    assert found == [(3, 0, 5_000, Decimal("1520.0000"))]


def test_every_salesperson_has_the_sales_that_add_up_by_hand(
    mart: dict[Any, Any], by_hand: dict[Any, Decimal]
) -> None:
    assert {key: sales for key, (sales, _) in mart.items()} == by_hand
    assert len({key[:2] for key in mart}) == 18


def test_incentives_are_one_percent_half_up_for_the_best_of_each_store_and_month(
    mart: dict[Any, Any], by_hand: dict[Any, Decimal]
) -> None:
    best: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (store, month, _), sales in by_hand.items():
        best[store, month] = max(best[store, month], sales)
    differs = 0
    for key, (sales, incentive) in mart.items():
        is_first = sales == best[key[:2]]
        expected = (sales / 100).quantize(CENT, ROUND_HALF_UP) if is_first else Decimal(0)
        assert incentive == expected, key
        differs += is_first and round(sales / 100, 2) != expected  # half to even
    assert differs == 4  # so that rounding half to even would not pass


def test_each_incentive_is_explained_line_by_line(shop: Any) -> None:
    unexplained = shop.published(
        "operations",
        "select m.store_id, m.sales_month, m.sales_person_id "
        "from sales_team_data_mart m left join ("
        "  select store_id, sales_month, sales_person_id, sum(net_amount) as total"
        "  from sales_team_incentive_lines group by all) l "
        "using (store_id, sales_month, sales_person_id) "
        "where m.incentive > 0 and m.total_sales is distinct from l.total",
    )
    assert unexplained == []
    assert shop.published("operations", "select count(*) from sales_team_incentive_lines")[0][0] > 0
