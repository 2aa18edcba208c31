"""R3, R6, R7: orders whose lines do not agree lose nothing and block nothing."""

from __future__ import annotations

from silver_shop import SilverShop


def test_each_line_belongs_to_the_customer_and_the_day_that_it_names(records: SilverShop) -> None:
    records.given(
        orders="order_id | customer_id | business_date | channel | total_due_amount\n"
        "1 | C1 | 2024-03-01 | phone | 40\n2 | C3 | 2024-03-05 | web | 5",
        order_lines="""
            order_id | line_number | customer_id | business_date | unit_price
            1        | 1           | C1          | 2024-03-01    | 10
            1        | 2           | C2          | 2024-03-01    | 10
            1        | 3           | C1          | 2024-03-02    | 20
            2        | 1           | C3          | 2024-03-05    | 5
        """,
    )
    records.expect("order_lines", """
        order_key | customer_id | business_date | line_number | net_amount
        web:1     | C1          | 2024-03-01    | 1           | 10.0000
        web:1/2   | C2          | 2024-03-01    | 2           | 10.0000
        web:1/3   | C1          | 2024-03-02    | 3           | 20.0000
        web:2     | C3          | 2024-03-05    | 1           | 5.0000
    """)  # fmt: skip
    records.expect("orders", """
        order_key | business_date | channel | total_due_amount
        web:1     | 2024-03-01    | phone   | 40.0000
        web:1/2   | 2024-03-01    | phone   | -
        web:1/3   | 2024-03-02    | phone   | -
        web:2     | 2024-03-05    | web     | 5.0000
    """)  # fmt: skip
    records.expect("order_line_amounts", """
        order_key | total_due_amount
        web:1     | 10.0000
        web:1/2   | 10.0000
        web:1/3   | 20.0000
        web:2     | 5.0000
    """)  # fmt: skip


def test_a_line_that_names_nobody_belongs_to_whom_its_order_names(records: SilverShop) -> None:
    records.given(
        orders="order_id | customer_id | store_id\n1 | C1 | S1",
        order_lines="order_id | line_number | customer_id\n1 | 1 | C1\n1 | 2 | -",
    )
    records.expect("order_lines", "order_key | customer_id\nweb:1 | C1\nweb:1 | C1")


def test_an_order_in_two_currencies_is_one_in_each(records: SilverShop) -> None:
    records.given(
        order_lines="order_id | line_number | currency_code\n1 | 1 | EUR\n1 | 2 | USD",
        orders="order_id\n1",
    )
    records.expect("order_lines", "order_key | currency_code\nweb:1 | EUR\nweb:1/2 | USD")


def test_lines_with_one_number_are_counted_anew_and_others_keep_theirs(
    records: SilverShop,
) -> None:
    records.given(
        order_lines="""
            order_id | line_number | unit_price
            1        | 1           | 10
            1        | 1           | 20
            1        | 4           | 30
            2        | 10          | 40
            2        | 20          | 50
        """,
    )
    records.expect("order_lines", """
        order_line_key | net_amount
        web:1:1        | 10.0000
        web:1:2        | 20.0000
        web:1:3        | 30.0000
        web:2:10       | 40.0000
        web:2:20       | 50.0000
    """)  # fmt: skip
