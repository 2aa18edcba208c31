"""R4: day, ISO week, month, quarter, year, each beside the period before and the year before."""

from __future__ import annotations

from small_shop import SmallShop


def test_the_period_before_is_the_calendars_not_the_last_one_with_sales(shop: SmallShop) -> None:
    shop.given(order_lines="""
        business_date | unit_price
        2024-01-15    | 100
        2024-03-10    | 50
        2024-04-02    | 75
    """)
    shop.expect("sales_by_period", """
        period_label | net_amount | previous_net_amount | net_change_rate
        2024-01      | 100.00     | -                   | -
        2024-03      | 50.00      | 0.00                | -
        2024-04      | 75.00      | 50.00               | 0.500000
    """, where="period_type = 'month' and dimension = 'all'")
