"""When customers came first, who came back, and after how long. R4, R5, R22"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.customers import rhythm
from tests.oracle.marketing import Market, Purchases
from tests.oracle.offers import gaps_of
from tests.oracle.periods import PERIOD_TYPES, Period, period_of
from tests.oracle.shop import UNKNOWN, half_up, ratio

COHORT_KEY = ("cohort_month",)
RETENTION_KEY = ("cohort_month", "months_since")
VALUE_KEY = ("cohort_month", "months_since", "currency_code")
NEW_KEY = ("period_type", "period_start_date", "currency_code")
GAP_KEY = ("gap_group",)
QUANTILES = {"lower_quartile": 25, "median": 50, "upper_quartile": 75, "ninetieth_percentile": 90}
Cohorts = dict[date, dict[str, Purchases]]


def cohorts_of(market: Market) -> Cohorts:
    """Month of the first purchase → customers."""
    found: Cohorts = defaultdict(dict)
    for key, bought in market.purchases.items():
        if bought.days:
            found[bought.days[0].replace(day=1)][key] = bought
    return found


def age(cohort: date, day: date) -> int:
    """Months from the cohort's to that of the day."""
    return 12 * (day.year - cohort.year) + day.month - cohort.month


def months(market: Market, cohort: date) -> Iterator[tuple[int, date, bool]]:
    """Age, first day and completeness of each month up to that of the as-of date."""
    for since in range(age(cohort, market.as_of) + 1):
        count = cohort.month - 1 + since
        period = Period("month", date(cohort.year + count // 12, count % 12 + 1, 1))
        yield since, period.start, period.end <= market.as_of


def customer_cohorts(market: Market) -> Rows:
    """One row per cohort with what became of its customers."""
    every_gap = [gap for bought in market.purchases.values() for gap in gaps_of(bought.days)]
    rows: Rows = {}
    for cohort, members in cohorts_of(market).items():
        states = [rhythm(market, key, every_gap)["purchase_status"] for key in members]
        returned, count = sum(len(it.days) > 1 for it in members.values()), Decimal(len(members))
        rows[cohort,] = {
            "customer_count": len(members),
            **{f"{state}_customer_count": states.count(state) for state in ("first", "repeat")},
            "lapsed_customer_count": states.count("lapsed"),
            "returned_customer_count": returned,
            "returned_rate": ratio(Decimal(returned), count),
            "lapsed_rate": ratio(Decimal(states.count("lapsed")), count),
        }
    return rows


def cohort_retention(market: Market) -> Rows:
    """One row per cohort and month since."""
    rows: Rows = {}
    for cohort, members in cohorts_of(market).items():
        for since, start, is_complete in months(market, cohort):
            days = [
                sum(age(cohort, day) == since for day in bought.days) for bought in members.values()
            ]
            active = sum(count > 0 for count in days)
            rows[cohort, since] = {
                "month_start_date": start,
                "customer_count": len(members),
                "active_customer_count": active,
                "retention_rate": ratio(Decimal(active), Decimal(len(members))),
                "purchase_day_count": sum(days),
                "is_complete": is_complete,
            }
    return rows


def cohort_values(market: Market) -> Rows:
    """One row per cohort, month since and currency; what came before the start counts in it."""
    rows: Rows = {}
    for cohort, members in cohorts_of(market).items():
        spent: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
        for line in (line for bought in members.values() for line in bought.lines):
            spent[max(age(cohort, line.day), 0), line.currency] += line.net
        for currency in {currency for _, currency in spent}:
            total = Decimal(0)
            for since, _, is_complete in months(market, cohort):
                total += spent[since, currency]
                rows[cohort, since, currency] = {
                    "customer_count": len(members),
                    "net_amount": half_up(spent[since, currency]),
                    "lifetime_value_amount": half_up(total),
                    "lifetime_value_per_customer_amount": half_up(total / len(members)),
                    "is_complete": is_complete,
                }
    return rows


@dataclass
class Visitors:
    """Who came in a period, and the money of those who are new, old and unknown."""

    customers: set[str] = field(default_factory=set)
    newcomers: set[str] = field(default_factory=set)
    new: Decimal = Decimal(0)
    returning: Decimal = Decimal(0)
    anonymous: Decimal = Decimal(0)

    def add(self, key: str, net: Decimal, is_new: bool) -> None:
        if key == UNKNOWN:
            self.anonymous += net
            return
        self.customers.add(key)
        if is_new:
            self.newcomers.add(key)
            self.new += net
        else:
            self.returning += net


def new_and_returning_customers(market: Market) -> Rows:
    """One row per period and currency with a sale or return."""
    firsts = {key: bought.days[0] for key, bought in market.purchases.items() if bought.days}
    found: dict[tuple[Period, str], Visitors] = defaultdict(Visitors)
    for line in market.shop.as_of(market.as_of)[1]:
        key = market.shop.customer_key(line)
        for period_type in PERIOD_TYPES:
            period = period_of(period_type, line.day)
            is_new = key in firsts and period_of(period_type, firsts[key]) == period
            found[period, line.currency].add(key, line.net, is_new)
    return {
        (period.type, period.start, currency): visitors_row(market, period, visitors)
        for (period, currency), visitors in found.items()
    }


def visitors_row(market: Market, period: Period, seen: Visitors) -> dict[str, Any]:
    count, new = len(seen.customers), len(seen.newcomers)
    return {
        "period_label": period.label,
        "customer_count": count,
        "new_customer_count": new,
        "returning_customer_count": count - new,
        "new_customer_rate": ratio(Decimal(new), Decimal(count)),
        "net_amount": half_up(seen.new + seen.returning + seen.anonymous),
        "new_net_amount": half_up(seen.new),
        "returning_net_amount": half_up(seen.returning),
        "anonymous_net_amount": half_up(seen.anonymous),
        "is_complete": period.end <= market.as_of,
    }


def purchase_gap_statistics(market: Market) -> Rows:
    """One row per number of the gap, those from the tenth on together, and one for all."""
    groups: dict[str, list[int]] = defaultdict(list)
    for bought in market.purchases.values():
        for number, gap in enumerate(gaps_of(bought.days), start=1):
            groups["all"].append(gap)
            groups[str(number) if number < 10 else "10 or later"].append(gap)
    return {(group,): gap_row(sorted(gaps)) for group, gaps in groups.items()}


def gap_row(gaps: list[int]) -> dict[str, Any]:
    return {
        "gap_count": len(gaps),
        "mean_gap_days": half_up(Decimal(sum(gaps)) / len(gaps)),
        **{
            f"{name}_gap_days": gaps[ceil(Fraction(percent * len(gaps), 100)) - 1]
            for name, percent in QUANTILES.items()
        },
        "longest_gap_days": gaps[-1],
    }
