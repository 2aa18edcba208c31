"""Payments by way of paying, beside what the orders came to that were paid. R1, R4, R6"""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from random import Random

from small_shop import SmallShop

SALES = """
    business_date | order_id | line_number | store_id | quantity | unit_price | currency_code | status
    2024-03-04    | 1        | 1           | north    | 4        | 25         | EUR           | completed
    2024-03-04    | 1        | 2           | north    | 1        | 20         | EUR           | completed
    2024-03-20    | 2        | 1           | south    | 5        | 3          | EUR           | completed
    2024-03-21    | 3        | 1           | south    | 1        | 9          | EUR           | cancelled
    2024-04-02    | 4        | 1           | south    | 1        | 8          | CHF           | completed
"""
ORDERS = """
    order_id | currency_code | total_due_amount
    1        | EUR           | 142.80
    2        | EUR           | -
    3        | EUR           | 9
    4        | CHF           | 8
"""


def test_what_was_paid_stands_beside_what_the_orders_came_to(shop: SmallShop) -> None:
    """Order 1 in two ways and months, 2 not wholly, the cancelled 3 all the same, 9 of nobody."""
    shop.given(stores="store_id\nnorth\nsouth", order_lines=SALES, orders=ORDERS, payments="""
        payment_id | order_id | paid_date  | amount | payment_method | currency_code | store_id
        p1         | 1        | 2024-03-04 | 71.40  | card           | -             | -
        p2         | 1        | 2024-04-01 | 71.40  | transfer       | EUR           | -
        p3         | 2        | 2024-03-20 | 10     | card           | EUR           | north
        p4         | 3        | 2024-03-21 | 9      | card           | EUR           | -
        p5         | 4        | 2024-04-02 | 8      | cash           | -             | -
        p6         | 9        | 2024-04-02 | 1.50   | -              | CHF           | -
    """)  # fmt: skip
    shop.expect("payments_by_method", """
        period_label | store_key | payment_method | currency_code | payment_count | order_count | paid_amount | order_net_amount | order_total_amount | difference_amount
        2024-03      | pos:north | card           | EUR           | 2             | 2           | 81.40       | 75.00            | 86.40              | -5.00
        2024-03      | pos:south | card           | EUR           | 1             | 0           | 9.00        | 0.00             | 0.00               | 9.00
        2024-04      | pos:north | transfer       | EUR           | 1             | 1           | 71.40       | 60.00            | 71.40              | 0.00
        2024-04      | pos:south | cash           | CHF           | 1             | 1           | 8.00        | 8.00             | 8.00               | 0.00
        2024-04      | unknown   | unknown        | CHF           | 1             | 0           | 1.50        | 0.00             | 0.00               | 1.50
    """, where="period_type = 'month'")  # fmt: skip
    assert [row for row in shop.rows_of("audit_payments") if row["verdict"] != "pass"] == []


def test_money_given_back_lowers_what_was_paid_and_takes_no_part_of_the_order(
    shop: SmallShop,
) -> None:
    shop.given(
        order_lines="business_date | order_id | unit_price\n2024-03-04 | 1 | 100",
        payments="""
            payment_id | order_id | paid_date  | amount | payment_method
            p1         | 1        | 2024-03-04 | 100    | card
            p2         | 1        | 2024-03-04 | -30    | voucher
        """,
    )
    shop.expect("payments_by_method", """
        payment_method | payment_count | paid_amount | order_total_amount
        card           | 1             | 100.00      | 100.00
        voucher        | 1             | -30.00      | 0.00
    """, where="period_type = 'year'")  # fmt: skip


def test_a_payment_after_the_as_of_date_is_told_and_not_shown(shop: SmallShop) -> None:
    shop.given(
        order_lines="business_date | order_id | unit_price\n2024-03-04 | 1 | 100",
        payments="""
            payment_id | order_id | paid_date  | amount | payment_method
            p1         | 1        | 2024-03-04 | 60     | card
            p2         | 1        | 2024-03-09 | 40     | card
        """,
    )
    shop.expect(
        "payments_by_method",
        "paid_amount | order_total_amount\n60.00 | 100.00",
        where="period_type = 'day'",
    )
    shop.expect(
        "audit_payments",
        "scope | found | verdict\npayments | 1 | warn",
        where="verdict <> 'pass'",
    )


def test_orders_shared_out_over_many_payments_add_up_to_the_last_place(shop: SmallShop) -> None:
    """A hundred orders in thirds and sevenths, added up again by hand."""
    random = Random(5)
    lines, payments, expected = [], [], defaultdict(lambda: [Decimal(0), Decimal(0)])
    for order in range(100):
        price, day = Decimal(random.randint(1, 9999)) / 100, date(2024, random.randint(1, 12), 7)
        lines.append(f"{day} | {order} | {price}")
        parts = random.sample(["card", "cash", "voucher"], random.randint(1, 3))
        for method in parts:
            paid = Decimal(random.randint(1, 9999)) / 100
            payments.append(f"p{len(payments)} | {order} | {day} | {paid} | {method}")
            expected[day.month][0] += paid
        expected[day.month][1] += price
    shop.given(
        order_lines="business_date | order_id | unit_price\n" + "\n".join(lines),
        payments="payment_id | order_id | paid_date | amount | payment_method\n"
        + "\n".join(payments),
    )
    found: dict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    shop.build("payments_by_method")
    for row in shop.built("order_payments"):
        found[row["paid_date"].month][0] += row["paid_amount"]
        found[row["paid_date"].month][1] += row["order_net_amount"]
    assert found == expected
