"""R2: what a line cost the shop is no cost of its unit, whatever the column is called."""

from __future__ import annotations

from decimal import Decimal

HEADER = "no,day,item,qty,price,cogs\n"


def test_a_cost_above_the_price_of_a_unit_is_that_of_the_line(staged) -> None:
    rows = "".join(f"{n},2024-05-0{n},A,{n},10.00,{n * 6}.00\n" for n in range(1, 8))
    lines = staged({"sales.csv": HEADER + rows})["order_lines"]
    assert {Decimal(str(it)) for it in lines.column("unit_cost")} == {6}


def test_a_cost_below_the_price_is_that_of_a_unit(staged) -> None:
    rows = "".join(f"{n},2024-05-0{n},A,{n},10.00,6.00\n" for n in range(1, 8))
    lines = staged({"sales.csv": HEADER + rows})["order_lines"]
    assert {Decimal(str(it)) for it in lines.column("unit_cost")} == {6}
