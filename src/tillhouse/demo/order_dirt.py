"""The dirt of the order drop as data.

A spoiler changes the fields of one order and returns (planted value, 1-based lines concerned),
or None where the order does not lend itself to it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Order = dict[str, Any]
Spoilt = tuple[object, list[int]] | None


@dataclass(frozen=True)
class OrderKind:
    """One kind of defect. `scope`: 'order' (header and all its lines), 'header' or 'lines'."""

    name: str
    column: str
    rate: float
    expected: str
    scope: str
    hint: str
    spoil: Callable[[Order, int], Spoilt]


def _blank(column: str) -> Callable[[Order, int], Spoilt]:
    def spoil(order: Order, pick: int) -> Spoilt:
        order[column] = ""
        return "", []

    return spoil


def _line_value(name: str, *values: str) -> Callable[[Order, int], Spoilt]:
    def spoil(order: Order, pick: int) -> Spoilt:
        line = pick % len(order["ordered_products"])
        order["ordered_products"][line][name] = values[pick % len(values)]
        return values[pick % len(values)], [line + 1]

    return spoil


def _cut_json(order: Order, pick: int) -> Spoilt:
    order["cut_after"] = 0.4 + pick % 5 / 10
    return "", []


def _count_too_many(order: Order, pick: int) -> Spoilt:
    order["number_of_line_items"] = len(order["ordered_products"]) + 1
    return order["number_of_line_items"], []


def _repeat_product(order: Order, pick: int) -> Spoilt:
    lines = order["ordered_products"]
    lines.append({**lines[0], "qty": lines[0]["qty"] + 1, "promotion_info": None})
    order["number_of_line_items"] = len(lines)
    return lines[0]["id"], [len(lines)]


def _swap_prices(order: Order, pick: int) -> Spoilt:
    """Two lines change their prices: only where these differ enough not to be a rounding."""
    lines = order["ordered_products"]
    for number, other in enumerate(lines[1:], 2):
        if abs(lines[0]["price"] - other["price"]) >= 3:
            lines[0]["price"], other["price"] = other["price"], lines[0]["price"]
            return lines[0]["price"], [1, number]
    return None


def _promote_part(order: Order, pick: int) -> Spoilt:
    line = order["ordered_products"][0]
    if line["promotion_info"]:
        return None
    line["qty"] += 1
    offer = {"promo_disc": 0.05, "promo_id": 90, "promo_item": line["id"]}
    line["promotion_info"] = {**offer, "promo_qty": line["qty"] - 1}
    order["promo_info"].insert(0, line["promotion_info"])
    return line["qty"] - 1, [1]


def _unknown_customer(order: Order, pick: int) -> Spoilt:
    order["customer_id"] = str(99_000_001 + pick % 5)
    return order["customer_id"], []


ORDER_KINDS: tuple[OrderKind, ...] = (
    OrderKind("time_missing", "order_datetime", 0.0015, "quarantined", "order", "order_datetime",
              _blank("order_datetime")),
    OrderKind("number_missing", "order_number", 0.0010, "quarantined", "order", "order_number",
              _blank("order_number")),
    OrderKind("quantity_unreadable", "quantity", 0.0010, "quarantined", "lines", "quantity",
              _line_value("qty", "three", "2x", "")),
    OrderKind("price_unreadable", "unit_price", 0.0010, "quarantined", "lines", "price",
              _line_value("price", "n/a", "12,,5", "")),
    OrderKind("json_cut_off", "ordered_products", 0.0008, "quarantined", "header", "JSON",
              _cut_json),
    OrderKind("customer_unknown", "customer_id", 0.0015, "kept", "header", "customer",
              _unknown_customer),
    OrderKind("product_unknown", "product_id", 0.0015, "kept", "lines", "product",
              _line_value("id", "AVunknown-0001", "AVunknown-0002")),
    OrderKind("count_too_many", "number_of_line_items", 0.0040, "flagged", "header", "line items",
              _count_too_many),
    OrderKind("product_repeated", "product_id", 0.0020, "kept", "lines", "", _repeat_product),
    OrderKind("price_on_wrong_item", "unit_price", 0.0030, "flagged", "lines", "price",
              _swap_prices),
    OrderKind("promotion_for_part", "discount_amount", 0.0010, "kept", "lines", "",
              _promote_part),
)  # fmt: skip
AGAIN_IN_FILE_RATE = 0.0020
AGAIN_NEXT_MONTH_RATE = 0.0010


def deliver_again(order: Order, pick: int) -> Order:
    """The same order number 5 to 14 seconds later, with other lines."""
    later = copy.deepcopy(order)
    later["order_datetime"] = str(int(order["order_datetime"]) + 5 + pick % 10)
    lines = later["ordered_products"]
    lines[0]["qty"] += 1
    if len(lines) > 2 and not lines[-1]["promotion_info"]:
        del lines[-1]
    later["number_of_line_items"] = str(len(lines))
    return later
