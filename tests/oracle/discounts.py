"""Promotions against the days around them, depth of discount, and what was on promotion. R16"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from math import exp, log, sqrt
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.sales import Sum, members
from tests.oracle.shop import UNKNOWN, CleanShop, Line, half_up, ratio

KEY = ("promotion_key", "dimension", "member_key", "currency_code")
DEPTH_KEY = ("dimension", "member_key", "currency_code", "discount_band")
SHARE_KEY = ("month_start_date", "dimension", "member_key", "currency_code")
EDGES = {
    "up to 5 %": Decimal("0.05"),
    "above 5 to 10 %": Decimal("0.10"),
    "above 10 to 20 %": Decimal("0.20"),
    "above 20 to 30 %": Decimal("0.30"),
    "above 30 to 50 %": Decimal("0.50"),
}
AROUND = timedelta(days=28)
Scope = tuple[str, str, str]  # promotion, dimension, member


@dataclass
class Discounts:
    """The lines that count on a date, and what they tell of promotions."""

    shop: CleanShop
    as_of: date | None
    sums: dict[tuple[str, str, str, str], Sum] = field(default_factory=lambda: defaultdict(Sum))
    wholes: dict[tuple[str, str, str], Decimal] = field(
        default_factory=lambda: defaultdict(lambda: Decimal(0))
    )
    sale_days: dict[tuple[str, str], set[date]] = field(default_factory=lambda: defaultdict(set))
    scopes: dict[Scope, set[str]] = field(default_factory=lambda: defaultdict(set))
    units: dict[tuple[str, str, date], Decimal] = field(
        default_factory=lambda: defaultdict(lambda: Decimal(0))
    )

    def __post_init__(self) -> None:
        for line in self.lines:
            product = self.shop.product(line)[0]
            if not line.is_return:
                self.units[product, line.currency, line.day] += line.quantity
            for dimension, member, _, _ in members(self.shop, line):
                self.wholes[dimension, member, line.currency] += line.net
                if line.promotion:
                    self._add(line, product, dimension, member)

    def _add(self, line: Line, product: str, dimension: str, member: str) -> None:
        key = promotion_of(line)
        self.sums[key, dimension, member, line.currency].add(line, UNKNOWN)
        if product != UNKNOWN and line.quantity > 0:
            self.scopes[key, dimension, member].add(product)
        if line.quantity > 0:
            self.sale_days[key, product].add(line.day)

    @cached_property
    def lines(self) -> list[Line]:
        return self.shop.as_of(self.as_of)[1]

    @cached_property
    def windows(self) -> dict[str, tuple[date, date]]:
        """First and last sale of each promotion."""
        days: dict[str, set[date]] = defaultdict(set)
        for (key, _), found in self.sale_days.items():
            days[key] |= found
        return {key: (min(found), max(found)) for key, found in days.items()}

    @cached_property
    def source_days(self) -> dict[str, tuple[date, date]]:
        days: dict[str, list[date]] = defaultdict(list)
        for line in self.lines:
            days[line.source].append(line.day)
        return {source: (min(found), max(found)) for source, found in days.items()}

    def days_of(self, scope: Scope) -> tuple[list[date], list[date]]:
        """The days inside the window without its ends, and those around without promotion."""
        first, last = self.windows[scope[0]]
        opened, closed = self.source_days[scope[0].split(":")[0]]
        taken = {
            day
            for (key, product), days in self.sale_days.items()
            if key != scope[0] and product in self.scopes[scope]
            for day in days
        }
        inside = list(each_day(first + timedelta(1), last - timedelta(1)))
        before = each_day(max(first - AROUND, opened), first - timedelta(1))
        after = each_day(last + timedelta(1), min(last + AROUND, closed))
        around = [d for d in (*before, *after) if d not in taken]
        return inside, around

    def daily_units(self, scope: Scope, currency: str) -> tuple[list[Decimal], list[Decimal]]:
        """Units of each day inside and around. A product that was sold on one day only is left
        out on it, and weighs less around."""
        inside, around = self.days_of(scope)
        promoted = dict.fromkeys(inside, Decimal(0))
        baseline = dict.fromkeys(around, Decimal(0))
        for product in self.scopes[scope]:
            known = self.sale_days[scope[0], product]
            lone = len(known) == 1 and known <= set(inside)
            weight = half_up(Decimal(len(inside) - 1) / len(inside), 6) if lone else Decimal(1)
            for day in promoted:
                if known != {day}:
                    promoted[day] += self.units.get((product, currency, day), Decimal(0))
            for day in baseline:
                sold = self.units.get((product, currency, day), Decimal(0))
                baseline[day] += half_up(sold * weight, 4)
        return list(promoted.values()), list(baseline.values())


def promotion_of(line: Line) -> str:
    return f"{line.source}:{line.promotion}" if line.promotion else "none"


def each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def discount_impact(shop: CleanShop, as_of: date | None) -> Rows:
    """One row per promotion, what it is looked at for, and currency."""
    found = Discounts(shop, as_of)
    rows: Rows = {}
    for (promotion, dimension, member, currency), sums in found.sums.items():
        row: dict[str, Any] = {
            "order_count": len(sums.orders),
            "purchase_count": len(sums.purchases),
            "unit_count": sums.units,
            "gross_amount": half_up(sums.gross),
            "discount_amount": half_up(sums.discount),
            "return_amount": half_up(sums.returned),
            "net_amount": half_up(sums.net),
            "net_share": ratio(sums.net, found.wholes[dimension, member, currency]),
            "mean_discount_rate": ratio(sums.discount, sums.gross),
        }
        scope = promotion, dimension, member
        if found.scopes.get(scope):
            row.update(compare(*found.daily_units(scope, currency)))
        rows[promotion, dimension, member, currency] = row
    return rows


def compare(promoted: list[Decimal], around: list[Decimal]) -> dict[str, Any]:
    """Rates per day, their ratio and its 95 % interval: quasi-Poisson, on the logarithm."""
    days = {"promotion_day_count": len(promoted), "baseline_day_count": len(around)}
    sold, before = sum(promoted, Decimal(0)), sum(around, Decimal(0))
    nothing = dict.fromkeys(("unit_ratio", "unit_ratio_low", "unit_ratio_high"))
    if not sold or not before:
        return {**days, **nothing}
    freedom = len(promoted) + len(around) - 2
    means = float(sold / len(promoted)), float(before / len(around))
    found: dict[str, Any] = {"unit_ratio": means[0] / means[1]}
    if freedom < 5:
        return {**days, **nothing, **found}
    chi = sum(
        (float(units) - mean) ** 2 / mean
        for side, mean in zip((promoted, around), means, strict=True)
        for units in side
    )
    error = sqrt(max(chi / freedom, 1.0) * (1 / float(sold) + 1 / float(before)))
    width = student_quantile(freedom) * error
    middle = log(means[0] / means[1])
    found |= {"unit_ratio_low": exp(middle - width), "unit_ratio_high": exp(middle + width)}
    return {**days, **found}


def student_quantile(freedom: int) -> float:
    """t of 97.5 %, from the distribution itself and not from an expansion."""
    from scipy.stats import t

    return float(t.ppf(0.975, freedom))


def discount_depth(shop: CleanShop, as_of: date | None) -> Rows:
    """One row per category or all, currency and band."""
    sums: dict[Any, Sum] = defaultdict(Sum)
    for line in shop.as_of(as_of)[1]:
        for dimension, member, _, _ in members(shop, line):
            if dimension != "product":
                sums[dimension, member, line.currency, band_of(line)].add(line, UNKNOWN)
    return {
        key: {
            "order_count": len(found.orders),
            "purchase_count": len(found.purchases),
            "unit_count": found.units,
            "gross_amount": half_up(found.gross),
            "discount_amount": half_up(found.discount),
            "return_amount": half_up(found.returned),
            "net_amount": half_up(found.net),
            "mean_discount_rate": ratio(found.discount, found.gross),
            "margin_basis": "unknown",
        }
        for key, found in sums.items()
    }


def band_of(line: Line) -> str:
    rate = half_up(line.discount / line.gross, 6) if line.gross else Decimal(0)
    if rate <= 0:
        return "none"
    return next((name for name, edge in EDGES.items() if rate <= edge), "above 50 %")


def promotion_share(shop: CleanShop, as_of: date | None) -> Rows:
    """One row per month, category or all, and currency: all, on promotion, and at a discount."""
    parts: dict[Any, tuple[Sum, Sum, Sum]] = defaultdict(lambda: (Sum(), Sum(), Sum()))
    for line in shop.as_of(as_of)[1]:
        for dimension, member, _, _ in members(shop, line):
            whole, promoted, discounted = parts[line.month, dimension, member, line.currency]
            whole.add(line, UNKNOWN)
            if line.promotion:
                promoted.add(line, UNKNOWN)
            if band_of(line) != "none":
                discounted.add(line, UNKNOWN)
    return {
        key: {
            "order_count": len(whole.orders),
            "purchase_count": len(whole.purchases),
            "promotion_order_count": len(promoted.orders),
            "unit_count": whole.units,
            "promotion_unit_count": promoted.units,
            "gross_amount": half_up(whole.gross),
            "discount_amount": half_up(whole.discount),
            "net_amount": half_up(whole.net),
            "promotion_net_amount": half_up(promoted.net),
            "discounted_net_amount": half_up(discounted.net),
            "promotion_net_share": ratio(promoted.net, whole.net),
            "discounted_net_share": ratio(discounted.net, whole.net),
            "mean_discount_rate": ratio(whole.discount, whole.gross),
        }
        for key, (whole, promoted, discounted) in parts.items()
        if key[1] != "product"
    }
