"""R20, R23: who sold most in a store, and in all of them."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop

TEAM = "employee_id | full_name | is_manager\n7 | Grace Hopper | no\n8 | Alan Turing | yes"


def test_people_are_ranked_in_their_store_and_over_all_stores(shop: SmallShop) -> None:
    """Grace is second in both of her stores and first over all: 60 + 70 against 100 and 80."""
    shop.given(
        employees=TEAM,
        stores="store_id | store_name\n1 | Harbour",
        order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 7           | 60
        2024-05-02    | 2        | 7           | 70
        2024-05-03    | 1        | 8           | 100
        2024-05-03    | 2        | 9           | 80
        2024-05-03    | 1        | -           | 40
        2024-05-03    | -        | 9           | 5
    """,
    )
    shop.expect("staff_ranking", """
        store_id | store_name | sales_person_id | full_name    | is_manager | total_sales | store_share | store_rank | all_stores_sales | overall_rank
        1        | Harbour    | 7               | Grace Hopper | no         | 60.00       | 0.300000    | 2          | 130.00           | 1
        2        | unknown    | 7               | Grace Hopper | no         | 70.00       | 0.466667    | 2          | 130.00           | 1
        1        | Harbour    | 8               | Alan Turing  | yes        | 100.00      | 0.500000    | 1          | 100.00           | 2
        2        | unknown    | 9               | unknown      | no         | 80.00       | 0.533333    | 1          | 85.00            | 3
        1        | Harbour    | unknown         | unknown      | no         | 40.00       | 0.200000    | -          | 40.00            | -
        unknown  | unknown    | 9               | unknown      | no         | 5.00        | 1.000000    | -          | 85.00            | 3
    """)  # fmt: skip


def test_ties_share_a_rank_and_months_and_currencies_are_apart(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | store_id | employee_id | currency_code | quantity | unit_price
        2024-05-02    | 1        | 7           | USD           | 1        | 50
        2024-05-02    | 1        | 8           | USD           | 1        | 50
        2024-05-02    | 2        | 9           | USD           | 1        | 40
        2024-05-02    | 1        | 9           | JPY           | 1        | 900
        2024-06-02    | 1        | 9           | USD           | -1       | 3
    """
    )
    shop.expect("staff_ranking", """
        sales_month | currency_code | store_id | sales_person_id | store_share | store_rank | overall_rank
        2024-05-01  | USD           | 1        | 7               | 0.500000    | 1          | 1
        2024-05-01  | USD           | 1        | 8               | 0.500000    | 1          | 1
        2024-05-01  | USD           | 2        | 9               | 1.000000    | 1          | 3
        2024-05-01  | JPY           | 1        | 9               | 1.000000    | 1          | 1
        2024-06-01  | USD           | 1        | 9               | -           | 1          | 1
    """)  # fmt: skip


def test_managers_are_ranked_though_the_incentive_leaves_them_out(shop: SmallShop) -> None:
    shop.rule("incentive", include_managers=False)
    shop.given(employees=TEAM, order_lines="""
        business_date | store_id | employee_id | unit_price
        2024-05-02    | 1        | 7           | 50
        2024-05-02    | 1        | 8           | 60
    """)  # fmt: skip
    shop.expect("staff_ranking", "sales_person_id | store_rank\n8 | 1\n7 | 2")
