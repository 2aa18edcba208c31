"""R3: what was sold of each product, what came back, what moved, and what prices and stock did."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from small_shop import SmallShop

GOODS = "product_id | category_name | subcategory_name\nball | toys | outdoor\nkite | toys | outdoor\nsoap | care | unknown"


def test_units_revenue_and_returns_of_products_and_of_what_they_belong_to(shop: SmallShop) -> None:
    """A return told as a line and as a record is one; an unknown product is a member without a rank."""
    shop.given(
        products=GOODS,
        order_lines="""
        business_date | order_id | product_id | quantity | unit_price
        2024-05-01    | 1        | ball       | 40       | 2
        2024-05-02    | 2        | kite       | 100      | 1
        2024-05-02    | 3        | soap       | 29       | 1
        2024-05-02    | 4        | gone       | 60       | 1
        2024-05-01    | 1        | ball       | -4       | 2
    """,
        returns="""
        return_id | order_id | product_id | returned_date | quantity
        r1        | 1        | ball       | 2024-05-01    | 4
        r2        | -        | kite       | 2024-05-02    | 5
        r3        | -        | kite       | 2024-05-02    | 1
        r4        | -        | soap       | 2024-05-02    | 29
        r5        | -        | kite       | 2024-05-03    | 90
    """,
    )
    shop.as_of = date(2024, 5, 2)
    shop.rows["order_lines"][4]["line_number"] = "2"
    shop.expect("product_demand", """
        dimension   | member_key     | member_name | category_name | subcategory_name | order_count | unit_count | net_amount | net_share | return_count | returned_unit_count | return_rate | return_rate_from | return_rate_to | return_rank
        all         | all            | all         | all           | all              | 4           | 229.0000   | 226.00     | 1.000000  | 4            | 39.0000             | 0.170306    | 0.127157         | 0.224333       | -
        category    | care           | care        | care          | care             | 1           | 29.0000    | 0.00       | 0.000000  | 1            | 29.0000             | 1.000000    | 0.883030         | 1.000000       | -
        category    | toys           | toys        | toys          | toys             | 2           | 140.0000   | 166.00     | 0.734513  | 3            | 10.0000             | 0.071429    | 0.039258         | 0.126490       | 1
        category    | unknown        | unknown     | unknown       | unknown          | 1           | 60.0000    | 60.00      | 0.265487  | 0            | 0.0000              | 0.000000    | 0.000000         | 0.060172       | -
        product     | pos:ball       | ball        | toys          | outdoor          | 1           | 40.0000    | 72.00      | 0.318584  | 1            | 4.0000              | 0.100000    | 0.039580         | 0.230518       | 1
        product     | pos:kite       | kite        | toys          | outdoor          | 1           | 100.0000   | 94.00      | 0.415929  | 2            | 6.0000              | 0.060000    | 0.027786         | 0.124768       | 2
        product     | pos:soap       | soap        | care          | unknown          | 1           | 29.0000    | 0.00       | 0.000000  | 1            | 29.0000             | 1.000000    | 0.883030         | 1.000000       | -
        product     | unknown        | unknown     | unknown       | unknown          | 1           | 60.0000    | 60.00      | 0.265487  | 0            | 0.0000              | 0.000000    | 0.000000         | 0.060172       | -
        subcategory | care / unknown | unknown     | care          | unknown          | 1           | 29.0000    | 0.00       | 0.000000  | 1            | 29.0000             | 1.000000    | 0.883030         | 1.000000       | -
        subcategory | toys / outdoor | outdoor     | toys          | outdoor          | 2           | 140.0000   | 166.00     | 0.734513  | 3            | 10.0000             | 0.071429    | 0.039258         | 0.126490       | 1
        subcategory | unknown / unknown | unknown  | unknown       | unknown          | 1           | 60.0000    | 60.00      | 0.265487  | 0            | 0.0000              | 0.000000    | 0.000000         | 0.060172       | -
    """)  # fmt: skip


def test_six_of_51_do_not_beat_400_of_4000_by_luck(shop: SmallShop) -> None:
    """6/51 is the higher rate (0.1176 against 0.1) and the less certain one."""
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity\n2024-05-01 | ball | 51\n2024-05-01 | kite | 4000",
        returns="return_id | product_id | returned_date | quantity\n1 | ball | 2024-05-01 | 6\n2 | kite | 2024-05-01 | 400",
    )
    shop.expect("product_demand", """
        member_key | return_rate | return_rate_from | return_rate_to | return_rank
        pos:ball   | 0.117647    | 0.055051         | 0.233808       | 2
        pos:kite   | 0.100000    | 0.091083         | 0.109684       | 1
    """, where="dimension = 'product'")  # fmt: skip


def test_goods_sold_before_the_data_come_back_without_a_rate_above_its_interval(
    shop: SmallShop,
) -> None:
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity\n2024-05-01 | ball | 1\n2024-05-01 | kite | -2",
        returns="return_id | product_id | returned_date | quantity\n1 | ball | 2024-05-01 | 3",
    )
    shop.expect("product_demand", """
        member_key | unit_count | net_amount | return_count | returned_unit_count | return_rate | return_rate_from | return_rate_to | return_rank
        pos:ball   | 1.0000     | -20.00     | 1            | 3.0000              | 3.000000    | 0.206549         | 1.000000       | -
        pos:kite   | 0.0000     | -20.00     | 1            | 2.0000              | -           | -                | -              | -
    """, where="dimension = 'product'")  # fmt: skip


def test_movers_up_and_down_of_the_last_complete_month(shop: SmallShop) -> None:
    """May is not over on the 20th: April is compared with March. Equal changes share a rank."""
    shop.given(
        products=f"{GOODS}\nrope | toys | outdoor\nhoop | toys | outdoor",
        order_lines="""
        business_date | product_id | quantity
        2024-03-10    | ball       | 1
        2024-03-10    | soap       | 5
        2024-03-10    | rope       | 2
        2024-03-10    | hoop       | 1
        2024-04-10    | ball       | 3
        2024-04-11    | kite       | 2
        2024-04-11    | rope       | 2
        2024-04-11    | gone       | 9
        2024-04-11    | hoop       | -1
        2024-05-20    | soap       | 99
    """,
    )
    shop.expect("product_movers", """
        member_key | month_start_date | previous_month_start_date | movement  | mover_rank | unit_count | previous_unit_count | net_amount | previous_net_amount | net_change_amount | net_change_rate
        pos:ball   | 2024-04-01       | 2024-03-01                | up        | 1          | 3.0000     | 1.0000              | 30.00      | 10.00               | 20.00             | 2.000000
        pos:hoop   | 2024-04-01       | 2024-03-01                | down      | 2          | 0.0000     | 1.0000              | -10.00     | 10.00               | -20.00            | -2.000000
        pos:kite   | 2024-04-01       | 2024-03-01                | up        | 1          | 2.0000     | 0.0000              | 20.00      | 0.00                | 20.00             | -
        pos:rope   | 2024-04-01       | 2024-03-01                | unchanged | -          | 2.0000     | 2.0000              | 20.00      | 20.00               | 0.00              | 0.000000
        pos:soap   | 2024-04-01       | 2024-03-01                | down      | 1          | 0.0000     | 5.0000              | 0.00       | 50.00               | -50.00            | -1.000000
        unknown    | 2024-04-01       | 2024-03-01                | up        | -          | 9.0000     | 0.0000              | 90.00      | 0.00                | 90.00             | -
    """, where="dimension = 'product'")  # fmt: skip


def sold(day: int, price: str, units: int = 1, product: str = "ball") -> str:
    return f"{date(2024, 1, 1) + timedelta(days=day)} | {product} | {units} | {price}"


def test_a_price_change_and_what_was_sold_before_and_after_it(shop: SmallShop) -> None:
    """Days 0 to 39 at 10, one slip at 1, from day 40 at 8; as of day 49: 28 days before, 10 after."""
    lines = [sold(day, "10") for day in range(0, 40, 2)]
    lines += [sold(21, "1"), *(sold(day, "8", units=3) for day in range(40, 50))]
    lines += [sold(day, "5", product="soap") for day in range(5)]
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity | unit_price\n" + "\n".join(lines),
    )
    shop.expect("price_changes", """
        product_key | change_date | last_old_price_date | old_price | new_price | price_change_rate | days_before | days_after | units_before | units_after | units_per_day_before | units_per_day_after | is_complete
        pos:ball    | 2024-02-10  | 2024-02-08          | 10.000000 | 8.000000  | -0.200000         | 28          | 10         | 15.0000      | 30.0000     | 0.535714             | 3.000000            | no
    """)  # fmt: skip


def test_the_price_of_a_day_is_the_one_at_which_most_units_were_sold(shop: SmallShop) -> None:
    lines = [sold(day, price, units) for day in range(6) for price, units in [("9", 1), ("7", 2)]]
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity | unit_price\n" + "\n".join(lines),
    )
    assert shop.rows_of("price_changes") == []
    (run,) = shop.built("price_runs")
    assert (run["unit_price"], run["selling_day_count"]) == (Decimal("7.0000"), 6)


def test_stock_by_the_last_count_and_how_long_it_lasts(shop: SmallShop) -> None:
    """Ten days of data sold 20 balls: 2 a day, and 9 + 4 are left. A later count stands in for none."""
    shop.as_of = date(2024, 5, 10)
    shop.given(
        products=GOODS,
        order_lines="""
        business_date | product_id | quantity
        2024-05-01    | ball       | 15
        2024-05-10    | ball       | 5
        2024-05-10    | ball       | -1
        2024-05-10    | gone       | 5
    """,
        inventory="""
        store_id | product_id | stock_date | quantity
        1        | ball       | 2024-05-01 | 50
        1        | ball       | 2024-05-09 | 9
        1        | ball       | 2024-05-11 | 90
        2        | ball       | 2024-05-20 | 4
        2        | ball       | 2024-05-30 | 70
        1        | kite       | 2024-05-09 | 3
        1        | lost       | 2024-05-09 | 1
    """,
    )
    shop.expect("product_stock_cover", """
        product_key | stock_unit_count | stock_place_count | recent_unit_count | units_per_day | cover_days | oldest_count_date | newest_count_date | is_counted_later
        pos:ball    | 13.0000          | 2                 | 20.0000           | 2.000000      | 6.50       | 2024-05-09        | 2024-05-20        | yes
        pos:kite    | 3.0000           | 1                 | 0.0000            | 0.000000      | -          | 2024-05-09        | 2024-05-09        | no
        unknown     | 1.0000           | 1                 | 0.0000            | -             | -          | 2024-05-09        | 2024-05-09        | no
    """)  # fmt: skip


def test_what_vendors_took_back_is_no_return_of_a_customer(shop: SmallShop) -> None:
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity\n2024-05-10 | ball | 50",
        purchase_receipts="""
        receipt_id | product_id | vendor_id | received_date | ordered_quantity | received_quantity | rejected_quantity
        1          | ball       | v         | 2024-05-01    | 10               | 9                 | 3
        2          | ball       | v         | 2024-05-02    | 10               | 3                 | -
        3          | lost       | -         | -             | 1                | 0                 | 0
        4          | ball       | v         | 2024-05-11    | 99               | 99                | 99
    """,
    )
    shop.expect("vendor_rejections", """
        product_key | vendor_id | product_name | receipt_count | ordered_unit_count | received_unit_count | rejected_unit_count | rejection_rate | first_received_date | last_received_date
        pos:ball    | v         | ball         | 2             | 20.0000            | 12.0000             | 3.0000              | 0.250000       | 2024-05-01          | 2024-05-02
        unknown     | unknown   | unknown      | 1             | 1.0000             | 0.0000              | 0.0000              | -              | -                   | -
    """)  # fmt: skip
    shop.build("product_demand")
    back = shop.built("product_demand", "dimension = 'all'")
    assert [(row["return_count"], row["returned_unit_count"]) for row in back] == [(0, 0)]


def test_an_empty_shop_has_no_demand(shop: SmallShop) -> None:
    shop.build("product_demand", "product_movers", "price_changes", "product_stock_cover", "vendor_rejections")  # fmt: skip
    for table in ("product_demand", "product_movers", "price_changes", "product_stock_cover", "vendor_rejections"):  # fmt: skip
        assert shop.built(table) == []


def test_stock_and_receipts_of_a_shop_that_sold_nothing_are_there(shop: SmallShop) -> None:
    shop.given(
        products=GOODS,
        inventory="store_id | product_id | stock_date | quantity\n1 | ball | 2024-05-01 | 2",
        purchase_receipts="receipt_id | product_id | vendor_id | received_quantity\n1 | ball | v | 2",
    )
    shop.build("product_stock_cover", "vendor_rejections")
    (stock,) = shop.built("product_stock_cover")
    assert (stock["stock_unit_count"], stock["cover_days"], stock["is_counted_later"]) == (2, None, True)  # fmt: skip
    assert len(shop.built("vendor_rejections")) == 1


Rows = list[dict[str, Any]]
MISTAKES: dict[str, Callable[[Rows], Rows]] = {
    "product_movers": lambda rows: [row for row in rows if row["movement"] != "down"],
    "price_changes": lambda rows: [{**row, "units_after": Decimal("1.0000")} for row in rows],
}


def test_a_mover_forgotten_and_units_lost_around_a_change_are_noticed(shop: SmallShop) -> None:
    """January is compared with nothing; February, the last whole month, sold less of the ball."""
    lines = [sold(day, "10", units=2) for day in range(0, 31, 3)]
    lines += [sold(day, "5") for day in range(31, 60, 3)]
    shop.given(
        products=GOODS,
        order_lines="business_date | product_id | quantity | unit_price\n" + "\n".join(lines),
    )
    shop.as_of = date(2024, 2, 29)
    audits = {table: f"audit_{table}" for table in MISTAKES}
    shop.build(*audits.values())
    for audit in audits.values():
        assert {row["verdict"] for row in shop.built(audit)} == {"pass"}
    for table, spoil in MISTAKES.items():
        right = shop.engine.read(f"select * from gold.{table}").read_all()
        wrong = pa.Table.from_pylist(spoil(right.to_pylist()), schema=right.schema)
        assert wrong != right
        shop.engine.write("gold", table, wrong)
        shop.run(audits[table])
        failed = shop.built(audits[table], "verdict = 'fail'")
        assert {row["guards"] for row in failed} == {table}
        shop.engine.write("gold", table, right)
