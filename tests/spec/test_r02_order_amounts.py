"""R2: amounts of a whole order, spread over its lines, add up to the order's to the last place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
from ascii_tables import draw_table, read_header, read_table
from small_shop import SmallShop

from tillhouse.contracts.models import read_models
from tillhouse.engines.arrow import arrow_type

AMOUNTS = ("subtotal_amount", "tax_amount", "freight_amount", "total_due_amount")


def spread(shop: SmallShop, orders: str, lines: str) -> list[dict[str, Any]]:
    """The rows of silver.order_line_amounts for the drawn orders and lines."""
    shapes = {doc.name: doc for doc in read_models() if doc.layer == "silver"}
    for name, drawn in (("orders", orders), ("order_lines", lines)):
        rows = read_table(drawn)
        for row in rows:
            row.setdefault("source_system", "pos")
            row.setdefault("order_key", row["order_id"])
            row.setdefault("order_line_key", f"{row['order_id']}:{row.get('line_number')}")
        types = {column.name: arrow_type(column.data_type) for column in shapes[name].columns}
        columns = {
            column: pa.array([row.get(column) or None for row in rows], pa.string()).cast(kind)
            for column, kind in types.items()
        }
        shop.engine.write("silver", name, pa.table(columns))
    shop.run("order_line_amounts")
    found = shop.engine.read("select * from silver.order_line_amounts")
    return sorted(found.read_all().to_pylist(), key=lambda row: row["order_line_key"])


def expect(found: list[dict[str, Any]], drawn: str) -> None:
    columns = read_header(drawn)
    assert draw_table(columns, found) == draw_table(columns, read_table(drawn))


def test_charges_are_shared_by_net_amount_and_the_rest_is_on_the_largest_line(
    shop: SmallShop,
) -> None:
    found = spread(shop, """
        order_id | subtotal_amount | tax_amount | freight_amount | total_due_amount
        A        | 30.0000         | 1.0000     | 0.0001         | 31.0001
    """, """
        order_id | line_number | net_amount
        A        | 1           | 10.0000
        A        | 2           | 10.0000
        A        | 3           | 10.0000
    """)  # fmt: skip
    expect(
        found,
        """
        line_number | subtotal_amount | tax_amount | freight_amount | total_due_amount
        1           | 10.0000         | 0.3334     | 0.0001         | 10.3335
        2           | 10.0000         | 0.3333     | 0.0000         | 10.3333
        3           | 10.0000         | 0.3333     | 0.0000         | 10.3333
    """,
    )


def test_what_an_order_charges_beside_the_three_is_in_its_total(shop: SmallShop) -> None:
    found = spread(shop, """
        order_id | subtotal_amount | tax_amount | freight_amount | total_due_amount
        A        | 40.0000         | 4.0000     | 0.0000         | 42.0000
    """, """
        order_id | line_number | net_amount
        A        | 1           | 30.0000
        A        | 2           | 10.0000
    """)  # fmt: skip
    expect(
        found,
        """
        line_number | subtotal_amount | tax_amount | total_due_amount
        1           | 30.0000         | 3.0000     | 31.5000
        2           | 10.0000         | 1.0000     | 10.5000
    """,
    )


def test_an_order_that_nets_to_nothing_has_its_charges_on_one_line(shop: SmallShop) -> None:
    found = spread(shop, """
        order_id | subtotal_amount | tax_amount | freight_amount | total_due_amount
        A        | 0.0000          | 0.5000     | 4.9900         | 5.4900
    """, """
        order_id | line_number | net_amount
        A        | 1           | -5.0000
        A        | 2           | 5.0000
    """)  # fmt: skip
    expect(
        found,
        """
        line_number | subtotal_amount | tax_amount | freight_amount | total_due_amount
        1           | 0.0000          | 0.5000     | 4.9900         | 5.4900
        2           | 0.0000          | 0.0000     | 0.0000         | 0.0000
    """,
    )


def test_an_order_without_charges_has_no_rows(shop: SmallShop) -> None:
    found = spread(shop, """
        order_id | subtotal_amount
        A        |
    """, """
        order_id | line_number | net_amount
        A        | 1           | 10.0000
    """)  # fmt: skip
    assert found == []


def test_an_order_of_many_odd_lines_adds_up_exactly(shop: SmallShop) -> None:
    total = Decimal("98765.4321")
    lines = "order_id | line_number | net_amount\n" + "".join(
        f"A | {number} | {number * 7919 % 100_003}.{number % 10_000:04d}\n"
        for number in range(1, 73)
    )
    found = spread(
        shop, f"order_id | tax_amount | total_due_amount\nA | {total} | {total}\n", lines
    )
    assert sum(row["tax_amount"] for row in found) == total
    assert sum(row["total_due_amount"] for row in found) == total
    assert all(row["subtotal_amount"] is None for row in found)
