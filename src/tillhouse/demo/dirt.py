"""The dirt as data: each kind with its rate, what must become of it, and a function that makes it.

A new kind is one entry in the table of its system. A `spoil` function changes the fields of one
record in place and returns the value that it planted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np

from tillhouse.demo.streams import Ints, open_stream

Spoil = Callable[[dict[str, Any], int], object]


@dataclass(frozen=True)
class DirtKind:
    """One kind of defect. `rate` is its share of all records; `hint` a part of the reason."""

    name: str
    column: str
    rate: float
    expected: str
    hint: str
    spoil: Spoil


def set_to(column: str, *values: str) -> Spoil:
    """A spoiler that puts one of the values into a column."""

    def spoil(fields: dict[str, Any], pick: int) -> object:
        fields[column] = values[pick % len(values)]
        return fields[column]

    return spoil


def _add_field(fields: dict[str, Any], pick: int) -> object:
    fields["surplus"] = ("x", "2", "see note")[pick % 3]
    return fields["surplus"]


def _cut_off(fields: dict[str, Any], pick: int) -> object:
    for name in list(fields)[-(2 + pick % 3) :]:
        del fields[name]
    return ""


POS_KINDS: tuple[DirtKind, ...] = (
    DirtKind("date_unreadable", "sales_date", 0.0006, "quarantined", "date",
             set_to("sales_date", "2024-5-xx", "yesterday", "2024-13-01")),
    DirtKind("date_impossible", "sales_date", 0.0005, "quarantined", "date",
             set_to("sales_date", "2024-02-30", "2025-02-29", "2024-06-31")),
    DirtKind("date_missing", "sales_date", 0.0004, "quarantined", "date", set_to("sales_date", "")),
    DirtKind("quantity_unreadable", "quantity", 0.0006, "quarantined", "quantity",
             set_to("quantity", "two", "1O", "3 pcs")),
    DirtKind("price_missing", "price", 0.0005, "quarantined", "price", set_to("price", "")),
    DirtKind("price_is_text", "price", 0.0005, "quarantined", "price",
             set_to("price", "free", "n/a", "12..50")),
    DirtKind("too_many_columns", "", 0.0004, "quarantined", "columns", _add_field),
    DirtKind("too_few_columns", "", 0.0004, "quarantined", "columns", _cut_off),
    DirtKind("customer_unknown", "customer_id", 0.0006, "kept", "customer",
             set_to("customer_id", "9000001", "9000002", "9000003")),
    DirtKind("product_unknown", "product_name", 0.0006, "kept", "product",
             set_to("product_name", "Unlisted Item A", "Unlisted Item B")),
    DirtKind("store_missing", "store_id", 0.0004, "kept", "store", set_to("store_id", "")),
)  # fmt: skip
IDENTICAL_RATE = 0.0006
SMALLEST_COUNT = 4  # of each kind, however small the shop


def plan_dirt(seed: int, system: str, rates: Sequence[float], days: int, expected: float) -> Ints:
    """How often each kind is planted on each day: an array kinds x days.

    Drawn once for the period, so that every kind occurs even in a very small shop.
    """
    g = open_stream(seed, "dirt", system)
    counts = [max(SMALLEST_COUNT, round(rate * expected)) for rate in rates]
    even = np.full(days, 1.0 / days)
    return np.array([g.multinomial(n, even) for n in counts], dtype=np.int64).reshape(-1, days)


def choose_victims(plan: Ints, free: Ints, g: np.random.Generator) -> list[tuple[int, int]]:
    """(kind, row) pairs for one day: each row at most once; what finds no row falls away."""
    kinds = np.repeat(np.arange(len(plan)), plan)
    rows = g.permutation(free)[: len(kinds)]
    return [(int(kind), int(row)) for kind, row in zip(kinds, rows, strict=False)]


def read_amount(quantity: str, price: str) -> Decimal | None:
    """Quantity x price of a record as delivered, or None where it cannot be read."""
    try:
        amount = Decimal(quantity) * Decimal(price)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
