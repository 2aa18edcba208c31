"""R26: every audience can see how fresh a source is, and what of it is held back."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from small_shop import SmallShop


def test_what_is_held_back_is_told_with_rows_money_and_days(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
            business_date | order_id | line_number
            2024-05-02    | 1        | 1
        """,
        reconciliation="""
            source_system | load_id                       | entity      | rows_loaded | rows_held | amount_held
            pos           | 20240502T080000000000Z-000-ab | orders      | 1           | 1         | 0
            pos           | 20240503T080000000000Z-000-cd | order_lines | 1           | 2         | 30
            web           | 20240504T080000000000Z-000-ef | order_lines | 0           | 4         | 45.5
        """,
        open_questions="""
            source_system | entity      | question       | effect      | row_count | amount | first_date | last_date
            pos           | orders      | tax.price      | held        | 1         | 30     | 2024-05-03 | 2024-05-03
            pos           | order_lines | tax.price      | held        | 2         | 30     | 2024-05-03 | 2024-05-03
            pos           | orders      | status.On hold | not counted | 3         | 7      | 2024-04-30 | 2024-05-01
            pos           | order_lines | date.far       | told        | 1         | 1      | 2099-01-01 | 2099-01-01
            web           | orders      | status.9       | held        | 4         | 45.5   | 2024-05-01 | 2024-05-04
        """,
    )  # fmt: skip
    shop.expect("data_freshness", """
        source_system | is_published | last_delivery_date | last_business_date | rows_held | amount_held | first_held_date | last_held_date | question_count | questions
        pos           | yes          | 2024-05-03         | 2024-05-02         | 6         | 37.00       | 2024-04-30      | 2024-05-03     | 2              | status.On hold; tax.price
        web           | no           | 2024-05-04         | -                  | 4         | 45.50       | 2024-05-01      | 2024-05-04     | 1              | status.9
    """)  # fmt: skip


def test_a_source_without_a_question_holds_nothing_back(shop: SmallShop) -> None:
    shop.given(reconciliation="""
        source_system | load_id                       | entity    | rows_loaded
        crm           | 20240502T080000000000Z-000-ab | customers | 7
    """)  # fmt: skip
    shop.expect("data_freshness", """
        source_system | is_published | rows_held | amount_held | question_count | questions | last_business_date
        crm           | yes          | 0         | 0.00        | 0              | -         | -
    """)  # fmt: skip
