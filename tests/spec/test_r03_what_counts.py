"""R3: completed orders count; returns are kept apart from sales."""

from __future__ import annotations

from small_shop import SmallShop


def test_only_completed_orders_count(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | status    | unit_price
        2024-05-01    | completed | 10
        2024-05-01    | open      | 20
        2024-05-01    | cancelled | 40
        2024-05-01    | failed    | 80
        2024-05-01    | unknown   | 160
    """
    )
    shop.expect("sales_by_period", """
        order_count | unit_count | net_amount
        1           | 1.0000     | 10.00
    """, where="period_type = 'day' and dimension = 'all'")  # fmt: skip


def test_returns_are_apart_and_positive_and_net_is_what_is_left(shop: SmallShop) -> None:
    """Summing signed gross would show 10.00 gross and hide that half came back."""
    shop.given(
        order_lines="""
        business_date | quantity | unit_price | discount_amount
        2024-05-01    | 2        | 10         | 1
        2024-05-09    | -1       | 10         | -0.50
    """
    )
    shop.expect("sales_by_period", """
        unit_count | gross_amount | discount_amount | return_unit_count | return_amount | net_amount
        2.0000     | 20.00        | 1.00            | 1.0000            | 9.50          | 9.50
    """, where="period_type = 'month' and dimension = 'all'")  # fmt: skip


def test_bringing_goods_back_is_no_purchase(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | email\nada | ada@example.com",
        order_lines="""
            business_date | customer_id | quantity
            2024-05-01    | ada         | 2
            2024-05-09    | ada         | -1
        """,
    )
    shop.expect("marketing_contacts", """
        customer_id | spend_amount | first_purchase_date | last_purchase_date
        ada         | 10.00        | 2024-05-01          | 2024-05-01
    """)  # fmt: skip
