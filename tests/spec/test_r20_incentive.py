"""R20: the best of a store and month gets 1 % of their own net sales, half up to the cent."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop

TEAM = """
    employee_id | full_name    | is_manager
    7           | Grace Hopper | no
    8           | Alan Turing  | yes
    9           | Ada Lovelace | no
"""


def test_rank_1_of_each_store_and_month_is_paid(shop: SmallShop) -> None:
    shop.given(
        employees=TEAM,
        order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 7           | 100
        2024-05-30    | 1        | 7           | 150
        2024-05-03    | 1        | 8           | 200
        2024-06-01    | 1        | 8           | 50
        2024-05-03    | 2        | 9           | 20
    """,
    )
    shop.expect("sales_team_data_mart", """
        store_id | sales_person_id | full_name    | sales_month | total_sales | sales_rank | incentive
        1        | 7               | Grace Hopper | 2024-05-01  | 250.00      | 1          | 2.50
        1        | 8               | Alan Turing  | 2024-05-01  | 200.00      | 2          | 0.00
        1        | 8               | Alan Turing  | 2024-06-01  | 50.00       | 1          | 0.50
        2        | 9               | Ada Lovelace | 2024-05-01  | 20.00       | 1          | 0.20
    """)  # fmt: skip


def test_all_who_tie_for_rank_1_are_paid(shop: SmallShop) -> None:
    """A row number would pay one of them, and which one would be chance."""
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 7           | 100
        2024-05-02    | 1        | 8           | 60
        2024-05-03    | 1        | 8           | 40
        2024-05-02    | 1        | 9           | 99.99
    """
    )
    shop.rule("incentive", rates=[0.01, 0.005])
    shop.expect("sales_team_data_mart", """
        sales_person_id | full_name | sales_rank | incentive
        7               | unknown   | 1          | 1.00
        8               | unknown   | 1          | 1.00
        9               | unknown   | 3          | 0.00
    """)  # fmt: skip


def test_incentives_are_rounded_half_up_on_decimals(shop: SmallShop) -> None:
    """1 % of 100.50 is 1.005: 1.01 half up, 1.00 as a float; 1 % of 50.50 is 0.505, half even 0.50."""
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 7           | 100.50
        2024-05-02    | 2        | 8           | 50.50
        2024-05-02    | 3        | 9           | 0.49
    """
    )
    shop.expect("sales_team_data_mart", """
        store_id | total_sales | incentive
        1        | 100.50      | 1.01
        2        | 50.50       | 0.51
        3        | 0.49        | 0.00
    """)  # fmt: skip


def test_returns_of_the_month_lower_sales_and_rank(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | quantity | unit_price
        2024-05-02    | 1        | 7           | 1        | 100
        2024-05-20    | 1        | 7           | -1       | 60
        2024-05-02    | 1        | 8           | 1        | 50
    """
    )
    shop.expect("sales_team_data_mart", """
        sales_person_id | total_sales | sales_rank | incentive
        8               | 50.00       | 1          | 0.50
        7               | 40.00       | 2          | 0.00
    """)  # fmt: skip


def test_the_best_of_a_month_of_returns_is_paid_nothing(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | quantity
        2024-05-02    | 1        | 7           | -1
    """
    )
    shop.expect("sales_team_data_mart", """
        sales_person_id | total_sales | sales_rank | incentive
        7               | -10.00      | 1          | 0.00
    """)  # fmt: skip


def test_ranks_and_incentives_are_per_currency(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | currency_code | unit_price
        2024-05-02    | 1        | 7           | USD           | 100
        2024-05-02    | 1        | 8           | JPY           | 9000
        2024-05-02    | 1        | 8           | USD           | 50
    """
    )
    shop.expect("sales_team_data_mart", """
        sales_person_id | currency_code | sales_rank | incentive
        7               | USD           | 1          | 1.00
        8               | USD           | 2          | 0.00
        8               | JPY           | 1          | 90.00
    """)  # fmt: skip


def test_the_same_ids_in_two_sources_are_two_stores(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | source_system | store_id | employee_id | unit_price
        2024-05-02    | pos           | 1        | 7           | 100
        2024-05-02    | web           | 1        | 7           | 300
    """
    )
    shop.expect("sales_team_data_mart", """
        source_system | total_sales | sales_rank | incentive
        pos           | 100.00      | 1          | 1.00
        web           | 300.00      | 1          | 3.00
    """)  # fmt: skip


def test_managers_can_be_left_out_and_a_minimum_set(shop: SmallShop) -> None:
    """The manager sold most; without managers the next one is the first."""
    shop.rule("incentive", include_managers=False, minimum_sales=40)
    shop.given(
        employees=TEAM,
        order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 8           | 500
        2024-05-02    | 1        | 7           | 40
        2024-05-02    | 2        | 9           | 39.99
    """,
    )
    shop.expect("sales_team_data_mart", """
        sales_person_id | sales_rank | incentive
        8               | -          | 0.00
        7               | 1          | 0.40
        9               | 1          | 0.00
    """)  # fmt: skip


def test_every_incentive_is_explained_line_by_line(shop: SmallShop) -> None:
    shop.given(
        products="product_id | product_name\nball | Ball",
        order_lines="""
            business_date | order_id | line_number | store_id | employee_id | product_id | quantity | unit_price
            2024-05-02    | 1        | 1           | 1        | 7           | ball       | 1        | 100.1250
            2024-05-02    | 1        | 2           | 1        | 7           | gone       | 2        | 50
            2024-05-09    | 2        | 1           | 1        | 7           | ball       | -1       | 20
            2024-06-09    | 3        | 1           | 1        | 9           | ball       | 1        | 30
            2024-05-09    | 4        | 1           | 1        | 8           | ball       | 1        | 10
        """,
    )
    shop.expect("sales_team_incentive_lines", """
        sales_person_id | sales_month | order_id | line_number | product_name | net_amount | incentive_rate | incentive | total_sales
        7               | 2024-05-01  | 1        | 1           | Ball         | 100.1250   | 0.010000       | 1.80      | 180.13
        7               | 2024-05-01  | 1        | 2           | unknown      | 100.0000   | 0.010000       | 1.80      | 180.13
        7               | 2024-05-01  | 2        | 1           | Ball         | -20.0000   | 0.010000       | 1.80      | 180.13
        9               | 2024-06-01  | 3        | 1           | Ball         | 30.0000    | 0.010000       | 0.30      | 30.00
    """)  # fmt: skip
