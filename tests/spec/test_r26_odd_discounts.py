"""R2, R26: a discount of more than its line costs, or below 0, is never taken without a word."""

from __future__ import annotations

from silver_shop import SilverShop

LINES = """
    order_id | quantity | unit_price | discount_rate | discount_amount
    1        | 2        | 10         | 1             | -
    2        | 2        | 10         | 1.5           | -
    3        | 1        | 10         | -             | -3
    4        | -1       | 10         | -             | -3
    5        | 1        | 10         | -             | 10.01
"""


def test_discounts_beyond_the_price_are_asked_with_the_orders(records: SilverShop) -> None:
    records.given(order_lines=LINES)
    records.expect(
        "open_questions",
        """
        question               | entity      | effect  | row_count | amount  | examples
        discounts.beyond_price | order_lines | differs | 2         | 27.0000 | 2, 3
    """,
    )
