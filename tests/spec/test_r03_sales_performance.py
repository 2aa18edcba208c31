"""R1, R3, R4: sales per place, channel and store, the revenue tree, and the products that sold best."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from small_shop import SmallShop

PEOPLE = "customer_id | country_code | state_code\nada | US | NY\nbob | CA | ON\ncid | - | -"
STORES = "store_id | store_name | region_name | territory_name | country_code\n1 | Harbour | West | North Shore | US"
LINES = """
    business_date | order_id | line_number | customer_id | store_id | quantity | unit_price | discount_amount
    2023-05-10    | 1        | 1           | ada         | 1        | 2        | 10         | 0
    2024-04-30    | 2        | 1           | ada         | 1        | 1        | 30         | 5
    2024-05-01    | 3        | 1           | bob         | -        | 1        | 50         | 0
    2024-05-01    | 3        | 2           | bob         | -        | 3        | 10.005     | 0
    2024-05-06    | 4        | 1           | ada         | 1        | 1        | 40         | 0
    2024-05-07    | 5        | 1           | ada         | 1        | -1       | 20         | 0
    2024-05-09    | 6        | 1           | who         | 2        | 1        | 7          | 0
"""
ORDERS = "order_id | channel\n1 | store\n2 | store\n3 | online\n4 | store\n5 | store"


@pytest.fixture
def sales(shop: SmallShop) -> SmallShop:
    shop.given(customers=PEOPLE, stores=STORES, order_lines=LINES, orders=ORDERS)
    return shop


def test_what_a_month_sold_in_all_and_at_each_store(sales: SmallShop) -> None:
    sales.expect("sales_performance", """
        dimension | member_key | member_name | customer_count | order_count | anonymous_order_count | unit_count | net_amount | average_order_amount | orders_per_customer | units_per_order | price_per_unit | has_revenue_tree
        all       | all        | all         | 2              | 4           | 1                     | 6.0000     | 107.02     | 26.75                | 2.000000            | 1.500000        | 17.835833      | yes
        store     | pos:1      | Harbour     | 1              | 2           | 0                     | 1.0000     | 20.00      | 10.00                | 2.000000            | 0.500000        | 20.000000      | yes
        store     | unknown    | unknown     | 1              | 2           | 1                     | 5.0000     | 87.02      | 43.51                | 2.000000            | 2.500000        | 17.403000      | yes
    """, where="period_label = '2024-05' and dimension in ('all', 'store')")  # fmt: skip


def test_a_sale_is_where_its_store_is_else_where_its_customer_was(sales: SmallShop) -> None:
    """The store's territory tells no state, so that of its customers does not stand in for it."""
    sales.expect("sales_performance", """
        dimension | member_key  | net_amount
        channel   | online      | 80.02
        channel   | store       | 20.00
        channel   | unknown     | 7.00
        country   | CA          | 80.02
        country   | US          | 20.00
        country   | unknown     | 7.00
        region    | West        | 20.00
        region    | unknown     | 87.02
        state     | CA/ON       | 80.02
        state     | unknown     | 27.00
        territory | North Shore | 20.00
        territory | unknown     | 87.02
    """, where="period_label = '2024-05' and dimension not in ('all', 'store')")  # fmt: skip


def test_growth_on_the_month_and_the_year_before(sales: SmallShop) -> None:
    sales.expect("sales_performance", """
        period_label | member_key | net_amount | previous_net_amount | net_change_rate | year_before_net_amount | net_change_on_year_rate | is_complete
        2023-05      | pos:1      | 20.00      | -                   | -               | -                      | -                       | yes
        2024-04      | pos:1      | 25.00      | 0.00                | -               | -                      | -                       | yes
        2024-05      | pos:1      | 20.00      | 25.00               | -0.200000       | 20.00                  | 0.000000                | no
        2024-05      | unknown    | 87.02      | 0.00                | -               | 0.00                   | -                       | no
    """, where="period_type = 'month' and dimension = 'store'")  # fmt: skip


def product_of_the_tree(row: dict[str, Any], factors: list[Fraction]) -> Fraction:
    revenue = Fraction(row["customer_count"])
    for factor in factors:
        revenue *= factor
    return revenue


