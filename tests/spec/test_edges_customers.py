"""Odd shops: what is said of customers is right or empty, and no promised value is NULL."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date

import pytest
from ascii_tables import show
from small_shop import SmallShop

from tillhouse.contracts.models import ModelDoc, read_models

TABLES = (
    "customer_analysis", "rfm_scores", "rfm_movements", "customer_regions", "top_customers", "customer_cohorts",
    "cohort_retention", "cohort_values", "new_and_returning_customers", "purchase_gap_statistics",
)  # fmt: skip
AUDITS = (
    "audit_customer_analysis", "audit_rfm", "audit_customer_regions", "audit_top_customers", "audit_cohorts",
    "audit_cohort_values", "audit_new_and_returning_customers", "audit_purchase_gaps",
)  # fmt: skip
COLUMNS = "business_date | order_id | customer_id | store_id | product_id | quantity | unit_price"
ONE = "2024-05-06 | 1 | ada | 1 | ball | 1 | 10"
# What is odd: its lines, each customer's value, tier and segment, and new customers of the year.
SHOPS: dict[str, tuple[list[str], list[tuple[str, str, str | None]], list[int]]] = {
    "nothing": ([], [], []),
    "one row": ([ONE], [("10.00", "gold", "hibernating")], [1]),
    "one customer": (
        [ONE, "2024-07-06 | 2 | ada | 1 | ball | 1 | 5"], [("15.00", "gold", "hibernating")], [1]),
    "all ties": (
        [ONE, "2024-05-06 | 2 | bob | 1 | ball | 1 | 10"],
        2 * [("10.00", "gold", "hibernating")], [2]),
    "all returned": (
        [ONE, "2024-05-07 | 2 | ada | 1 | ball | -1 | 10"], [("0.00", "gold", "hibernating")], [1]),
    "negative totals": (
        ["2024-05-07 | 2 | ada | 1 | ball | -3 | 10", ONE.replace("ada", "bob")],
        [("-30.00", "bronze", None), ("10.00", "gold", "hibernating")], [1]),
    "only returns": (
        ["2024-05-07 | 2 | ada | 1 | ball | -3 | 10"], [("-30.00", "gold", None)], [0]),
    "no store": ([ONE.replace("| 1 | ball", "| - | ball")], [("10.00", "gold", "hibernating")], [1]),
    "no product": ([ONE.replace("ball", "-")], [("10.00", "gold", "hibernating")], [1]),
    "no customer": ([ONE.replace("ada", "-")], [], [0]),
    "for nothing": ([ONE[:-2] + "0"], [("0.00", "gold", "hibernating")], [1]),
}  # fmt: skip


def odd_shop(shop: SmallShop, lines: list[str]) -> None:
    shop.as_of = date(2024, 7, 31)
    shop.given(
        customers="customer_id\nada\nbob",
        contact_points="customer_id | email\nada | ada@x.org\nbob | bob@x.org",
        products="product_id\nball",
        order_lines="\n".join([COLUMNS, *lines]),
    )


@pytest.fixture(scope="module")
def docs() -> dict[str, ModelDoc]:
    return {doc.name: doc for doc in read_models() if doc.name in TABLES}


@pytest.mark.parametrize("odd", SHOPS)
def test_an_odd_shop_has_the_right_customers_and_passes_their_audits(
    shop: SmallShop, docs: dict[str, ModelDoc], odd: str
) -> None:
    lines, customers, newcomers = SHOPS[odd]
    odd_shop(shop, lines)
    shop.build(*AUDITS)
    for audit in AUDITS:
        assert shop.built(audit, "verdict <> 'pass'") == []
    assert missing_values(shop, docs) == []
    found = shop.built("customer_analysis")
    values = [(show(row["lifetime_value_amount"]), row["tier"], row["segment"]) for row in found]
    assert sorted(values) == sorted(customers)
    years = shop.built("new_and_returning_customers", "period_type = 'year'")
    assert [row["new_customer_count"] for row in years] == newcomers
    assert sum(row["customer_count"] for row in shop.built("customer_regions")) == 2
    segments = sum(segment is not None for _, _, segment in customers)
    for table in ("rfm_movements", "customer_cohorts"):
        assert sum(row["customer_count"] for row in shop.built(table)) == segments


def missing_values(shop: SmallShop, docs: dict[str, ModelDoc]) -> list[str]:
    """The promised values that are NULL."""
    assert set(docs) == set(TABLES)
    promised = [(name, c.name) for name, doc in docs.items() for c in doc.columns if c.is_not_null]
    return [
        f"{table}.{column}"
        for table, column in promised
        if any(row[column] is None for row in shop.built(table))
    ]
