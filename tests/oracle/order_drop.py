"""The order drop: orders with nested JSON, and sales.csv, which is order lines of its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.oracle.files import Record, read_table
from tests.oracle.readings import business_day, read_day, read_moment, read_number
from tests.oracle.shop import OWN_CURRENCY, CleanShop, Line, Tally

SOURCE = "orders"


@dataclass(frozen=True)
class Delivery:
    """One delivered order: its place in time decides which delivery of a number stays. R7"""

    record: Record
    moment: datetime | None
    items: list[dict[str, Any]] | None

    @property
    def number(self) -> str:
        return self.record["order_number"]

    @property
    def is_readable(self) -> bool:
        return bool(self.number) and self.moment is not None and self.items is not None

    @property
    def rank(self) -> tuple[datetime | None, int, int]:
        return self.moment, self.record.load, self.record.row


def add_sales_orders(shop: CleanShop, drops: Path) -> None:
    """Each order in its latest delivery; what cannot be read goes to quarantine."""
    deliveries = [delivery_of(record) for record in read_table(drops, SOURCE, "sales_orders")]
    latest: dict[str, Delivery] = {}
    for delivery in deliveries:
        if delivery.is_readable:
            before = latest.setdefault(delivery.number, delivery)
            latest[delivery.number] = max(before, delivery, key=lambda d: d.rank)
    for delivery in deliveries:
        if not delivery.is_readable:
            shop.rejected["orders", SOURCE, delivery.record.file, delivery.record.row] += 1
        add_items(shop, delivery, is_latest=latest.get(delivery.number) is delivery)


def delivery_of(record: Record) -> Delivery:
    try:
        items = json.loads(record["ordered_products"], parse_float=Decimal)
    except json.JSONDecodeError:
        items = None
    return Delivery(record, read_moment(record["order_datetime"]), items)


def add_items(shop: CleanShop, delivery: Delivery, is_latest: bool) -> None:
    """The items of a delivered order: each with its fate."""
    record = delivery.record
    tally = shop.tallies.setdefault((SOURCE, record.file), Tally())
    for position, item in enumerate(delivery.items or [], 1):
        quantity, price = read_number(item["qty"]), read_number(item["price"])
        amount = (quantity or Decimal(0)) * (price or Decimal(0))
        if not delivery.is_readable or quantity is None or price is None:
            shop.rejected["order_lines", SOURCE, record.file, record.row] += 1
            tally.add("quarantined", amount)
        elif not is_latest:
            tally.add("superseded", amount)
        else:
            tally.add("loaded", amount)
            shop.lines.append(line_of(delivery, position, item, quantity, price))


def line_of(
    delivery: Delivery, position: int, item: dict[str, Any], quantity: Decimal, price: Decimal
) -> Line:
    assert delivery.moment is not None
    # The rate is taken off the units of the line: promo_qty is at times another number. R2
    promotion = item.get("promotion_info") or {"promo_disc": Decimal(0)}
    discount = price * quantity * promotion["promo_disc"]
    return order_line(
        order_id=delivery.number,
        line_number=position,
        customer_id=delivery.record["customer_id"],
        day=business_day(delivery.moment),
        item=item,
        gross=quantity * price,
        discount=discount,
    )


def order_line(
    order_id: str,
    line_number: int,
    customer_id: str,
    day: date,
    item: dict[str, Any],
    gross: Decimal,
    discount: Decimal,
) -> Line:
    """A line of the order drop: it names neither a store nor a salesperson."""
    return Line(
        source=SOURCE,
        order_id=order_id,
        line_number=line_number,
        customer_id=customer_id,
        product_id=item["id"],
        store_id="",
        employee_id="",
        day=day,
        currency=item.get("curr") or OWN_CURRENCY,
        quantity=Decimal(item["qty"]),
        gross=gross,
        discount=discount,
        promotion=str((item.get("promotion_info") or {}).get("promo_id", "")),
    )


def add_sales_lines(shop: CleanShop, drops: Path) -> None:
    """An order of sales.csv is a customer's lines of one day; a later delivery replaces a day."""
    records = list(read_table(drops, SOURCE, "sales"))
    newest = newest_load_by_day(records)
    positions: Counter[tuple[str, str]] = Counter()
    for record in records:
        day, item = read_day(record["order_date"]), json.loads(record["product"])
        quantity, price = read_number(item["qty"]), read_number(item["price"])
        assert day, record
        assert quantity is not None, record
        assert price is not None, record
        tally = shop.tallies.setdefault((SOURCE, record.file), Tally())
        is_newest = newest[record["order_date"]] == record.load
        tally.add("loaded" if is_newest else "superseded", quantity * price)
        if is_newest:
            order = (record["customer_id"], record["order_date"])
            positions[order] += 1
            shop.lines.append(
                order_line(
                    order_id="|".join(order),
                    line_number=positions[order],
                    customer_id=order[0],
                    day=day,
                    item=item,
                    gross=quantity * price,
                    discount=Decimal(0),
                )
            )


def newest_load_by_day(records: Iterable[Record]) -> dict[str, int]:
    newest: dict[str, int] = {}
    for record in records:
        day = record["order_date"]
        newest[day] = max(record.load, newest.get(day, -1))
    return newest
