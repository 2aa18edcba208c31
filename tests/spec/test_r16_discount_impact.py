"""R16: promotions against the days around them, depth of discount, and what was on promotion."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from small_shop import SmallShop

PROMOTIONS = """
    promotion_id | promotion_name | start_date | end_date
    spring       | Spring         | 2024-05-06 | 2024-05-12
    late         | Late           | 2024-06-17 | 2024-06-23
"""
PRODUCTS = (
    "product_id | category_name | standard_cost\nball | toys | 4\nkite | toys | -\nmug | home | -"
)
HEAD = "business_date | promotion_key | product_id | quantity | unit_price | discount_amount | currency_code"


def daily(
    first: str, days: int, units: int, promotion: str = "-", product: str = "ball"
) -> list[str]:
    start = date.fromisoformat(first)
    return [
        f"{start + timedelta(days=n)} | {promotion} | {product} | {units} | 10 | {2 * units if promotion != '-' else 0} | USD"
        for n in range(days)
    ]


def given(shop: SmallShop, *lines: str) -> None:
    shop.given(promotions=PROMOTIONS, products=PRODUCTS, order_lines="\n".join([HEAD, *lines]))


def spring(shop: SmallShop) -> None:
    """Two balls a day from 1 April to 30 June, three while it was spring; one kite on that Monday."""
    given(
        shop,
        *daily("2024-04-01", 35, 2),
        *daily("2024-05-06", 7, 3, "pos:spring"),
        *daily("2024-05-13", 49, 2),
        *daily("2024-05-06", 1, 1, "pos:spring", "kite"),
    )


def test_units_a_day_are_compared_with_the_28_days_on_both_sides(shop: SmallShop) -> None:
    """56 days around, not the 84 of the whole shop; the kite, known by one sale only, proves nothing."""
    spring(shop)
    shop.expect("discount_impact", """
        promotion_name | dimension | member_key | first_date | dates_basis | unit_count | promotion_day_count | baseline_day_count | units_per_promotion_day | units_per_baseline_day | unit_ratio
        Spring         | all       | all        | 2024-05-06 | declared    | 22.0000    | 7                   | 56                 | 3.0000                  | 2.0000                 | 1.5000
        Spring         | category  | toys       | 2024-05-06 | declared    | 22.0000    | 7                   | 56                 | 3.0000                  | 2.0000                 | 1.5000
        Spring         | product   | pos:ball   | 2024-05-06 | declared    | 21.0000    | 7                   | 56                 | 3.0000                  | 2.0000                 | 1.5000
        Spring         | product   | pos:kite   | 2024-05-06 | declared    | 1.0000     | 7                   | 56                 | 0.0000                  | 0.0000                 | -
    """)  # fmt: skip


def test_the_interval_is_that_of_a_ratio_of_two_rates(shop: SmallShop) -> None:
    """21 units on 7 days and 112 on 56, without dispersion: by hand, t of 61 degrees of freedom is
    1.99962 and the standard error of the logarithm √(1/21 + 1/112)."""
    spring(shop)
    shop.expect("discount_impact", """
        member_key | unit_ratio | unit_ratio_low | unit_ratio_high | dispersion
        pos:ball   | 1.5000     | 0.9324         | 2.4132          | 1.0000
        pos:kite   | -          | -              | -               | -
    """, where="dimension = 'product'")  # fmt: skip


def test_days_that_scatter_widen_the_interval(shop: SmallShop) -> None:
    """10 balls every other day are 5 a day, with a variance far above that."""
    given(
        shop,
        *[line for n in range(28) for line in daily(str(date(2024, 4, 8) + timedelta(days=n)), 1, 10) if n % 2],
        *daily("2024-05-06", 7, 5, "pos:spring"),
        *[line for n in range(28) for line in daily(str(date(2024, 5, 13) + timedelta(days=n)), 1, 10) if n % 2],
    )  # fmt: skip
    (row,) = shop.rows_of("discount_impact", "dimension = 'product'")
    assert row["unit_ratio"] in (Decimal("1.0000"), Decimal("0.9821"))
    assert row["dispersion"] > 4
    assert row["unit_ratio_low"] < Decimal("0.75")


def test_amounts_share_and_margin_of_a_promotion(shop: SmallShop) -> None:
    """The kite's cost is not known, so the margin rests on the ball's 168 net less 21 × 4."""
    spring(shop)
    shop.expect("discount_impact", """
        dimension | member_key | order_count | gross_amount | discount_amount | net_amount | net_share | mean_discount_rate | margin_basis  | costed_net_amount | cost_amount | margin_amount | margin_rate
        all       | all        | 8           | 220.00       | 44.00           | 176.00     | 0.094828  | 0.200000           | partly known  | 168.00            | 84.00       | 84.00         | 0.500000
        product   | pos:ball   | 7           | 210.00       | 42.00           | 168.00     | 0.090909  | 0.200000           | standard cost | 168.00            | 84.00       | 84.00         | 0.500000
        product   | pos:kite   | 1           | 10.00        | 2.00            | 8.00       | 1.000000  | 0.200000           | unknown       | -                 | -           | -             | -
    """, where="dimension <> 'category'")  # fmt: skip


def test_it_is_an_association_unless_the_project_says_that_it_was_drawn_by_lot(
    shop: SmallShop,
) -> None:
    spring(shop)
    shop.expect(
        "discount_impact",
        "assignment | finding\nnot random | association",
        where="dimension = 'all'",
    )
    shop.rule("discounts", randomised=["pos:spring"])
    shop.expect(
        "discount_impact", "assignment | finding\nrandom | effect", where="dimension = 'all'"
    )


def test_days_of_another_promotion_of_the_same_products_are_no_baseline(shop: SmallShop) -> None:
    """Late runs from 17 June on; of the 28 days before it those of spring are not among them."""
    shop.rule("discounts", baseline_days=42)
    given(
        shop,
        *daily("2024-04-01", 35, 2),
        *daily("2024-05-06", 7, 3, "pos:spring"),
        *daily("2024-05-13", 35, 2),
        *daily("2024-06-17", 7, 6, "pos:late"),
        *daily("2024-06-24", 7, 2),
        *daily("2024-06-18", 1, 1, "pos:late", "mug"),
    )
    shop.expect("discount_impact", """
        promotion_name | member_key | promotion_day_count | baseline_day_count | units_per_baseline_day
        Late           | pos:ball   | 7                   | 42                 | 2.0000
        Late           | pos:mug    | 7                   | 49                 | 0.0000
        Spring         | pos:ball   | 7                   | 70                 | 2.0000
    """, where="dimension = 'product'")  # fmt: skip


def test_a_promotion_of_every_day_has_no_baseline_and_no_ratio(shop: SmallShop) -> None:
    shop.given(
        promotions="promotion_id | promotion_name\nalways | always",
        order_lines="\n".join([HEAD, *daily("2024-05-01", 10, 1, "pos:always")]),
        products=PRODUCTS,
    )
    shop.expect("discount_impact", """
        promotion_name | dates_basis | promotion_day_count | baseline_day_count | units_per_promotion_day | units_per_baseline_day | unit_ratio | unit_ratio_low
        always         | sales       | 8                   | 0                  | 1.0000                  | -                      | -          | -
    """, where="dimension = 'all'")  # fmt: skip


def test_a_promotion_that_no_list_names_is_unknown_and_has_no_days(shop: SmallShop) -> None:
    given(shop, *daily("2024-05-01", 3, 1, "pos:secret"))
    shop.expect("discount_impact", """
        promotion_key | promotion_name | dates_basis | net_amount | promotion_day_count | unit_ratio
        unknown       | unknown        | unknown     | 24.00      | 0                   | -
    """, where="dimension = 'all'")  # fmt: skip


def test_goods_brought_back_are_no_negative_demand(shop: SmallShop) -> None:
    given(
        shop,
        *daily("2024-05-05", 1, 2),
        *daily("2024-05-06", 1, 3, "pos:spring"),
        "2024-05-07 | pos:spring | ball | -1 | 10 | -2 | USD",
        *daily("2024-05-13", 1, 2),
    )
    shop.expect("discount_impact", """
        order_count | unit_count | gross_amount | discount_amount | return_amount | net_amount | margin_amount | units_per_promotion_day
        2           | 3.0000     | 30.00        | 6.00            | 8.00          | 16.00      | 8.00          | 0.0000
    """, where="dimension = 'product'")  # fmt: skip


def test_currencies_are_apart_and_foreign_sales_have_no_margin(shop: SmallShop) -> None:
    given(
        shop,
        *daily("2024-05-05", 1, 2),
        "2024-05-06 | pos:spring | ball | 3 | 10 | 6 | USD",
        "2024-05-06 | pos:spring | ball | 1 | 9 | 1 | EUR",
        *daily("2024-05-13", 1, 2),
    )
    shop.expect("discount_impact", """
        currency_code | unit_count | net_amount | net_share | margin_basis  | unit_ratio
        EUR           | 1.0000     | 8.00       | 1.000000  | unknown       | -
        USD           | 3.0000     | 24.00      | 0.375000  | standard cost | -
    """, where="dimension = 'product'")  # fmt: skip


def test_depth_of_discount_against_units(shop: SmallShop) -> None:
    """Exactly 10 % belongs to the band that ends there; a surcharge is no discount."""
    given(
        shop,
        "2024-05-01 | - | ball | 1 | 10 | 0 | USD",
        "2024-05-01 | - | ball | 1 | 10 | -1 | USD",
        "2024-05-02 | - | ball | 2 | 10 | 2 | USD",
        "2024-05-02 | - | ball | 4 | 10 | 4.01 | USD",
        "2024-05-03 | - | ball | -1 | 10 | -6 | USD",
    )
    shop.expect("discount_depth", """
        band_number | discount_band   | order_count | line_count | unit_count | units_per_line | unit_share | gross_amount | discount_amount | return_amount | net_amount | mean_discount_rate | margin_amount
        0           | none            | 2           | 2          | 2.0000     | 1.0000         | 0.250000   | 20.00        | -1.00           | 0.00          | 21.00      | -0.050000          | 13.00
        2           | above 5 to 10 % | 1           | 1          | 2.0000     | 2.0000         | 0.250000   | 20.00        | 2.00            | 0.00          | 18.00      | 0.100000           | 10.00
        3           | above 10 to 20 % | 1          | 1          | 4.0000     | 4.0000         | 0.500000   | 40.00        | 4.01            | 0.00          | 35.99      | 0.100250           | 19.99
        6           | above 50 %      | 1           | 0          | 0.0000     | -              | 0.000000   | 0.00         | 0.00            | 4.00          | -4.00      | -                  | 0.00
    """, where="dimension = 'all'")  # fmt: skip


def test_share_of_sales_on_promotion_by_month(shop: SmallShop) -> None:
    given(
        shop,
        "2024-04-30 | - | ball | 1 | 10 | 0 | USD",
        "2024-05-06 | pos:spring | ball | 1 | 10 | 2 | USD",
        "2024-05-06 | - | mug | 1 | 10 | 1 | USD",
        "2024-05-07 | - | mug | 1 | 10 | 0 | USD",
    )
    shop.expect("promotion_share", """
        month_label | member_key | order_count | promotion_order_count | promotion_unit_count | net_amount | promotion_net_amount | discounted_net_amount | promotion_net_share | discounted_net_share
        2024-04     | all        | 1           | 0                     | 0.0000               | 10.00      | 0.00                 | 0.00                  | 0.000000            | 0.000000
        2024-04     | toys       | 1           | 0                     | 0.0000               | 10.00      | 0.00                 | 0.00                  | 0.000000            | 0.000000
        2024-05     | all        | 3           | 1                     | 1.0000               | 27.00      | 8.00                 | 17.00                 | 0.296296            | 0.629630
        2024-05     | home       | 2           | 0                     | 0.0000               | 19.00      | 0.00                 | 9.00                  | 0.000000            | 0.473684
        2024-05     | toys       | 1           | 1                     | 1.0000               | 8.00       | 8.00                 | 8.00                  | 1.000000            | 1.000000
    """)  # fmt: skip


ODD = {
    "empty": [],
    "one row": ["2024-05-06 | pos:spring | ball | 1 | 10 | 2 | USD"],
    "all returned": ["2024-05-06 | pos:spring | ball | 1 | 10 | 2 | USD", "2024-05-07 | pos:spring | ball | -1 | 10 | -2 | USD"],
    "negative totals": ["2024-05-07 | pos:spring | ball | -3 | 10 | -2 | USD"],
    "no product": ["2024-05-06 | pos:spring | - | 1 | 10 | 2 | USD"],
    "for nothing": ["2024-05-06 | pos:spring | ball | 1 | 0 | 0 | USD"],
    "before it began": ["2024-05-01 | pos:spring | ball | 1 | 10 | 2 | USD"],
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("odd", ODD)
def test_an_odd_shop_passes_its_audits(shop: SmallShop, odd: str) -> None:
    """Nothing promised is NULL, nothing is lost, and a ratio is not made up."""
    given(shop, *ODD[odd])
    audits = ("audit_discount_impact", "audit_discount_shares", "audit_not_null", "audit_keys")
    shop.build(*audits)
    for audit in audits:
        assert [row for row in shop.built(audit) if row["verdict"] != "pass"] == []
    rows = shop.built("discount_impact", "dimension = 'all'")
    assert len(rows) == (0 if odd == "empty" else 1)
    assert [row["unit_ratio"] for row in rows if row["unit_ratio"] is not None] == []


def test_what_a_line_tells_of_its_cost_comes_before_the_standard_cost(shop: SmallShop) -> None:
    """Two balls for 3 each by the line and one by the list; one of the two comes back with its 3."""
    shop.given(
        products="product_id | standard_cost\nball | 4\nkite | -",
        order_lines="""
            business_date | order_id | product_id | quantity | unit_price | unit_cost | currency_code
            2024-05-01    | 1        | ball       | 2        | 10         | 3         | USD
            2024-05-01    | 2        | ball       | 1        | 10         | -         | USD
            2024-05-01    | 3        | kite       | 1        | 10         | 2.5       | EUR
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity
            a         | 1        | ball       | 2024-05-02    | 1
        """,
    )
    shop.expect("discount_depth", """
        currency_code | margin_basis  | net_amount | cost_amount | margin_amount
        USD           | standard cost | 20.00      | 7.00        | 13.00
        EUR           | line cost     | 10.00      | 2.50        | 7.50
    """, where="dimension = 'all'")  # fmt: skip