def test_the_revenue_tree_multiplies_back_exactly(sales: SmallShop) -> None:
    """As quotients of the columns of the row; the rounded factors are the quotients to 6 places, and
    their product would miss the revenue somewhere."""
    rows = sales.rows_of("sales_performance", "has_revenue_tree")
    missed = 0
    for row in rows:
        columns = ["customer_count", "order_count", "unit_count", "net_amount"]
        values = [Fraction(row[column]) for column in columns]
        factors = [after / before for before, after in pairwise(values)]
        assert product_of_the_tree(row, factors) == Fraction(row["net_amount"])
        rounded = [row["orders_per_customer"], row["units_per_order"], row["price_per_unit"]]
        for factor, published, before in zip(factors, rounded, values, strict=False):
            assert (
                abs(factor - Fraction(published)) <= Fraction(1, 10**6) + Fraction(1, 200) / before
            )
        missed += product_of_the_tree(row, [Fraction(it) for it in rounded]) != row["net_amount"]
    assert len(rows) > 10
    assert missed > 0


def test_a_member_without_a_known_customer_or_a_sold_unit_has_no_whole_tree(
    shop: SmallShop,
) -> None:
    shop.given(
        customers="customer_id\nada",
        order_lines="""
        business_date | customer_id | store_id | quantity
        2024-05-01    | who         | 1        | 1
        2024-05-01    | ada         | 2        | -1
    """,
        stores="store_id\n1\n2",
    )
    shop.expect("sales_performance", """
        member_key | customer_count | order_count | unit_count | net_amount | average_order_amount | orders_per_customer | units_per_order | price_per_unit | has_revenue_tree
        pos:1      | 0              | 1           | 1.0000     | 10.00      | 10.00                | -                   | 1.000000        | 10.000000      | no
        pos:2      | 1              | 1           | 0.0000     | -10.00     | -10.00               | 1.000000            | 0.000000        | -              | no
    """, where="period_type = 'year' and dimension = 'store'")  # fmt: skip


def test_amounts_of_different_currencies_are_apart(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | currency_code | unit_price
        2024-05-01    | USD           | 10
        2024-05-01    | JPY           | 900
    """
    )
    shop.expect("sales_performance", """
        currency_code | net_amount | order_count
        JPY           | 900.00     | 1
        USD           | 10.00      | 1
    """, where="period_type = 'year' and dimension = 'all'")  # fmt: skip


BEST = """
    business_date | order_id | product_id | quantity | unit_price
    2024-05-01    | 1        | ball       | 1        | 30
    2024-05-01    | 2        | kite       | 2        | 10
    2024-05-01    | 3        | soap       | 1        | 20
    2024-05-01    | 4        | rope       | 1        | 5
    2024-05-02    | 5        | rope       | -1       | 5
    2024-05-01    | 6        | gone       | 1        | 125
"""


def test_the_best_products_share_a_rank_where_they_tie(shop: SmallShop) -> None:
    """Two ranks were asked for: both seconds are there. The unknown product is in the whole only."""
    shop.rule("rankings", top_products=2)
    shop.given(products="product_id\nball\nkite\nsoap\nrope", order_lines=BEST)
    shop.expect("top_products", """
        sales_rank | product_key | product_name | category_name | order_count | unit_count | net_amount | net_share | is_complete
        1          | pos:ball    | ball         | toys          | 1           | 1.0000     | 30.00      | 0.153846  | no
        2          | pos:kite    | kite         | toys          | 1           | 2.0000     | 20.00      | 0.102564  | no
        2          | pos:soap    | soap         | toys          | 1           | 1.0000     | 20.00      | 0.102564  | no
    """, where="period_type = 'month'")  # fmt: skip


def test_a_product_that_brought_nothing_is_not_among_the_best(shop: SmallShop) -> None:
    shop.given(products="product_id\nrope", order_lines=BEST)
    assert shop.rows_of("top_products", "period_type = 'month'") == []
    day = shop.built("top_products", "period_type = 'day'")
    assert [(row["product_name"], row["net_amount"]) for row in day] == [("rope", Decimal("5.00"))]


def test_an_empty_shop_has_no_sales_to_compare(shop: SmallShop) -> None:
    for table in ("sales_performance", "top_products"):
        assert shop.rows_of(table) == []
