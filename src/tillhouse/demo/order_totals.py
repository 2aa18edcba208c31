"""What the orders of the drop come to: orders, lines and money by fate, and single spoilt orders
written into the answer key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tillhouse.demo.answer_key import AnswerKey, format_cents
from tillhouse.demo.dirt import read_amount
from tillhouse.demo.order_dirt import Order
from tillhouse.demo.order_texts import CURRENCY_CODES, OrderMonth, PriceList
from tillhouse.demo.streams import Flags


def line_cents(line: dict[str, Any]) -> tuple[int, int] | None:
    """(gross, discount) of a line in cents, or None where it cannot be read.

    R2: the rate is taken off the units of the line, whatever number the promotion names.
    """
    gross = read_amount(str(line["qty"]), str(line["price"]))
    if gross is None:
        return None
    offer = line["promotion_info"]
    percent = round(offer["promo_disc"] * 100) if offer else 0
    return int(gross * 100), int(gross * percent)


@dataclass
class OrderTotals:
    """Orders, lines and money by fate over all order files."""

    orders: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    gross: Counter[tuple[str, str]] = field(default_factory=Counter)
    discount: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add_clean(self, month: OrderMonth, prices: PriceList, is_clean: Flags) -> None:
        """Orders that nobody spoilt: all loaded."""
        lines = month.lines
        kept = np.repeat(is_clean, np.diff(month.starts))
        gross = prices.prices[lines.product] * lines.quantity
        currency = prices.currency[lines.person]
        self.orders["loaded"] += int(is_clean.sum())
        self.lines["loaded"] += int(kept.sum())
        for i, code in enumerate(CURRENCY_CODES):
            mine = kept & (currency == i)
            self.gross["loaded", code] += int(gross[mine].sum()) * 100
            self.discount["loaded", code] += int((gross * lines.discount_percent)[mine].sum())

    def add_order(self, order: Order, fate: str, lost: list[int]) -> None:
        """One order: `fate` holds for it and its lines, except that `lost` ones are quarantined."""
        self.orders[fate] += 1
        if "cut_after" in order:
            self.lines["unreadable_arrays"] += 1
            return
        for number, line in enumerate(order["ordered_products"], 1):
            of_line = "quarantined" if number in lost else fate
            self.lines[of_line] += 1
            gross, discount = line_cents(line) or (0, 0)
            self.gross[of_line, line["curr"]] += gross
            self.discount[of_line, line["curr"]] += discount

    def as_truth(self) -> dict[str, Any]:
        """The sums for truth.json, money as text by fate and currency."""

        def spread(money: Counter[tuple[str, str]]) -> dict[str, dict[str, str]]:
            fates = sorted({fate for fate, _ in money})
            return {
                f: {c: format_cents(money[f, c]) for c in CURRENCY_CODES if money[f, c]}
                for f in fates
            }

        return {
            "orders": dict(self.orders),
            "lines": dict(self.lines),
            "gross_amount": spread(self.gross),
            "discount_amount": spread(self.discount),
        }


def note_order(key: AnswerKey, file: str, row: int, order: Order, **facts: object) -> None:
    """An order whose fate is also that of all its lines."""
    lines = order["ordered_products"]
    key.plant("orders", "sales_orders", file, row=row, entity="orders", **facts)
    for number, line in enumerate(lines, 1):
        note_line(key, file, row, number, line, **facts)


def note_line(
    key: AnswerKey, file: str, row: int, number: int, line: dict[str, Any], **facts: object
) -> None:
    """One line of an order, with its gross amount where it can be read."""
    cents = line_cents(line)
    amount = "" if cents is None else format_cents(cents[0])
    where = {"row": row, "line": number, "entity": "order_lines"}
    key.plant("orders", "sales_orders", file, **where, amount=amount, **facts)
