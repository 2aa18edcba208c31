"""R1: amounts are decimals, rounded half up once at the end; currencies are never added."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pytest
from small_shop import SmallShop


def test_amounts_are_rounded_half_up_once_at_the_end(shop: SmallShop) -> None:
    """Three times 0.335 is 1.005, thus 1.01. As floats, or line by line, it would be 1.00 or 1.02."""
    shop.given(
        order_lines="""
        business_date | quantity | unit_price
        2024-05-01    | 1        | 0.3350
        2024-05-01    | 1        | 0.3350
        2024-05-01    | 1        | 0.3350
        2024-06-01    | -1       | 1.0050
    """
    )
    shop.expect("sales_by_period", """
        period_label | net_amount | return_amount
        2024-05      | 1.01       | 0.00
        2024-06      | -1.01      | 1.01
    """, where="period_type = 'month' and dimension = 'all'")  # fmt: skip


def test_currencies_are_kept_apart(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | currency_code | unit_price
        2024-05-01    | USD           | 10
        2024-05-01    | EUR           | 7
        2024-05-02    | EUR           | 1
    """
    )
    shop.expect("sales_by_period", """
        currency_code | order_count | net_amount
        USD           | 1           | 10.00
        EUR           | 2           | 8.00
    """, where="period_type = 'year' and dimension = 'all'")  # fmt: skip


def test_rates_are_exact_to_the_last_digit(shop: SmallShop) -> None:
    """Quotients whose seventh digit decides, of both signs, small and large, against Decimal."""
    pairs = [
        ("3", "2"), ("1", "3"), ("2", "3"), ("0.0001", "99999999.9999"), ("64", "63.9999"),
        ("1", "128"), ("1", "6400000"), ("3000003", "2000000"), ("999999999.9999", "0.07"),
        ("5000000005.5", "4000000000.4"), ("7", "11000000"), ("0.0001", "200"), ("300.0003", "200"),
    ]  # fmt: skip
    lines = ["business_date | product_id | unit_price"]
    for number, (net, previous) in enumerate(pairs):
        lines += [f"2023-06-01 | p{number} | {previous}", f"2024-06-01 | p{number} | {net}"]
    shop.given(order_lines="\n".join(lines))
    shop.given(products="product_id\n" + "\n".join(f"p{n}" for n in range(len(pairs))))
    rows = shop.rows_of("sales_by_period", "period_label = '2024' and dimension = 'product'")
    found = {row["member_name"]: row["net_change_rate"] for row in rows}
    assert found == {f"p{n}": change(*map(Decimal, pair)) for n, pair in enumerate(pairs)}


def change(net: Decimal, previous: Decimal) -> Decimal:
    return ((net - previous) / previous).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def test_a_customer_with_two_currencies_is_one_row_in_the_main_one(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id\nada",
        contact_points="customer_id | email\nada | ada@example.com",
        order_lines="""
            business_date | customer_id | currency_code | unit_price
            2024-05-01    | ada         | EUR           | 10
            2024-05-02    | ada         | EUR           | 10
            2024-05-03    | ada         | USD           | 500
        """,
    )
    shop.expect("marketing_contacts", """
        customer_id | order_count | spend_amount | currency_code | last_purchase_date
        ada         | 3           | 20.00        | EUR           | 2024-05-03
    """)  # fmt: skip


def test_an_amount_is_rounded_to_the_smallest_unit_of_its_own_currency(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
            business_date | currency_code | quantity | unit_price
            2024-03-01    | BHD           | 3        | 0.4455
            2024-03-01    | KRW           | 3        | 1200.5
            2024-03-01    | EUR           | 3        | 0.335
            2024-04-01    | BHD           | -1       | 0.4455
        """,
    )
    shop.expect("sales_by_period", """
        period_label | currency_code | gross_amount | return_amount | net_amount | net_change_rate
        2024         | BHD           | 1.337        | 0.446         | 0.891      | -
        2024         | KRW           | 3602.00      | 0.00          | 3602.00    | -
        2024         | EUR           | 1.01         | 0.00          | 1.01       | -
    """, where="dimension = 'all' and period_type = 'year'")  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "average", "incentive"),
    [("BHD", "33.335", "0.667"), ("JPY", "33.00", "1.00"), ("USD", "33.34", "0.67")],
)
def test_an_average_and_an_incentive_end_with_the_smallest_unit_too(
    shop: SmallShop, currency: str, average: str, incentive: str
) -> None:
    shop.currency = currency
    shop.given(
        customers="customer_id\nada",
        stores="store_id\n1",
        employees="employee_id\n7",
        order_lines=f"""
            business_date | customer_id | store_id | employee_id | currency_code | unit_price
            2024-03-01    | ada         | 1        | 7           | {currency}   | 33.345
            2024-03-02    | ada         | 1        | 7           | {currency}   | 33.325
        """,
    )
    shop.expect("customer_analysis", f"average_order_amount\n{average}")
    shop.expect("sales_team_data_mart", f"incentive\n{incentive}")


def test_audits_judge_each_currency_by_its_own_smallest_unit(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
            business_date | currency_code | unit_price
            2024-03-01    | KWD           | 1.2344
            2024-03-02    | JPY           | 99.5000
        """,
    )
    assert {row["verdict"] for row in shop.rows_of("audit_sales_by_period")} == {"pass"}
    right = shop.engine.read("select * from gold.sales_by_period").read_all()
    fil = Decimal("0.001")
    wrong = [{**row, "net_amount": row["net_amount"] + fil} for row in right.to_pylist()]
    dinars = [row for row in wrong if row["currency_code"] == "KWD"]
    yen = [row for row in right.to_pylist() if row["currency_code"] == "JPY"]
    shop.engine.write("gold", "sales_by_period", pa.Table.from_pylist(dinars + yen, right.schema))
    shop.run("audit_sales_by_period")
    assert "fail" in {row["verdict"] for row in shop.built("audit_sales_by_period")}
