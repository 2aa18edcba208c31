"""R22: one coupon per candidate and campaign, by tier, within the budget, beside a control group."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date

from small_shop import SmallShop

CODES = """
    customer_id | coupon_code | is_control | draw_order
    ada         | AAAA        | no         | 02
    bob         | BBBB        | no         | 01
    cid         | CCCC        | yes        | 00
    dan         | DDDD        | no         | 03
    eve         | EEEE        | no         | 04
"""


def lapsed(shop: SmallShop) -> None:
    """Five customers who bought long ago; eve came back yesterday."""
    shop.as_of = date(2024, 5, 31)
    people = ["ada", "bob", "cid", "dan", "eve"]
    shop.given(
        customers="customer_id\n" + "\n".join(people),
        contact_points="customer_id | email\n" + "\n".join(f"{p} | {p}@x.org" for p in people),
        products="product_id | category_name\nball | toys\nsoap | care",
        coupon_codes=CODES,
        order_lines="""
            business_date | order_id | line_number | customer_id | product_id | unit_price
            2024-01-01    | 1        | 1           | ada         | ball       | 100
            2024-01-01    | 1        | 2           | ada         | ball       | 20
            2024-01-05    | 2        | 1           | ada         | ball       | 30
            2024-01-05    | 2        | 2           | ada         | soap       | 90
            2024-01-01    | 3        | 1           | bob         | soap       | 80.30
            2024-01-01    | 4        | 1           | cid         | soap       | 70
            2024-01-01    | 5        | 1           | dan         | soap       | 60
            2024-01-01    | 6        | 1           | eve         | soap       | 50
            2024-05-30    | 7        | 1           | eve         | soap       | 5
        """,
    )


def test_offers_cost_the_tiers_rate_of_the_average_order_in_the_category(shop: SmallShop) -> None:
    """Ada's two orders hold 150 of toys: 15 % of 75 is 11.25. 10 % of bob's 80.30 is 8.03."""
    lapsed(shop)
    shop.expect("coupon_offers", """
        campaign_id | customer_id | tier   | category_name | offer_group | coupon_code | discount_rate | expected_cost_amount
        2024-05     | bob         | silver | care          | offer       | BBBB        | 0.100000      | 8.03
        2024-05     | ada         | gold   | toys          | offer       | AAAA        | 0.150000      | 11.25
        2024-05     | cid         | silver | care          | control     | -           | 0.100000      | 0.00
        2024-05     | dan         | bronze | care          | offer       | DDDD        | 0.050000      | 3.00
    """)  # fmt: skip


def test_the_budget_is_never_exceeded_and_spent_in_draw_order(shop: SmallShop) -> None:
    """19.28 is exactly bob and ada; a cent less is bob only, though dan would still fit."""
    lapsed(shop)
    shop.rule("coupons", budget=19.28)
    shop.expect(
        "coupon_offers", "customer_id | offer_group\nbob | offer\nada | offer\ncid | control"
    )
    shop.rule("coupons", budget=19.27)
    shop.expect("coupon_offers", "customer_id | offer_group\nbob | offer\ncid | control")
    shop.rule("coupons", budget=0)
    shop.expect("coupon_offers", "customer_id | offer_group\ncid | control")


def test_rounded_costs_are_what_the_budget_counts(shop: SmallShop) -> None:
    """Three offers of 5 % of 10.10 are 0.505 each: exact they fit into 1.52, as paid they cost 1.53."""
    shop.as_of = date(2024, 5, 31)
    shop.rule("coupons", gold=0.05, budget=1.52)
    shop.given(
        customers="customer_id\nada\nbob\ncid",
        contact_points="customer_id | email\nada | a@x.org\nbob | b@x.org\ncid | c@x.org",
        products="product_id | category_name\nsoap | care",
        coupon_codes=CODES,
        order_lines="""
            business_date | customer_id | product_id | unit_price
            2024-01-01    | ada         | soap       | 10.10
            2024-01-01    | bob         | soap       | 10.10
            2024-01-01    | cid         | soap       | 10.10
        """,
    )
    shop.rows["coupon_codes"] = [{**row, "is_control": "no"} for row in shop.rows["coupon_codes"]]
    shop.expect("coupon_offers", """
        customer_id | expected_cost_amount
        cid         | 0.51
        bob         | 0.51
    """)  # fmt: skip


def test_a_coupon_holds_for_thirty_days_from_the_as_of_date(shop: SmallShop) -> None:
    lapsed(shop)
    shop.expect("coupon_offers", """
        customer_id | valid_from_date | valid_to_date
        bob         | 2024-05-31      | 2024-06-29
    """, where="customer_id = 'bob'")  # fmt: skip


def test_who_buys_in_another_currency_takes_no_part_in_the_shops_budget(shop: SmallShop) -> None:
    lapsed(shop)
    for row in shop.rows["order_lines"]:
        row["currency_code"] = "JPY" if row["customer_id"] == "bob" else "USD"
    shop.expect("coupon_offers", "customer_id\nada\ncid\ndan")
