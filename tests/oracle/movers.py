"""Which products moved most from month to month, and what was sold around changes of price. R3"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.periods import Period, period_of
from tests.oracle.sales import Sum, members
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio

MOVER_KEY = ("dimension", "member_key", "currency_code")
CHANGE_KEY = ("product_key", "currency_code", "change_date")
MINIMUM_DAYS, WINDOW = 3, timedelta(days=28)
Run = tuple[Decimal, list[date]]  # a price and the selling days on which it held


def product_movers(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per product or category and currency: the last whole month and that before."""
    last, lines = shop.as_of(as_of)
    month = period_of("month", last)
    month = month if month.end == last else month.previous
    sums: dict[tuple[str, ...], dict[Period, Sum]] = defaultdict(lambda: defaultdict(Sum))
    names: dict[tuple[str, str], tuple[str, str]] = {}
    for line in lines:
        period = period_of("month", line.day)
        if period in (month, month.previous):
            for dimension, key, name, category in members(shop, line):
                names[dimension, key] = name, category
                sums[dimension, key, line.currency][period].add(line, UNKNOWN)
    changes = {key: it[month].net - it[month.previous].net for key, it in sums.items()}
    rows: Rows = {}
    for key, found in sums.items():
        if key[0] != "all":
            rows[key] = moved(found[month], found[month.previous])
            rows[key] |= {"month_start_date": month.start}
            rows[key] |= {"previous_month_start_date": month.previous.start}
            rows[key] |= {"mover_rank": rank_of(key, changes)}
            rows[key] |= dict(zip(("member_name", "category_name"), names[key[:2]], strict=True))  # type: ignore[index]
    return rows


def moved(now: Sum, before: Sum) -> dict[str, Any]:
    change = now.net - before.net
    return {
        "movement": "up" if change > 0 else "down" if change < 0 else "unchanged",
        "unit_count": now.units,
        "previous_unit_count": before.units,
        "net_amount": half_up(now.net),
        "previous_net_amount": half_up(before.net),
        "net_change_amount": half_up(change),
        "net_change_rate": ratio(change, before.net),
    }


def rank_of(key: tuple[str, ...], changes: dict[tuple[str, ...], Decimal]) -> int | None:
    """1 + those of its kind that moved further in the same direction."""
    if key[1] == UNKNOWN or changes[key] == 0:
        return None
    rivals = [
        change
        for other, change in changes.items()
        if (other[0], other[2]) == (key[0], key[2]) and other[1] != UNKNOWN
    ]
    sign = 1 if changes[key] > 0 else -1
    return 1 + sum(sign * rival > sign * changes[key] for rival in rivals)


def price_changes(shop: CleanShop, as_of: date | None = None) -> Rows:
    """One row per product, currency and first day of another price."""
    last, lines = shop.as_of(as_of)
    first = min(line.day for line in lines)
    sold: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if not line.is_return and line.quantity > 0 and shop.product(line)[0] != UNKNOWN:
            sold[shop.product(line)[0], line.currency].append(line)
    rows: Rows = {}
    for key, its in sold.items():
        runs = [run for run in runs_of(its) if len(run[1]) >= MINIMUM_DAYS]
        for (old, old_days), (new, new_days) in pairwise(runs):
            if old != new:
                day = new_days[0]
                rows[*key, day] = {
                    "last_old_price_date": old_days[-1],
                    "old_price": old,
                    "new_price": new,
                    "price_change_rate": ratio(new - old, old),
                    **around(its, day, first, last),
                }
    return rows


def runs_of(lines: list[Line]) -> Iterator[Run]:
    """The price of each day, by units and then by height, joined while it stays the same."""
    units: dict[date, Counter[Decimal]] = defaultdict(Counter)
    for line in lines:
        units[line.day][line.gross / line.quantity] += line.quantity  # type: ignore[assignment]
    days = [
        (day, max(found, key=lambda price: (found[price], price)))
        for day, found in sorted(units.items())
    ]
    for price, run in groupby(days, key=lambda each: each[1]):
        yield price, [day for day, _ in run]


def around(lines: list[Line], day: date, first: date, last: date) -> dict[str, Any]:
    """Units in the days before and from then on, as far as there are data."""
    before = min(WINDOW, day - first).days
    after = min(WINDOW, last - day + timedelta(days=1)).days
    sold_before = sum((it.quantity for it in lines if day - WINDOW <= it.day < day), Decimal(0))
    sold_after = sum((it.quantity for it in lines if day <= it.day < day + WINDOW), Decimal(0))
    return {
        "days_before": before,
        "days_after": after,
        "units_before": sold_before,
        "units_after": sold_after,
        "units_per_day_before": ratio(sold_before, Decimal(before)),
        "units_per_day_after": ratio(sold_after, Decimal(after)),
        "is_complete": before == after == WINDOW.days,
    }
