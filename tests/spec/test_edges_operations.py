"""Odd shops: stores, staff, plans and campaigns are right or empty, and no promised value is NULL."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from small_shop import SmallShop

COLUMNS = "business_date | order_id | line_number | customer_id | store_id | employee_id | product_id | quantity | unit_price | coupon_code"
ONE = "2024-05-06 | 1 | 1 | ada | 1 | 7 | ball | 1 | 10 | -"
# What is odd: its lines, and the net sales of its store and year, the customers and those who are new. A record
# takes two balls of order 1 back, so that net sales are lower by 20 where it is there (R3).
SHOPS: dict[str, tuple[list[str], list[tuple[str, int, int]]]] = {
    "one row": ([ONE], [("-10.000", 1, 1)]),
    "one customer": (
        [ONE, "2024-06-06 | 2 | 1 | ada | 1 | 7 | ball | 1 | 5 | -"], [("-5.000", 1, 1)]),
    "all ties": (
        [f"2024-05-06 | {n} | 1 | {who} | {n} | {n} | ball | 1 | 10 | -" for n, who in enumerate(["ada", "bob"])],
        [("-10.000", 1, 1), ("10.000", 1, 1)]),
    "all returned": (
        [ONE, "2024-05-07 | 2 | 1 | ada | 1 | 7 | ball | -1 | 10 | -"], [("-20.000", 1, 1)]),
    "negative totals": (
        ["2024-05-07 | 2 | 1 | ada | 1 | 7 | ball | -3 | 10 | AAAA"], [("-30.000", 1, 0), ("0.000", 0, 0)]),
    "no store": (["2024-05-06 | 1 | 1 | ada | - | 7 | ball | 1 | 10 | -"], [("-10.000", 1, 1)]),
    "no product": (["2024-05-06 | 1 | 1 | ada | 1 | 7 | - | 1 | 10 | AAAA"], [("10.000", 1, 1)]),
    "no customer": (["2024-05-06 | 1 | 1 | - | 1 | 7 | ball | 1 | 10 | AAAA"], [("-10.000", 0, 0)]),
    "nobody sold it": (["2024-05-06 | 1 | 1 | ada | 1 | - | ball | 1 | 10 | -"], [("-10.000", 1, 1)]),
    "for nothing": (["2024-05-06 | 1 | 1 | ada | 1 | 7 | ball | 1 | 0 | -"], [("0.000", 1, 1)]),
}  # fmt: skip


def odd_shop(shop: SmallShop, lines: list[str]) -> None:
    """Under a plan with slabs and a clawback, with a return record and a campaign of the day."""
    shop.as_of = date(2024, 7, 31)
    shop.plan(
        name="all", valid_from=date(2024, 1, 1), rates=[0.01], clawback_days=90,
        slabs=[{"above": 0, "rate": 0.01}, {"above": 5, "rate": 0.02}],
    )  # fmt: skip
    shop.given(
        customers="customer_id\nada\nbob",
        contact_points="customer_id | email\nada | ada@x.org\nbob | bob@x.org",
        products="product_id\nball",
        campaign_issues="issued_date\n2024-05-05",
        campaign_codes="customer_id | coupon_code | draw_order\nada | AAAA | 01",
        redeemed_codes="coupon_code | customer_id\nAAAA | ada",
        returns="return_id | order_id | product_id | returned_date | quantity\nr1 | 1 | ball | 2024-05-20 | 2",
        order_lines="\n".join([COLUMNS, *lines]),
        reconciliation=f"""
            source_system | load_id | source_file | entity      | rows_read    | rows_loaded  | rows_quarantined | rows_superseded | rows_identical_dropped | amount_read | amount_loaded | amount_quarantined | amount_superseded | amount_identical_dropped
            pos           | 1       | a.csv       | order_lines | {len(lines)} | {len(lines)} | 0                | 0               | 0                      | {gross(lines)} | {gross(lines)} | 0              | 0                 | 0
        """,
    )


def gross(lines: list[str]) -> Decimal:
    cells = [line.split(" | ") for line in lines]
    return sum((Decimal(cell[7]) * Decimal(cell[8]) for cell in cells), Decimal(0))


@pytest.mark.long
@pytest.mark.parametrize("odd", SHOPS)
def test_an_odd_shop_passes_every_audit_and_has_the_right_stores(shop: SmallShop, odd: str) -> None:
    lines, expected = SHOPS[odd]
    odd_shop(shop, lines)
    shop.build("audits")
    assert [row for row in shop.built("audits") if row["verdict"] == "fail"] == []
    stores = shop.built("store_performance", "period_type = 'year'")
    found = [(str(r["net_amount"]), r["customer_count"], r["new_customer_count"]) for r in stores]
    assert sorted(found) == sorted(expected)
    payouts = shop.built("incentive_payouts")
    assert all(row["paid"] >= 0 and row["carried_forward"] >= 0 for row in payouts)
    coupons = sum("AAAA" in line for line in lines)
    assert len(shop.built("coupon_redemptions")) == coupons
