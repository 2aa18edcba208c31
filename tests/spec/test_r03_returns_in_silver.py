"""R3: which return records count is decided from what was delivered, in whatever state it is."""

from __future__ import annotations

from silver_shop import SilverShop

# Order 1 counts, 2 was cancelled, 3 was rejected, 4 waits for an answer, 5 was never delivered.
LINES = """
    order_id | product_id | business_date | quantity | unit_price | _fate
    1        | kite       | 2024-05-01    | 4        | 25         | loaded
    2        | kite       | 2024-05-01    | 4        | 25         | loaded
    3        | kite       | 2024-05-01    | 4        | 25         | quarantined
    4        | kite       | 2024-05-01    | 4        | 25         | held
"""


def test_a_return_waits_with_its_sale_and_is_cancelled_with_it(records: SilverShop) -> None:
    records.given(
        order_lines=LINES,
        orders="order_id | status\n1 | completed\n2 | cancelled",
        returns="return_id | order_id | product_id | amount\n"
        + "\n".join(f"r{order} | {order} | kite | 25" for order in (1, 2, 3, 4, 5)),
    )
    records.expect("return_records", """
        return_id | fate             | quantity | return_amount | amount_basis
        r1        | counted          | 1.0000   | 25.0000       | told
        r2        | sale_not_counted | 1.0000   | 25.0000       | told
        r3        | sale_not_loaded  | 1.0000   | 25.0000       | told
        r4        | sale_not_loaded  | 1.0000   | 25.0000       | told
        r5        | counted          | 1.0000   | 25.0000       | told
    """)  # fmt: skip
    records.expect("sales_and_returns", """
        order_line_key | order_key | named_order_key | quantity | net_amount | is_return
        web:1:1        | web:1     | web:1           | 4.0000   | 100.0000   | no
        record web:r1  | -         | web:1           | -1.0000  | -25.0000   | yes
        record web:r5  | -         | web:5           | -1.0000  | -25.0000   | yes
    """)  # fmt: skip


def test_the_calendar_reaches_a_return_of_the_next_year(records: SilverShop) -> None:
    records.given(
        order_lines="order_id | business_date\n1 | 2024-12-30",
        returns="return_id | order_id | returned_date\nr1 | 1 | 2025-01-07",
    )
    records.as_of = "2025-01-31"
    days = records.rows_of("calendar")
    assert {str(row["date_day"]) for row in days} >= {"2024-01-01", "2025-01-07"}


def test_a_return_on_a_mistyped_day_does_not_count_and_moves_no_date(records: SilverShop) -> None:
    records.given(
        order_lines="order_id | business_date\n"
        + "\n".join(f"{day} | 2024-05-{day:02}" for day in range(1, 21)),
        returns="""
            return_id | order_id | returned_date
            a         | 3        | 2924-05-21
            b         | 4        | 2024-05-29
        """,
    )
    records.expect("return_records", "return_id | fate\na | far_date\nb | counted")
    records.expect("as_of", "as_of_date\n2024-05-29")
