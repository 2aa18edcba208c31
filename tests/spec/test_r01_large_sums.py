"""R1: sums, quotients and shares carry 10^15 of money and 10^12 units, to the last digit."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

import pytest
from small_shop import SmallShop

LINES = """
    business_date | order_id | line_number | customer_id | store_id | quantity     | unit_price  | discount_amount
    2024-05-01    | 1        | 1           | ada         | 1        | 600000000000 | 1000        | 0
    2024-05-02    | 2        | 1           | bob         | 1        | 399999999999 | 1000        | 0
    2024-05-03    | 3        | 1           | bob         | 1        | 1            | 1000.37     | 0
    2024-05-04    | 4        | 1           | bob         | 1        | 0.0001       | 99999999999 | 0.01
"""


@pytest.fixture
def sales(shop: SmallShop) -> SmallShop:
    shop.given(
        customers="customer_id | country_code | state_code\nada | US | NY\nbob | US | NY",
        stores="store_id | store_name\n1 | Harbour",
        order_lines=LINES,
        orders="order_id | channel\n1 | store\n2 | store\n3 | store\n4 | store",
    )
    return shop


def test_a_month_of_a_thousand_trillions(sales: SmallShop) -> None:
    sales.expect("sales_performance", """
        unit_count         | net_amount          | gross_amount        | average_order_amount | units_per_order     | price_per_unit
        1000000000000.0001 | 1000000010000000.36 | 1000000010000000.37 | 250000002500000.09   | 250000000000.000025 | 1000.000010
    """, where="period_type = 'month' and dimension = 'all'")  # fmt: skip


def test_a_quotient_of_a_small_and_a_large_sum(sales: SmallShop) -> None:
    sales.expect("sales_performance", """
        period_label | unit_count | price_per_unit
        2024-05-03   | 1.0000     | 1000.370000
        2024-05-04   | 0.0001     | 99999999899.000000
    """, where="period_type = 'day' and dimension = 'all' and period_label > '2024-05-02'")  # fmt: skip


def test_an_order_is_shared_out_over_its_payments(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | order_id | line_number | quantity   | unit_price
        2024-05-01    | 1        | 1           | 6000000000 | 1000
        """,
        orders="order_id | channel\n1 | store",
        payments="""
        payment_id | order_id | paid_date  | amount           | payment_method | currency_code
        1          | 1        | 2024-05-01 | 4000000000000.25 | card           | USD
        2          | 1        | 2024-05-01 | 1999999999999.75 | cash           | USD
        """,
    )
    shop.expect("order_payments", """
        payment_method | paid_amount      | order_net_amount
        card           | 4000000000000.2500 | 4000000000000.2500
        cash           | 1999999999999.7500 | 1999999999999.7500
    """)  # fmt: skip


def test_no_audit_overflows(sales: SmallShop) -> None:
    for audit in ("audit_sales_performance", "audit_sales_by_period"):
        assert sales.rows_of(audit, "verdict = 'fail'") == []
