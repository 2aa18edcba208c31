"""The tills: lines without receipt numbers, replaced by store and day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.oracle.files import Record, read_table
from tests.oracle.readings import read_day, read_number
from tests.oracle.shop import OWN_CURRENCY, CleanShop, Line, Tally

SOURCE = "pos"


@dataclass(frozen=True)
class Sale:
    """One record of a till file, its values read; None where they cannot be."""

    record: Record
    day: date | None
    quantity: Decimal | None
    price: Decimal | None

    @property
    def amount(self) -> Decimal:
        return (self.quantity or Decimal(0)) * (self.price or Decimal(0))

    @property
    def is_readable(self) -> bool:
        return None not in (self.day, self.quantity, self.price)

    @property
    def slice(self) -> tuple[str, date | None]:
        return self.record["store_id"], self.day


def add_sales(shop: CleanShop, drops: Path) -> None:
    """A store's day in its latest delivery; identical lines inside it are all kept. R7"""
    sales = [sale for record in read_table(drops, SOURCE, "sales") if (sale := read(shop, record))]
    newest: dict[tuple[str, date | None], int] = {}
    for sale in sales:
        newest[sale.slice] = max(sale.record.load, newest.get(sale.slice, -1))
    numbers = OrderNumbers(sales)
    for sale in sales:
        order_id, line_number = numbers.number(sale)
        fate = fate_of(sale, newest)
        shop.tallies.setdefault((SOURCE, sale.record.file), Tally()).add(fate, sale.amount)
        if fate == "quarantined":
            shop.rejected["order_lines", SOURCE, sale.record.file, sale.record.row] += 1
        elif fate == "loaded":
            shop.lines.append(line_of(sale, order_id, line_number))


def read(shop: CleanShop, record: Record) -> Sale | None:
    """None for a record that could not be split into columns: it has no values to read."""
    if not record.is_readable:
        shop.rejected["sales", SOURCE, record.file, record.row] += 1
        return None
    return Sale(
        record,
        read_day(record["sales_date"]),
        read_number(record["quantity"]),
        read_number(record["price"]),
    )


def fate_of(sale: Sale, newest: dict[tuple[str, date | None], int]) -> str:
    if not sale.is_readable:
        return "quarantined"
    return "loaded" if newest[sale.slice] == sale.record.load else "superseded"


class OrderNumbers:
    """What stands for a receipt number: store, day and the customer's place among the day's.

    A line without a customer is an order of its own, numbered inside the store's day. Every
    delivered line takes its place, also one that is rejected or replaced.
    """

    def __init__(self, sales: list[Sale]) -> None:
        self.counts: Counter[tuple[int, str, str, str]] = Counter()
        seen: dict[tuple[int, str, str], set[str]] = {}
        for record in (sale.record for sale in sales if sale.record["customer_id"]):
            slice_ = record.load, record["store_id"], record["sales_date"]
            seen.setdefault(slice_, set()).add(record["customer_id"])
        self.places = {key: sorted(buyers) for key, buyers in seen.items()}

    def number(self, sale: Sale) -> tuple[str, int]:
        """Order and position in it, in the order of delivery."""
        record = sale.record
        buyer = record["store_id"], record["sales_date"], record["customer_id"]
        self.counts[record.load, *buyer] += 1
        count = self.counts[record.load, *buyer]
        if record["customer_id"]:
            place = self.places[record.load, *buyer[:2]].index(record["customer_id"]) + 1
            return "|".join((*buyer[:2], str(place))), count
        return "|".join((*buyer[:2], f"#{count}")), 1


def line_of(sale: Sale, order_id: str, line_number: int) -> Line:
    assert sale.day is not None
    assert sale.quantity is not None
    record = sale.record
    return Line(
        source=SOURCE,
        order_id=order_id,
        line_number=line_number,
        customer_id=record["customer_id"],
        product_id=record["product_name"],
        store_id=record["store_id"],
        employee_id=record["sales_person_id"],
        day=sale.day,
        currency=OWN_CURRENCY,
        quantity=sale.quantity,
        gross=sale.amount,
        discount=Decimal(0),
    )
