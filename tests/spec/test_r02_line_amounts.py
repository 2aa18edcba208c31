"""R2: net = quantity × unit price − discount, line by line, and sums of it at every grain."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop


def test_gross_less_discount_is_net_for_every_member(shop: SmallShop) -> None:
    shop.given(
        products="""
            product_id | category_name
            ball       | toys
            kite       | toys
            soap       | care
        """,
        order_lines="""
            business_date | product_id | quantity | unit_price | discount_amount
            2024-05-01    | ball       | 3        | 20         | 6
            2024-05-01    | kite       | 1        | 15         | 0
            2024-05-01    | soap       | 2        | 4          | 0.80
        """,
    )
    shop.expect("sales_by_period", """
        dimension | member_name | category_name | unit_count | gross_amount | discount_amount | net_amount
        product   | ball        | toys          | 3.0000     | 60.00        | 6.00            | 54.00
        product   | kite        | toys          | 1.0000     | 15.00        | 0.00            | 15.00
        product   | soap        | care          | 2.0000     | 8.00         | 0.80            | 7.20
        category  | toys        | toys          | 4.0000     | 75.00        | 6.00            | 69.00
        category  | care        | care          | 2.0000     | 8.00         | 0.80            | 7.20
        all       | all         | all           | 6.0000     | 83.00        | 6.80            | 76.20
    """, where="period_type = 'day'")  # fmt: skip
