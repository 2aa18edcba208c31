"""What the ERP database orders from vendors: one order per vendor and quarter.

Rejected units go back to the vendor; they are no returns of customers. Money is counted in
ten-thousandths, as the database does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tillhouse.demo.erp_orders import FIRST_PRODUCT, FIRST_SELLER, format_money
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import World

Rows = Iterator[tuple[object, ...]]
_VENDORS = 8
_FIRST_VENDOR = 1_492
_EVERY_DAYS = 91
_SHIPPED_AFTER, _DUE_AFTER = 9, 14
_REJECTED_SHARE = 0.15  # of the lines
_COST_SHARE = 60  # of a price in cents, in ten-thousandths: six tenths
_TAX_PERCENT, _FREIGHT_PER_MILLE = 8, 25


@dataclass(frozen=True)
class _Line:
    number: int
    vendor: int
    day: date
    product: int
    ordered: int
    rejected: int
    cost: int  # of one unit


def list_purchases(world: World) -> Rows:
    """Rows of Purchasing.PurchaseOrderHeader."""
    orders: dict[int, list[_Line]] = {}
    for line in _lines(world):
        orders.setdefault(line.number, []).append(line)
    for number, lines in orders.items():
        first = lines[0]
        subtotal = sum(line.ordered * line.cost for line in lines)
        tax, freight = subtotal * _TAX_PERCENT // 100, subtotal * _FREIGHT_PER_MILLE // 1000
        money = map(format_money, (subtotal, tax, freight, subtotal + tax + freight))
        yield (
            number, 1, 4, FIRST_SELLER, _FIRST_VENDOR + first.vendor, 3, _moment(first.day),
            _moment(first.day, _SHIPPED_AFTER), *money,
        )  # fmt: skip


def list_lines(world: World) -> Rows:
    """Rows of Purchasing.PurchaseOrderDetail: every product of the vendor."""
    for at, line in enumerate(_lines(world), 1):
        units = (line.ordered, line.rejected, line.ordered - line.rejected)
        yield (
            line.number, at, _moment(line.day, _DUE_AFTER), line.ordered,
            FIRST_PRODUCT + line.product, format_money(line.cost),
            format_money(line.ordered * line.cost), *(f"{count}.00" for count in units),
        )  # fmt: skip


def _lines(world: World) -> Iterator[_Line]:
    """Every line, in the order of the orders' numbers."""
    g = open_stream(world.seed, "erp", "purchases")
    products = len(world.catalogue.names)
    starts = range(0, world.days, _EVERY_DAYS)
    for at, (start, vendor) in enumerate((s, v) for s in starts for v in range(_VENDORS)):
        day = world.first_day + timedelta(days=start)
        for product in range(vendor, products, _VENDORS):
            ordered = int(g.integers(3, 60))
            rejected = int(g.integers(1, 3)) if g.random() < _REJECTED_SHARE else 0
            cost = int(world.catalogue.new_cents[product]) * _COST_SHARE
            yield _Line(at + 1, vendor, day, product, ordered, rejected, cost)


def _moment(day: date, days_later: int = 0) -> str:
    return f"{(day + timedelta(days=days_later)).isoformat()} 00:00:00.000"
