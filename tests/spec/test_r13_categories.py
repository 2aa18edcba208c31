"""R13: one row per customer and category, beside contact data."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop


def known(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | email\nada | ada@example.com",
        products="""
            product_id | category_name
            ball       | toys
            kite       | toys
            soap       | care
        """,
        order_lines="""
            business_date | order_id | line_number | customer_id | product_id | quantity | unit_price
            2024-05-01    | 1        | 1           | ada         | ball       | 1        | 10
            2024-05-01    | 1        | 2           | ada         | kite       | 2        | 10
            2024-05-01    | 1        | 3           | ada         | soap       | 1        | 9
            2024-06-01    | 2        | 1           | ada         | ball       | 3        | 10
            2024-06-05    | 3        | 1           | ada         | soap       | -1       | 9
            2024-06-05    | 4        | 1           | ada         | gone       | 1        | 1
        """,
    )


def test_orders_units_spend_and_dates_per_category(shop: SmallShop) -> None:
    """An order with two toys is one order of toys; joining lines to orders would make it two."""
    known(shop)
    shop.expect("marketing_customer_categories", """
        category_name | order_count | unit_count | spend_amount | spend_share | first_purchase_date | last_purchase_date
        toys          | 2           | 6.0000     | 60.00        | 0.983607    | 2024-05-01          | 2024-06-01
        care          | 2           | 0.0000     | 0.00         | 0.000000    | 2024-05-01          | 2024-05-01
        unknown       | 1           | 1.0000     | 1.00         | 0.016393    | 2024-06-05          | 2024-06-05
    """)  # fmt: skip


def test_the_totals_are_not_multiplied_by_the_categories(shop: SmallShop) -> None:
    known(shop)
    shop.expect("marketing_contacts", """
        order_count | spend_amount
        4           | 61.00
    """)  # fmt: skip


def test_shares_are_per_currency(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | email\nada | ada@example.com",
        order_lines="""
            business_date | customer_id | currency_code | unit_price
            2024-05-01    | ada         | USD           | 10
            2024-05-01    | ada         | EUR           | 90
        """,
    )
    shop.expect("marketing_customer_categories", """
        category_name | currency_code | spend_share
        unknown       | USD           | 1.000000
        unknown       | EUR           | 1.000000
    """)  # fmt: skip
