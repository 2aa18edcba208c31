"""The account of a source reads like a sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tillhouse.account import account_lines, short_lines


def row(state: str, rows: int, amount: str = "0", **others: Any) -> dict[str, Any]:
    usual = {"source_system": "till", "entity": "order_lines", "reason": None, "detail": None}
    return {**usual, "state": state, "row_count": rows, "order_count": 0,
            "amount": Decimal(amount), **others}  # fmt: skip


LINES = [
    row("delivered", 20, "500.5"),
    row("counted", 12, "160.50"),
    row("not counted", 5, "300", reason="status", detail="Dispatched", order_count=4),
    row("not counted", 1, "10", reason="after_as_of", order_count=1),
    row("replaced", 1, "20", reason="delivery", detail="march.csv"),
    row("rejected", 1, "10", reason="not_a_number", detail="quantity"),
]


def test_delivered_is_told_as_the_sum_of_what_became_of_it() -> None:
    assert account_lines(LINES) == [
        "till: 20 order lines (500.50) = 12 counted (160.50) + 6 not counted (310.00: status "
        '"Dispatched": 4 orders, 300.00; later than the as-of date: 1 order, 10.00) + 1 replaced '
        "(20.00: by march.csv) + 1 rejected (10.00: quantity not a number)"
    ]


def test_a_run_tells_only_what_does_not_count() -> None:
    whole = [row("delivered", 3, entity="products"), row("counted", 3, entity="products")]
    (line,) = short_lines([*LINES, *whole])
    assert line.startswith("till: 20 order lines (500.50), of them 6 not counted (310.00: status")
    assert "replaced" not in line


def test_many_reasons_are_not_all_told() -> None:
    many = [row("not counted", n, "1", reason="status", detail=f"w{n}") for n in range(1, 9)]
    (line,) = account_lines([row("delivered", 36, "8"), *many])
    assert 'status "w8" 8; ' in line
    assert line.endswith("; and 4 other reasons)")
