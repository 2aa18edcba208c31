"""R4: day, ISO week, month, quarter, year, each beside the period before and the year before."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date

from small_shop import SmallShop


def test_the_period_before_is_the_calendars_not_the_last_one_with_sales(shop: SmallShop) -> None:
    """A window function over the rows would compare March with January."""
    shop.given(
        order_lines="""
        business_date | unit_price
        2024-01-15    | 100
        2024-03-10    | 50
        2024-04-02    | 75
    """
    )
    shop.expect("sales_by_period", """
        period_label | net_amount | previous_net_amount | net_change_rate
        2024-01      | 100.00     | -                   | -
        2024-03      | 50.00      | 0.00                | -
        2024-04      | 75.00      | 50.00               | 0.500000
    """, where="period_type = 'month' and dimension = 'all'")  # fmt: skip


def test_every_period_type_finds_its_predecessor_and_its_year_before(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | unit_price
        2023-05-22    | 10
        2024-02-20    | 20
        2024-05-21    | 30
        2024-05-22    | 40
    """
    )
    shop.expect("sales_by_period", """
        period_type | period_label | net_amount | previous_net_amount | year_before_net_amount
        day         | 2023-05-22   | 10.00      | -                   | -
        day         | 2024-02-20   | 20.00      | 0.00                | -
        day         | 2024-05-21   | 30.00      | 0.00                | -
        day         | 2024-05-22   | 40.00      | 30.00               | 10.00
        week        | 2023-W21     | 10.00      | -                   | -
        week        | 2024-W08     | 20.00      | 0.00                | -
        week        | 2024-W21     | 70.00      | 0.00                | 10.00
        month       | 2023-05      | 10.00      | -                   | -
        month       | 2024-02      | 20.00      | 0.00                | -
        month       | 2024-05      | 70.00      | 0.00                | 10.00
        quarter     | 2023-Q2      | 10.00      | -                   | -
        quarter     | 2024-Q1      | 20.00      | 0.00                | -
        quarter     | 2024-Q2      | 70.00      | 20.00               | 10.00
        year        | 2023         | 10.00      | -                   | -
        year        | 2024         | 90.00      | 10.00               | 10.00
    """, where="dimension = 'all'")  # fmt: skip


def test_week_53_and_29_february_have_no_year_before(shop: SmallShop) -> None:
    """2020 has a week 53, 2019 and 2021 have none; 52 weeks back would be a week of other number."""
    shop.given(
        order_lines="""
        business_date | unit_price
        2019-01-02    | 1
        2019-02-28    | 2
        2019-12-31    | 4
        2020-02-29    | 8
        2020-12-31    | 16
        2021-01-06    | 32
    """
    )
    shop.expect("sales_by_period", """
        period_label | net_amount | year_before_net_amount
        2020-02-29   | 8.00       | -
        2020-12-31   | 16.00      | 4.00
        2020-W01     | 4.00       | 1.00
        2020-W53     | 16.00      | -
        2021-W01     | 32.00      | 4.00
    """, where="dimension = 'all' and period_label in "
        "('2020-02-29', '2020-12-31', '2020-W01', '2020-W53', '2021-W01')")  # fmt: skip


def test_customers_and_orders_are_distinct_in_every_period(shop: SmallShop) -> None:
    """Ada comes on three days, on one of them twice: adding up days would count her four times."""
    shop.given(
        customers="customer_id\nada\nbob",
        products="""
            product_id | category_name
            ball       | toys
            kite       | toys
        """,
        order_lines="""
            business_date | order_id | line_number | customer_id | product_id
            2024-05-20    | 1        | 1           | ada         | ball
            2024-05-20    | 1        | 2           | ada         | kite
            2024-05-20    | 2        | 1           | ada         | ball
            2024-05-21    | 3        | 1           | ada         | ball
            2024-05-21    | 4        | 1           | bob         | kite
            2024-06-03    | 5        | 1           | ada         | ball
            2024-06-03    | 6        | 1           | stranger    | ball
        """,
    )
    shop.expect("sales_by_period", """
        period_label | member_name | order_count | customer_count
        2024-W21     | ball        | 3           | 1
        2024-W21     | kite        | 2           | 2
        2024-W21     | toys        | 4           | 2
        2024-W21     | all         | 4           | 2
        2024-05      | all         | 4           | 2
        2024-06      | all         | 2           | 1
        2024-Q2      | all         | 6           | 2
        2024         | ball        | 5           | 1
        2024         | toys        | 6           | 2
        2024         | all         | 6           | 2
    """, where="period_label = '2024-W21' or (dimension = 'all' and period_type in ('month', 'quarter'))"
        " or (period_type = 'year' and member_name <> 'kite')")  # fmt: skip


def test_a_period_is_complete_when_its_last_day_is_reached(shop: SmallShop) -> None:
    shop.as_of = date(2024, 5, 26)
    shop.given(order_lines="business_date\n2024-05-24\n2024-05-26")
    shop.expect("sales_by_period", """
        period_label | is_complete
        2024-05-24   | yes
        2024-05-26   | yes
        2024-W21     | yes
        2024-05      | no
        2024-Q2      | no
        2024         | no
    """, where="dimension = 'all'")  # fmt: skip


def test_a_member_is_compared_with_itself(shop: SmallShop) -> None:
    shop.given(
        products="""
            product_id | category_name
            ball       | toys
            soap       | care
        """,
        order_lines="""
            business_date | product_id | unit_price
            2024-05-01    | soap       | 10
            2024-05-02    | ball       | 30
            2024-05-02    | soap       | 20
        """,
    )
    shop.expect("sales_by_period", """
        member_name | previous_net_amount | net_change_rate
        ball        | 0.00                | -
        soap        | 10.00               | 1.000000
    """, where="period_label = '2024-05-02' and dimension = 'product'")  # fmt: skip
