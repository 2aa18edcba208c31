"""Vertical: every mart's total is silver's. Horizontal: marts that report the same measure agree.
Consistency: a rebuild from bronze equals the tables that grew delivery by delivery.

The audits of a run say the same of every period and member, inside the warehouse. Here it is what
an audience opens that is held against silver, at its coarsest grain, so that rounding once per row
cannot hide a line that was lost or doubled.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from tests.end_to_end.deliveries import deliver, fingerprint, random_plan
from tests.end_to_end.linkage import linking_columns
from tests.end_to_end.marts import HORIZONTAL, PARTIAL, VERTICAL, Measure
from tests.end_to_end.service_marts import assert_service_is_as_recomputed
from tillhouse.contracts.models import ModelDoc, read_models

SYSTEMS = {"orders": "retail_org", "pos": "pos", "crm": "customer360"}
HALF_CENT = Decimal("0.005")


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    """A small sample shop of three systems: orders, tills, and tickets with visits."""
    from tillhouse.demo.shop import generate_shop

    made = new_shop(SYSTEMS)
    for name in SYSTEMS:
        made.drop(name).rmdir()
    generate_shop(made.folder / "drops", scale=0.03, systems=list(SYSTEMS))
    with (made.folder / "tillhouse.toml").open("a") as settings:
        settings.write('[sources.crm.settings]\nsession_duration_unit = "seconds"\n')
    made.run()
    return made


def totals(shop: Any, measure: Measure) -> dict[tuple[Any, ...], tuple[Decimal, int]]:
    """Scope → (sum, rows that were rounded)."""
    *scope, amount = measure.columns.split(", ")
    listed = ", ".join([*scope, f"sum({amount})", "count(*)"])
    grouped = f" group by {', '.join(scope)}" if scope else ""
    query = f"select {listed} from ({measure.rows}) as rows_of_it{grouped}"
    ask = shop.ask if measure.audience == "silver" else shop.published
    rows = ask(query) if measure.audience == "silver" else ask(measure.audience, query)
    return {tuple(row[:-2]): (Decimal(row[-2] or 0), row[-1]) for row in rows}


def differences(shop: Any, one: Measure, other: Measure) -> list[Any]:
    """The scopes in which two measures differ by more than their rounding."""
    first, second = totals(shop, one), totals(shop, other)
    assert first, f"nothing to compare: {one}"
    none = (Decimal(0), 0)
    return [
        (scope, a, b)
        for scope in first.keys() | second.keys()
        for (a, rows), (b, others) in [(first.get(scope, none), second.get(scope, none))]
        if abs(a - b) > HALF_CENT * (0 if one.is_exact else rows + others)
    ]


@pytest.mark.parametrize("name", VERTICAL)
def test_vertical_the_total_of_a_mart_is_that_of_silver(name: str, shop: Any) -> None:
    mart, silver = VERTICAL[name]
    assert differences(shop, mart, silver) == []


@pytest.mark.parametrize("name", HORIZONTAL)
def test_horizontal_marts_that_report_the_same_measure_agree(name: str, shop: Any) -> None:
    one, other = HORIZONTAL[name]
    assert differences(shop, one, other) == []


def test_every_mart_with_money_is_held_against_silver_or_named_with_a_reason() -> None:
    def has_money(doc: ModelDoc) -> bool:
        units = {column.unit for column in doc.columns}
        return any("currency_code" in unit for unit in units)

    marts = {it.name for it in read_models() if it.audience and has_money(it)}
    assert len(marts) > 25
    assert marts - VERTICAL.keys() - PARTIAL.keys() == set()
    assert PARTIAL.keys() <= marts


def test_tickets_visits_and_orders_of_each_customer_are_those_of_a_plain_count(shop: Any) -> None:
    assert_service_is_as_recomputed(shop)


def test_at_least_130_audits_ran_and_all_passed(shop: Any) -> None:
    rows = shop.ask("select audit, guards, verdict from checks.audits")
    assert {verdict for _, _, verdict in rows} == {"pass"}
    assert len({(audit, guards) for audit, guards, _ in rows}) >= 130


@pytest.mark.long
def test_consistency_a_rebuild_from_bronze_equals_what_grew_in_deliveries(
    new_shop: Callable[..., Any],
) -> None:
    grown = new_shop({"orders": "retail_org", "till": "pos"})
    for number, files in enumerate(random_plan(7)):
        deliver(grown.folder, files, moment=1_750_000_000 + 1_000 * number)
        grown.run()
    before = fingerprint(grown.folder / "published")
    assert "sales/fact_sales.parquet" in before
    for name in ("warehouse", "published"):
        shutil.rmtree(grown.folder / name)
    grown.run()
    assert fingerprint(grown.folder / "published") == before


def test_nothing_that_sales_opens_joins_with_what_another_audience_opens(shop: Any) -> None:
    """A customer, order or line has another code, or none, in each of them (R24)."""
    assert linking_columns(shop.folder / "published") == []


def test_the_order_of_the_rows_of_sales_says_nothing_of_their_numbers(shop: Any) -> None:
    """Rows lie by their codes: as often as not one with a later number comes first."""
    keys = dict(shop.ask("select order_line_code, _order_line_key from gold.fact_sales"))
    rows = [
        keys[code] for (code,) in shop.published("sales", "select order_line_code from fact_sales")
    ]
    rising = sum(one < other for one, other in pairwise(rows))
    assert 0.4 < rising / (len(rows) - 1) < 0.6
