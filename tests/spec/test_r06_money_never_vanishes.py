"""R6: a line whose customer, product, store or salesperson is unknown is kept and counted."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop

LINES = """
    business_date | customer_id | product_id | store_id | employee_id | unit_price
    2024-05-01    | ada         | ball       | 1        | 7           | 10
    2024-05-01    | nobody      | ball       | 1        | 7           | 20
    2024-05-01    | ada         | nothing    | 1        | 7           | 40
    2024-05-01    | ada         | ball       | -        | 7           | 80
    2024-05-01    | ada         | ball       | 1        | -           | 160
"""


def known(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | email\nada | ada@example.com",
        products="product_id\nball",
        stores="store_id | street_address | city\n1 | 5 Main St | Austin",
        employees="employee_id | full_name\n7 | Grace Hopper",
        order_lines=LINES,
    )


def test_an_unknown_product_is_a_member_of_its_own(shop: SmallShop) -> None:
    known(shop)
    shop.expect("sales_by_period", """
        dimension | member_key | member_name | category_name | net_amount | customer_count
        product   | pos:ball   | ball        | toys          | 270.00     | 1
        product   | unknown    | unknown     | unknown       | 40.00      | 1
        category  | toys       | toys        | toys          | 270.00     | 1
        category  | unknown    | unknown     | unknown       | 40.00      | 1
        all       | all        | all         | all           | 310.00     | 1
    """, where="period_type = 'day'")  # fmt: skip


def test_sales_without_store_or_salesperson_stay_unranked_and_unpaid(shop: SmallShop) -> None:
    known(shop)
    shop.expect("sales_team_data_mart", """
        store_id | sales_person_id | full_name    | total_sales | sales_rank | incentive
        1        | 7               | Grace Hopper | 70.00       | 1          | 0.70
        unknown  | 7               | Grace Hopper | 80.00       | -          | 0.00
        1        | unknown         | unknown      | 160.00      | -          | 0.00
    """)  # fmt: skip


def test_sales_without_a_store_stay_in_the_customer_mart(shop: SmallShop) -> None:
    known(shop)
    shop.expect("customer_data_mart", """
        customer_id | store_id | store_address     | total_sales
        ada         | 1        | 5 Main St, Austin | 210.00
        ada         | unknown  | -                 | 80.00
    """)  # fmt: skip


def test_every_sum_ties_with_silver(shop: SmallShop) -> None:
    known(shop)
    shop.given(reconciliation="""
        source_system | load_id | entity      | rows_read | rows_loaded | amount_read | amount_loaded | rows_quarantined | rows_superseded | rows_identical_dropped | amount_quarantined | amount_superseded | amount_identical_dropped
        pos           | 1       | order_lines | 5         | 5           | 310         | 310           | 0                | 0               | 0                      | 0                  | 0                 | 0
    """)  # fmt: skip
    shop.build("audits")
    assert shop.rows_of("audits", "verdict <> 'pass'") == []
