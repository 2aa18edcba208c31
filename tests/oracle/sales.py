"""What the sales audience reads: sales_by_period. R1, R3, R4, R6"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.periods import PERIOD_TYPES, Period, period_of
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio

KEY = ("period_type", "period_start_date", "dimension", "member_key", "currency_code")
Member = tuple[str, str, str, str]  # dimension, key, name, category


@dataclass
class Sum:
    """Everything counted of one member in one period and currency."""

    orders: set[str] = field(default_factory=set)
    purchases: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    units: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    returned_units: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        return self.gross - self.discount - self.returned

    def add(self, line: Line, customer_key: str) -> None:
        self.orders |= line.orders
        self.purchases |= line.purchases
        if customer_key != UNKNOWN:
            self.customers.add(customer_key)
        if line.is_return:
            self.returned_units -= line.quantity
            self.returned -= line.net
        else:
            self.units += line.quantity
            self.gross += line.gross
            self.discount += line.discount


Sums = dict[tuple[Period, Member, str], Sum]


def sales_by_period(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per period, member and currency with sales or returns."""
    last, lines = shop.as_of(as_of)
    sums = add_up(shop, lines)
    first = min(line.day for line in lines)
    rows: Rows = {}
    for (period, member, currency), found in sums.items():
        dimension, key, name, category = member
        row: dict[str, Any] = {
            "period_label": period.label,
            "member_name": name,
            "category_name": category,
            "is_complete": period.end <= last,
            **amounts(found),
        }
        compare_with(
            row,
            found.net,
            "previous_net_amount",
            "net_change_rate",
            sums,
            (period.previous, member, currency),
            first,
        )
        compare_with(
            row,
            found.net,
            "year_before_net_amount",
            "net_change_on_year_rate",
            sums,
            (period.year_before, member, currency),
            first,
        )
        rows[period.type, period.start, dimension, key, currency] = row
    return rows


def add_up(shop: CleanShop, lines: list[Line]) -> Sums:
    sums: Sums = defaultdict(Sum)
    for line in lines:
        customer_key = shop.customer_key(line)
        for member in members(shop, line):
            for period_type in PERIOD_TYPES:
                period = period_of(period_type, line.day)
                sums[period, member, line.currency].add(line, customer_key)
    return dict(sums)


def members(shop: CleanShop, line: Line) -> Iterator[Member]:
    """The line's product, its category, and all."""
    key, name, category = shop.product(line)
    yield "product", key, name, category
    yield "category", category, category, category
    yield "all", "all", "all", "all"


def amounts(found: Sum) -> dict[str, Any]:
    """Exact sums, rounded once."""
    return {
        "order_count": len(found.orders),
        "purchase_count": len(found.purchases),
        "customer_count": len(found.customers),
        "unit_count": found.units,
        "gross_amount": half_up(found.gross),
        "discount_amount": half_up(found.discount),
        "return_unit_count": found.returned_units,
        "return_amount": half_up(found.returned),
        "net_amount": half_up(found.net),
    }


def compare_with(
    row: dict[str, Any],
    net: Decimal,
    amount_name: str,
    rate_name: str,
    sums: Sums,
    key: tuple[Period | None, Member, str],
    first: date,
) -> None:
    """The amount of another period and the change on it; that of a period before the data is None.

    The rate comes from the exact amounts.
    """
    period, member, currency = key
    row[amount_name] = row[rate_name] = None
    if period is not None and period.end >= first:
        there = sums.get((period, member, currency))
        before = there.net if there else Decimal(0)
        row[amount_name] = half_up(before)
        row[rate_name] = ratio(net - before, before)
