"""What sold where, and what was sold and brought back of each product, line by line. R3, R4"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.periods import PERIOD_TYPES, Period, period_of
from tests.oracle.sales import Sum, amounts, compare_with
from tests.oracle.sales import members as goods_of
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio
from tests.oracle.star import store_of

TOP_KEY = ("period_type", "period_start_date", "currency_code", "product_key")
DEMAND_KEY = ("dimension", "member_key", "currency_code")
Member = tuple[str, str, str, str]  # dimension, key, name, category
Sums = dict[tuple[Period, Member, str], "Visited"]
MINIMUM_UNITS, TOP = 30, 10


@dataclass
class Visited(Sum):
    """A sum that knows how many of its orders nobody is known of."""

    anonymous: int = 0


def places_of(shop: CleanShop, line: Line) -> Iterator[Member]:
    """All, the channel and the store; countries and states are checked line by line in the star."""
    store = store_of(shop, line)
    name = UNKNOWN if store == UNKNOWN else f"Store {line.store_id}"
    channel = "store" if line.source == "pos" else "online"
    yield "all", "all", "all", ""
    yield "channel", channel, channel, ""
    yield "store", store, name, ""


def add_up_places(shop: CleanShop, lines: list[Line]) -> Sums:
    sums: Sums = defaultdict(Visited)
    for line in lines:
        customer = shop.customer_key(line)
        for member in places_of(shop, line):
            for period_type in PERIOD_TYPES:
                found = sums[period_of(period_type, line.day), member, line.currency]
                found.anonymous += customer == UNKNOWN and line.order_key not in found.orders
                found.add(line, customer)
    return dict(sums)


def sales_performance(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per period, member (of `places_of`) and currency."""
    last, lines = shop.as_of(as_of)
    sums = add_up_places(shop, lines)
    first = min(line.day for line in lines)
    rows: Rows = {}
    for (period, member, currency), found in sums.items():
        row: dict[str, Any] = {
            "period_label": period.label,
            "member_name": member[2],
            "anonymous_order_count": found.anonymous,
            "is_complete": period.end <= last,
            **amounts(found),
            **factors(found),
        }
        for other, amount, rate in (
            (period.previous, "previous_net_amount", "net_change_rate"),
            (period.year_before, "year_before_net_amount", "net_change_on_year_rate"),
        ):
            there: Any = (other, member, currency)
            compare_with(row, found.net, amount, rate, sums, there, first)  # type: ignore[arg-type]
        rows[period.type, period.start, *member[:2], currency] = row
    return rows


def factors(found: Sum) -> dict[str, Any]:
    orders, customers = Decimal(len(found.orders)), Decimal(len(found.customers))
    return {
        "average_order_amount": half_up(found.net / orders) if orders else None,
        "orders_per_customer": ratio(orders, customers),
        "units_per_order": ratio(found.units, orders),
        "price_per_unit": ratio(found.net, found.units),
        "has_revenue_tree": customers > 0 and orders > 0 and found.units > 0,
    }


def top_products(shop: CleanShop, as_of: date | None = None) -> Rows:
    """The products of the ten best ranks of each period and currency, without subcategories."""
    last, lines = shop.as_of(as_of)
    sums: dict[tuple[Period, Member, str], Sum] = defaultdict(Sum)
    wholes: dict[tuple[Period, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        for period_type in PERIOD_TYPES:
            period = period_of(period_type, line.day)
            sums[period, ("product", *shop.product(line)), line.currency].add(line, UNKNOWN)
            wholes[period, line.currency] += line.net
    rivals: dict[tuple[Period, str], list[Decimal]] = defaultdict(list)
    for (period, member, currency), found in sums.items():
        rivals[period, currency] += [found.net] if member[1] != UNKNOWN else []
    rows: Rows = {}
    for (period, member, currency), found in sums.items():
        place = 1 + sum(rival > found.net for rival in rivals[period, currency])
        if member[1] != UNKNOWN and found.net > 0 and place <= TOP:
            rows[period.type, period.start, currency, member[1]] = {
                "period_label": period.label,
                "sales_rank": place,
                "product_name": member[2],
                "category_name": member[3],
                "order_count": len(found.orders),
                "purchase_count": len(found.purchases),
                "unit_count": found.units,
                "net_amount": half_up(found.net),
                "net_share": ratio(found.net, wholes[period, currency]),
                "is_complete": period.end <= last,
            }
    return rows


def product_demand(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per product, category or all, and currency; every return of the shop is a line."""
    sums: dict[tuple[Member, str], Sum] = defaultdict(Sum)
    counts: dict[tuple[Member, str], int] = defaultdict(int)
    for line in shop.as_of(as_of)[1]:
        for member in goods_of(shop, line):
            sums[member, line.currency].add(line, UNKNOWN)
            counts[member, line.currency] += line.is_return
    wholes = {
        currency: found.net for (member, currency), found in sums.items() if member[0] == "all"
    }
    rows: Rows = {}
    for (member, currency), found in sums.items():
        dimension, key, name, category = member
        lower, upper = wilson(found.returned_units, found.units)
        rows[dimension, key, currency] = {
            "member_name": name,
            "category_name": category,
            "order_count": len(found.orders),
            "purchase_count": len(found.purchases),
            "unit_count": found.units,
            "gross_amount": half_up(found.gross),
            "discount_amount": half_up(found.discount),
            "return_amount": half_up(found.returned),
            "net_amount": half_up(found.net),
            "net_share": ratio(found.net, wholes[currency]),
            "return_count": counts[member, currency],
            "returned_unit_count": found.returned_units,
            "return_rate": ratio(found.returned_units, found.units),
            "return_rate_from": lower,
            "return_rate_to": upper,
            "return_rank": None,
        }
    rank_returns(rows)
    return rows


def wilson(part: Decimal, whole: Decimal) -> tuple[Decimal, Decimal] | tuple[None, None]:
    """The textbook's form: centre and half width of the interval (Wilson 1927), to six places."""
    if whole <= 0:
        return None, None
    z, n = NormalDist().inv_cdf(0.975), float(whole)
    rate = float(min(part, whole)) / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    lower, upper = (f"{max(0.0, min(1.0, end)):.6f}" for end in (centre - half, centre + half))
    return Decimal(lower), Decimal(upper)


def rank_returns(rows: Rows) -> None:
    ranked = {
        key: row["return_rate_from"]
        for key, row in rows.items()
        if row["unit_count"] >= MINIMUM_UNITS and key[0] != "all" and key[1] != UNKNOWN
    }
    for (dimension, member, currency), lower in ranked.items():
        rivals = [low for key, low in ranked.items() if (key[0], key[2]) == (dimension, currency)]
        rows[dimension, member, currency]["return_rank"] = 1 + sum(low > lower for low in rivals)
