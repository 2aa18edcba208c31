"""The order drop: monthly order files with nested JSON, beside them the small tables.

A month is made, spoilt and written at once; memory holds one month.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import numpy as np

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.dirt import choose_victims, plan_dirt
from tillhouse.demo.order_dirt import (
    AGAIN_IN_FILE_RATE,
    AGAIN_NEXT_MONTH_RATE,
    ORDER_KINDS,
    Order,
    OrderKind,
    deliver_again,
)
from tillhouse.demo.order_tables import write_order_tables
from tillhouse.demo.order_texts import (
    HEADER,
    OrderMonth,
    PriceList,
    prepare_prices,
    read_order,
    render_order,
    write_texts,
)
from tillhouse.demo.order_totals import OrderTotals, note_line, note_order
from tillhouse.demo.sales import LINES_PER_BASKET, draw_days
from tillhouse.demo.sales_file import write_sales_file
from tillhouse.demo.streams import Ints, open_stream
from tillhouse.demo.world import World
from tillhouse.demo.writers import delivered_on, insert_records, replace_records, write_records

_FIRST_NUMBER = 400_000_000
_AGAIN_IN_FILE, _AGAIN_NEXT_MONTH = len(ORDER_KINDS), len(ORDER_KINDS) + 1


def generate_orders(
    world: World, root: Path, key: AnswerKey, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Writes `orders/`. Returns (files, rows)."""
    prices, months, totals = prepare_prices(world), split_months(world), OrderTotals()
    rates = [kind.rate for kind in ORDER_KINDS] + [AGAIN_IN_FILE_RATE, AGAIN_NEXT_MONTH_RATE]
    orders = world.expected_lines("orders") / LINES_PER_BASKET["orders"]
    plan = plan_dirt(world.seed, "orders", rates, len(months), orders)
    plan[_AGAIN_IN_FILE, -1] += plan[_AGAIN_NEXT_MONTH, -1]  # nothing follows the last month
    plan[_AGAIN_NEXT_MONTH, -1] = 0
    number, rows = _FIRST_NUMBER, 0
    waiting: list[Order] = []
    for k, days in enumerate(months):
        month = _draw_month(world, days, number)
        number += len(month)
        first, last = world.date_of(days[0]), world.date_of(days[-1])
        file = MonthFile(month, prices, key, totals, f"sales_orders_{first:%Y-%m}.csv")
        records = file.fill(plan[:, k], waiting, open_stream(world.seed, "orders", "dirt", k))
        write_records(root / file.name, HEADER, records, delivered_on(last))
        waiting, rows = file.waiting, rows + len(records)
        progress(k + 1, len(months) + 1)
    key.truth["totals"]["orders"] = totals.as_truth()
    files, more = write_order_tables(world, root, key)
    more += write_sales_file(world, prices, root, key)
    progress(len(months) + 1, len(months) + 1)
    return len(months) + files + 1, rows + more


def split_months(world: World) -> list[range]:
    """The days of the period, month by month."""
    months: list[range] = []
    start = 0
    while start < world.days:
        day = world.date_of(start)
        length = calendar.monthrange(day.year, day.month)[1] - day.day + 1
        months.append(range(start, min(world.days, start + length)))
        start += length
    return months


def _draw_month(world: World, days: range, first_number: int) -> OrderMonth:
    lines, of_day = draw_days(world, "orders", days)
    starts = np.searchsorted(lines.basket, np.arange(len(of_day) + 1))
    midnight = int(datetime.combine(world.first_day, time(), UTC).timestamp()) + of_day * 86400
    g = open_stream(world.seed, "orders", "times", days.start)
    # Between 15:00 and 22:00 UTC it is the same date everywhere from Honolulu to Berlin.
    times = np.sort(midnight + g.integers(15 * 3600, 22 * 3600, len(of_day)))
    return OrderMonth(lines, starts, times, first_number + np.arange(len(times)))


@dataclass
class MonthFile:
    """The file of one month while it is being spoilt."""

    month: OrderMonth
    prices: PriceList
    key: AnswerKey
    totals: OrderTotals
    name: str
    changed: dict[int, str] = field(default_factory=dict)
    added: list[tuple[int, str]] = field(default_factory=list)
    waiting: list[Order] = field(default_factory=list)
    # What to note once the final record numbers are known: (record, where it is added or None).
    notes: list[tuple[int, OrderKind | None, Order, object, list[int]]] = field(
        default_factory=list
    )

    def fill(self, plan: Ints, arrived: list[Order], g: np.random.Generator) -> Any:
        """The month's records with dirt, and the later versions that came from the month before."""
        for number, row in choose_victims(plan, np.arange(len(self.month)), g):
            order = read_order(self.month, self.prices, row)
            pick = int(g.integers(0, 1 << 30))
            if number < len(ORDER_KINDS):
                self._spoil(ORDER_KINDS[number], row, order, pick)
            else:
                self._repeat(row, order, pick, in_file=number == _AGAIN_IN_FILE)
        for order in arrived:
            self.added.append((len(self.month) - 1, render_order(order)))
            self.totals.add_order(order, "loaded", [])
        is_clean = np.ones(len(self.month), dtype=bool)
        is_clean[[row for row, *_ in self.notes]] = False
        self.totals.add_clean(self.month, self.prices, is_clean)
        clean = write_texts(self.month, self.prices)
        records, places = insert_records(replace_records(clean, self.changed), self.added)
        for row, kind, order, planted, lines in sorted(self.notes, key=lambda note: note[0]):
            self._note(int(places[row]) + 2, kind, order, planted, lines)
        return records

    def _spoil(self, kind: OrderKind, row: int, order: Order, pick: int) -> None:
        spoilt = kind.spoil(order, pick)
        if spoilt is None:
            return
        planted, lines = spoilt
        self.changed[row] = render_order(order)
        self.notes.append((row, kind, order, planted, lines))
        is_lost = kind.expected == "quarantined"
        whole = is_lost and kind.scope != "lines"
        self.totals.add_order(order, "quarantined" if whole else "loaded", lines if is_lost else [])

    def _repeat(self, row: int, order: Order, pick: int, *, in_file: bool) -> None:
        later = deliver_again(order, pick)
        self.notes.append((row, None, order, later["order_datetime"], []))
        self.totals.add_order(order, "superseded", [])
        if in_file:
            self.added.append((row, render_order(later)))
            self.totals.add_order(later, "loaded", [])
        else:
            self.waiting.append(later)

    def _note(
        self, row: int, kind: OrderKind | None, order: Order, planted: object, lines: list[int]
    ) -> None:
        if kind is None:
            facts = {"kind": "delivered_again", "expected": "superseded"}
            note_order(self.key, self.name, row, order, **facts, planted_value=planted)
            return
        facts = {"kind": kind.name, "expected": kind.expected, "column": kind.column}
        facts |= {"planted_value": str(planted), "reason_hint": kind.hint}
        if kind.scope == "order":
            note_order(self.key, self.name, row, order, **facts)
            return
        entity = "orders" if kind.scope == "header" else "order_lines"
        if not lines:
            self.key.plant("orders", "sales_orders", self.name, row=row, entity=entity, **facts)
        for number in lines:
            line = order["ordered_products"][number - 1]
            note_line(self.key, self.name, row, number, line, **facts)
