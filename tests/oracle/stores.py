"""What stores sold, to whom, and which customers they live on. R23"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.marketing import Market
from tests.oracle.periods import PERIOD_TYPES, Period, period_of
from tests.oracle.sales import Sum, amounts, compare_with
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio

KEY = ("period_type", "period_start_date", "source_system", "store_id", "currency_code")
TIER_KEY = (*KEY, "tier")
Store = tuple[str, str]
Visits = dict[tuple[Period, Store, str], "Visit"]


@dataclass
class Visit(Sum):
    """What is counted of one store in one period and currency, and who was new."""

    lines: list[Line] = field(default_factory=list)
    newcomers: set[str] = field(default_factory=set)


def store_performance(market: Market) -> Rows:
    """One row per store, period and currency with sales or returns."""
    visits = visits_of(market)
    rivals = rivals_of(visits)
    first = min(line.day for line in market.shop.lines)
    rows: Rows = {}
    for (period, store, currency), visit in visits.items():
        row: dict[str, Any] = {
            "period_label": period.label,
            "store_name": store_name(market.shop, store),
            "is_complete": period.end <= market.as_of,
            "net_per_order_amount": half_up(visit.net / len(visit.orders))
            if visit.orders
            else None,
            "units_per_order": half_up(visit.units / len(visit.orders), 4)
            if visit.orders
            else None,
            "new_customer_count": len(visit.newcomers),
            "returning_customer_count": len(visit.customers - visit.newcomers),
            "sales_rank": rank_of(rivals[period, currency], store, visit.net),
            **amounts(visit),
        }
        for other, amount, rate in (
            (period.previous, "previous_net_amount", "net_change_rate"),
            (period.year_before, "year_before_net_amount", "net_change_on_year_rate"),
        ):
            there: Any = (other, store, currency)
            compare_with(row, visit.net, amount, rate, visits, there, first)  # type: ignore[arg-type]
        rows[period.type, period.start, *store, currency] = row
    return rows


def store_tier_mix(market: Market) -> Rows:
    """One row per store, period, currency and tier."""
    rows: Rows = {}
    for (period, store, currency), visit in visits_of(market).items():
        for tier, (net, orders, purchases, customers) in by_tier(market, visit, currency).items():
            rows[period.type, period.start, *store, currency, tier] = {
                "period_label": period.label,
                "store_name": store_name(market.shop, store),
                "is_complete": period.end <= market.as_of,
                "customer_count": len(customers),
                "new_customer_count": len(customers & visit.newcomers),
                "order_count": len(orders),
                "purchase_count": len(purchases),
                "net_amount": half_up(net),
                "customer_share": ratio(Decimal(len(customers)), Decimal(len(visit.customers))),
                "net_share": ratio(net, visit.net),
            }
    return rows


def visits_of(market: Market) -> Visits:
    firsts = {key: bought.days[0] for key, bought in market.purchases.items() if bought.days}
    visits: Visits = defaultdict(Visit)
    for line, store, period in store_lines(market):
        visit = visits[period, store, line.currency]
        customer = market.shop.customer_key(line)
        visit.add(line, customer)
        visit.lines.append(line)
        if customer in firsts and period_of(period.type, firsts[customer]) == period:
            visit.newcomers.add(customer)
    return dict(visits)


def store_lines(market: Market) -> Iterator[tuple[Line, Store, Period]]:
    for line in market.shop.as_of(market.as_of)[1]:
        for period_type in PERIOD_TYPES:
            yield line, (line.source, line.store_id or UNKNOWN), period_of(period_type, line.day)


def by_tier(
    market: Market, visit: Visit, currency: str
) -> dict[str, tuple[Decimal, set[str], set[str], set[str]]]:
    """Tier → net amount, orders, purchases and customers; 'unknown' for those nobody knows."""
    found: dict[str, tuple[Decimal, set[str], set[str], set[str]]] = {}
    for line in visit.lines:
        customer = market.shop.customer_key(line)
        tier = market.tiers.get((customer, currency), UNKNOWN)
        net, orders, purchases, customers = found.get(tier, (Decimal(0), set(), set(), set()))
        members = customers | ({customer} - {UNKNOWN})
        found[tier] = net + line.net, orders | line.orders, purchases | line.purchases, members
    return found


def rivals_of(visits: Visits) -> dict[tuple[Period, str], list[Decimal]]:
    """What the known stores sold, per period and currency."""
    nets: dict[tuple[Period, str], list[Decimal]] = defaultdict(list)
    for (period, store, currency), visit in visits.items():
        nets[period, currency] += [visit.net] if store[1] != UNKNOWN else []
    return nets


def rank_of(rivals: list[Decimal], store: Store, net: Decimal) -> int | None:
    """1 + the stores that sold more; equal ones share a rank."""
    return None if store[1] == UNKNOWN else 1 + sum(rival > net for rival in rivals)


def store_name(shop: CleanShop, store: Store) -> str:
    return f"Store {store[1]}" if ":".join(store) in shop.stores else UNKNOWN
