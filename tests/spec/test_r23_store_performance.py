"""R23: what a store sold in a period, to whom, and how it stands beside itself and the others."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from decimal import Decimal

import pytest
from small_shop import SmallShop

LINES = """
    business_date | order_id | line_number | customer_id | store_id | quantity | unit_price | discount_amount
    2023-05-10    | 1        | 1           | ada         | 1        | 2        | 10         | 0
    2024-04-30    | 2        | 1           | ada         | 1        | 1        | 30         | 5
    2024-05-01    | 3        | 1           | bob         | 1        | 1        | 50         | 0
    2024-05-01    | 3        | 2           | bob         | 1        | 3        | 10         | 0
    2024-05-06    | 4        | 1           | ada         | 1        | 1        | 40         | 0
    2024-05-07    | 5        | 1           | bob         | 1        | -1       | 20         | 0
    2024-05-08    | 6        | 1           | bob         | 2        | 1        | 100        | 0
    2024-05-09    | 7        | 1           | who         | 2        | 1        | 7          | 0
    2024-05-09    | 8        | 1           | cid         | -        | 1        | 9          | 0
"""
PEOPLE = "customer_id\nada\nbob\ncid"
STORES = "store_id | store_name\n1 | Harbour"


@pytest.fixture
def stores(shop: SmallShop) -> SmallShop:
    shop.given(customers=PEOPLE, stores=STORES, order_lines=LINES)
    return shop


def test_sales_basket_and_customers_of_a_month(stores: SmallShop) -> None:
    """Store 1 in May: 50 + 30 + 40 sold, 20 brought back, in three orders of two customers."""
    stores.expect("store_performance", """
        store_id | store_name | order_count | unit_count | gross_amount | discount_amount | return_unit_count | return_amount | net_amount | net_per_order_amount | units_per_order | customer_count | sales_rank
        1        | Harbour    | 3           | 5.0000     | 120.00       | 0.00            | 1.0000            | 20.00         | 100.00     | 33.33                | 1.6667          | 2              | 2
        2        | unknown    | 2           | 2.0000     | 107.00       | 0.00            | 0.0000            | 0.00          | 107.00     | 53.50                | 1.0000          | 1              | 1
        unknown  | unknown    | 1           | 1.0000     | 9.00         | 0.00            | 0.0000            | 0.00          | 9.00       | 9.00                 | 1.0000          | 1              | -
    """, where="period_label = '2024-05'")  # fmt: skip


def test_new_is_who_bought_for_the_first_time_ever_within_the_period(stores: SmallShop) -> None:
    """Ada is an old customer in May, though not in 2023; bob is new in both stores in May, but not on
    the day on which he goes to the second one."""
    stores.expect("store_performance", """
        period_label | store_id | customer_count | new_customer_count | returning_customer_count
        2023         | 1        | 1              | 1                  | 0
        2024         | 1        | 2              | 1                  | 1
        2024         | 2        | 1              | 1                  | 0
        2024         | unknown  | 1              | 1                  | 0
        2024-05      | 1        | 2              | 1                  | 1
        2024-05      | 2        | 1              | 1                  | 0
        2024-05      | unknown  | 1              | 1                  | 0
        2024-05-01   | 1        | 1              | 1                  | 0
        2024-05-07   | 1        | 1              | 0                  | 1
        2024-05-08   | 2        | 1              | 0                  | 1
    """, where="period_label in ('2023', '2024', '2024-05', '2024-05-01', '2024-05-07', '2024-05-08')")  # fmt: skip


def test_growth_on_the_period_before_and_the_year_before(stores: SmallShop) -> None:
    """April had 25, May a year ago 20; store 2 sold nothing then, which is 0 and has no rate."""
    stores.expect("store_performance", """
        period_label | store_id | net_amount | previous_net_amount | net_change_rate | year_before_net_amount | net_change_on_year_rate | is_complete
        2023-05      | 1        | 20.00      | -                   | -               | -                      | -                       | yes
        2024-04      | 1        | 25.00      | 0.00                | -               | -                      | -                       | yes
        2024-05      | 1        | 100.00     | 25.00               | 3.000000        | 20.00                  | 4.000000                | no
        2024-05      | 2        | 107.00     | 0.00                | -               | 0.00                   | -                       | no
    """, where="period_type = 'month' and store_id <> 'unknown'")  # fmt: skip


def test_the_tiers_of_a_store_add_up_to_the_store(stores: SmallShop) -> None:
    """Spend: bob 160, ada 85, cid 9; so bob is gold, ada silver, cid bronze. Store 2 had 7 of nobody."""
    stores.expect("store_tier_mix", """
        period_label | store_id | tier    | customer_count | new_customer_count | order_count | net_amount | customer_share | net_share
        2024         | 1        | gold    | 1              | 1                  | 2           | 60.00      | 0.500000       | 0.480000
        2024         | 1        | silver  | 1              | 0                  | 2           | 65.00      | 0.500000       | 0.520000
        2024         | 2        | gold    | 1              | 1                  | 1           | 100.00     | 1.000000       | 0.934579
        2024         | 2        | unknown | 0              | 0                  | 1           | 7.00       | 0.000000       | 0.065421
        2024         | unknown  | bronze  | 1              | 1                  | 1           | 9.00       | 1.000000       | 1.000000
    """, where="period_label = '2024'")  # fmt: skip


def test_currencies_and_sources_are_apart(shop: SmallShop) -> None:
    shop.given(
        customers=PEOPLE,
        order_lines="""
        business_date | source_system | customer_id | store_id | currency_code | unit_price
        2024-05-01    | pos           | ada         | 1        | USD           | 10
        2024-05-02    | pos           | ada         | 1        | JPY           | 900
        2024-05-02    | web           | ada         | 1        | USD           | 20
    """,
    )
    shop.expect("store_performance", """
        source_system | currency_code | net_amount | customer_count | new_customer_count | sales_rank
        pos           | USD           | 10.00      | 1              | 1                  | 2
        pos           | JPY           | 900.00     | 1              | 1                  | 1
        web           | USD           | 20.00      | 0              | 0                  | 1
    """, where="period_type = 'year'")  # fmt: skip


def test_equal_stores_share_a_rank_and_one_of_returns_only_has_no_growth(shop: SmallShop) -> None:
    shop.given(
        customers=PEOPLE,
        order_lines="""
        business_date | customer_id | store_id | quantity
        2024-04-01    | ada         | 3        | -1
        2024-05-01    | ada         | 1        | 1
        2024-05-01    | bob         | 2        | 1
        2024-05-02    | cid         | 3        | -2
    """,
    )
    shop.expect("store_performance", """
        store_id | net_amount | net_per_order_amount | units_per_order | previous_net_amount | net_change_rate | customer_count | new_customer_count | sales_rank
        1        | 10.00      | 10.00                | 1.0000          | 0.00                | -               | 1              | 1                  | 1
        2        | 10.00      | 10.00                | 1.0000          | 0.00                | -               | 1              | 1                  | 1
        3        | -20.00     | -20.00               | 0.0000          | -10.00              | -               | 1              | 0                  | 3
    """, where="period_label = '2024-05'")  # fmt: skip
    assert {row["net_share"] for row in shop.rows_of("store_tier_mix", "store_id = '3'")} == {None}


def test_an_empty_shop_has_no_stores(shop: SmallShop) -> None:
    for table in ("store_performance", "store_tier_mix"):
        assert shop.rows_of(table) == []


def test_an_average_is_rounded_half_up_once(shop: SmallShop) -> None:
    """10.01 over two orders is 5.005: 5.01 half up; as a float it would be 5.00."""
    shop.given(
        order_lines="business_date | store_id | unit_price\n2024-05-01 | 1 | 10\n2024-05-01 | 1 | 0.01"
    )
    found = shop.rows_of("store_performance", "period_type = 'day'")
    assert [row["net_per_order_amount"] for row in found] == [Decimal("5.01")]
