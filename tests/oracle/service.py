"""What service sees of customers and tickets, computed again one customer at a time.

From the rows that silver accepted, each source by itself. R1, R4, R5, R14
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.compare import Rows
from tests.oracle.shop import OWN_CURRENCY, OWN_ZONE, UNKNOWN, half_up

REOPENED_WITHIN = timedelta(days=7)
CUSTOMER_KEY, PATTERN_KEY = ("customer_key",), ("opened_month", "issue_type")
TABLES = {
    "lines": "customer_key, source_system, order_key, order_line_key, status, currency_code,"
    " business_date, ordered_at, quantity, net_amount, is_counted, is_return"
    " from silver.order_lines",
    "tickets": "source_system, ticket_id, customer_id, created_at, resolved_at, issue_type,"
    " satisfaction_score from silver.support_tickets",
    "visits": "source_system, session_id, customer_id, started_at, page_views, duration_minutes,"
    " device from silver.web_sessions",
}
Row = dict[str, Any]
Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass
class Happenings:
    """All that the sources tell until the as-of date, and the customers that are known."""

    as_of: date
    customers: list[str]
    lines: list[Row]
    tickets: list[Row]
    visits: list[Row]


def happenings(ask: Ask) -> Happenings:
    """Ask a warehouse for them; no return record may be there (the sample shop brings none)."""
    assert ask("select count(*) from silver.returns") == [(0,)]
    ((as_of,),) = ask("select as_of_date from silver.as_of")
    known = {key for (key,) in ask("select customer_key from silver.customers where is_known")}
    found = {name: _rows(ask, listed) for name, listed in TABLES.items()}
    for row in [*found["tickets"], *found["visits"]]:
        key = f"{row['source_system']}:{row['customer_id']}"
        row["customer_key"] = key if key in known else UNKNOWN
    for ticket in found["tickets"]:
        ticket["day"] = shop_day(ticket["created_at"])
        if ticket["resolved_at"] and shop_day(ticket["resolved_at"]) > as_of:
            ticket["resolved_at"] = None
    for visit in found["visits"]:
        visit["day"] = shop_day(visit["started_at"])
    for line in found["lines"]:
        line["day"] = line["business_date"]
    kept = {name: [row for row in rows if row["day"] <= as_of] for name, rows in found.items()}
    return Happenings(as_of, sorted(known), **kept)


def _rows(ask: Ask, listed: str) -> list[Row]:
    names = [name.strip() for name in listed.split(" from ")[0].split(",")]
    return [dict(zip(names, values, strict=True)) for values in ask(f"select {listed}")]


def shop_day(moment: datetime) -> date:
    """Midnight to the second says that only the day is known."""
    if moment.time() == time(0):
        return moment.date()
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(OWN_ZONE)).date()


def hours(ticket: Row) -> Decimal | None:
    """From opening to resolution; none while it is open."""
    opened, resolved = ticket["created_at"], ticket["resolved_at"]
    if resolved is None or resolved < opened:
        return None
    return half_up(Decimal((resolved - opened) // timedelta(seconds=1)) / 3600, 4)


def middle(values: Sequence[Decimal]) -> Decimal | None:
    """The median."""
    return half_up(median(values), 4) if values else None


def p90(values: Sequence[Decimal]) -> Decimal | None:
    """The 90th percentile as spreadsheets have it."""
    if len(values) < 2:
        return middle(values)
    return half_up(quantiles(values, n=10, method="inclusive")[8], 4)


def mean(values: Sequence[int]) -> Decimal | None:
    """The mean to four places."""
    return half_up(Decimal(sum(values)) / len(values), 4) if values else None


def leading(rows: Iterable[Row], column: str, moment: str) -> str | None:
    """The value of most rows, of several the one that came last, then the first by name."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        times[row[column] or UNKNOWN].append(row[moment])
    by_name = sorted(times)
    return max(by_name, key=lambda it: (len(times[it]), max(times[it])), default=None)


def reopened(tickets: Sequence[Row]) -> set[tuple[str, str]]:
    """Tickets after which the same customer opened a further one of the kind in time."""
    alike: dict[Any, list[Row]] = defaultdict(list)
    for ticket in tickets:
        if ticket["customer_id"] and ticket["issue_type"]:
            kind = ticket["source_system"], ticket["customer_id"], ticket["issue_type"]
            alike[kind].append(ticket)
    return {
        (first["source_system"], first["ticket_id"])
        for group in alike.values()
        for first in group
        if hours(first) is not None
        for second in group
        if timedelta(0) < second["created_at"] - first["resolved_at"] <= REOPENED_WITHIN
    }


def of_tickets(tickets: Sequence[Row], again: set[tuple[str, str]]) -> Row:
    """How many, how soon, how satisfied."""
    waits = [wait for wait in map(hours, tickets) if wait is not None]
    scores = [it["satisfaction_score"] for it in tickets if it["satisfaction_score"] is not None]
    return {
        "tickets": len(tickets),
        "resolved": sum(it["resolved_at"] is not None for it in tickets),
        "reopened": sum((it["source_system"], it["ticket_id"]) in again for it in tickets),
        "median": middle(waits),
        "p90": p90(waits),
        "rated": len(scores),
        "satisfaction": mean(scores),
    }


def support_patterns(all_of_it: Happenings) -> Rows:
    """Issue type × month of opening, customers known or not."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for ticket in all_of_it.tickets:
        month = ticket["day"].replace(day=1)
        groups[month, ticket["issue_type"] or UNKNOWN].append(ticket)
    again = reopened(all_of_it.tickets)
    return {key: _pattern(tickets, again) for key, tickets in groups.items()}


def _pattern(tickets: list[Row], again: set[tuple[str, str]]) -> Row:
    it = of_tickets(tickets, again)
    return {
        "ticket_count": it["tickets"],
        "customer_count": len({row["customer_key"] for row in tickets} - {UNKNOWN}),
        "resolved_count": it["resolved"],
        "open_count": it["tickets"] - it["resolved"],
        "resolved_share": half_up(Decimal(it["resolved"]) / it["tickets"], 6),
        "median_hours_to_resolve": it["median"],
        "p90_hours_to_resolve": it["p90"],
        "rated_count": it["rated"],
        "mean_satisfaction_score": it["satisfaction"],
        "reopened_count": it["reopened"],
        "reopened_share": half_up(Decimal(it["reopened"]) / it["resolved"], 6)
        if it["resolved"]
        else None,
    }


def customer_360(all_of_it: Happenings) -> Rows:
    """Every known customer: orders, tickets and visits, each counted by itself."""
    lines, tickets, visits = (
        _by_customer(rows) for rows in (all_of_it.lines, all_of_it.tickets, all_of_it.visits)
    )
    again = reopened(all_of_it.tickets)
    rows = {
        (key,): {
            **_bought(lines[key], all_of_it.as_of),
            **_asked(tickets[key], again),
            **_visited(visits[key]),
        }
        for key in all_of_it.customers
    }
    _add_engagement(list(rows.values()))
    return rows


def _by_customer(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["customer_key"]].append(row)
    return found


def _bought(lines: list[Row], as_of: date) -> Row:
    counted = [line for line in lines if line["is_counted"]]
    orders = {(line["currency_code"], line["order_key"]) for line in counted}
    currencies = Counter(currency for currency, _ in orders)
    by_use = sorted(currencies, key=lambda it: (-currencies[it], it != OWN_CURRENCY, it))
    main = by_use[0] if by_use else OWN_CURRENCY
    spent = [line["net_amount"] for line in counted if line["currency_code"] == main]
    bought = [line["day"] for line in counted if not line["is_return"]]
    back = [line["day"] for line in counted if line["is_return"]]
    return {
        "order_count": len(orders),
        "purchase_count": len({it["order_key"] for it in counted if not it["is_return"]}),
        "spend": sum(spent, Decimal(0)),
        "spend_amount": half_up(sum(spent, Decimal(0))),
        "currency_code": main,
        "first_purchase_date": min(bought, default=None),
        "last_purchase_date": max(bought, default=None),
        "days_since_purchase": (as_of - max(bought)).days if bought else None,
        "return_count": len(back),
        "last_return_date": max(back, default=None),
    }


def _asked(tickets: list[Row], again: set[tuple[str, str]]) -> Row:
    it = of_tickets(tickets, again)
    return {
        "ticket_count": it["tickets"],
        "open_ticket_count": it["tickets"] - it["resolved"],
        "resolved_ticket_count": it["resolved"],
        "reopened_ticket_count": it["reopened"],
        "median_hours_to_resolve": it["median"],
        "mean_satisfaction_score": it["satisfaction"],
        "leading_issue_type": leading(tickets, "issue_type", "created_at"),
        "last_ticket_date": max((ticket["day"] for ticket in tickets), default=None),
    }


def _visited(visits: list[Row]) -> Row:
    return {
        "session_count": len(visits),
        "page_view_count": sum(visit["page_views"] or 0 for visit in visits),
        "visit_minutes": sum((visit["duration_minutes"] or 0 for visit in visits), Decimal(0)),
        "leading_device": leading(visits, "device", "started_at"),
        "last_visit_date": max((visit["day"] for visit in visits), default=None),
    }


def _add_engagement(rows: list[Row]) -> None:
    """The share of the others who do strictly less, in five ways, and their mean. R1"""
    measures = {
        "orders": "order_count", "sessions": "session_count", "page_views": "page_view_count",
        "minutes": "visit_minutes",
    }  # fmt: skip
    for name, column in measures.items():
        _add_percent_ranks(rows, column, f"{name}_percent_rank")
    for currency in {row["currency_code"] for row in rows}:
        alike = [row for row in rows if row["currency_code"] == currency]
        _add_percent_ranks(alike, "spend", "spend_percent_rank")
    for row in rows:
        ranks = [row[f"{name}_percent_rank"] for name in (*measures, "spend")]
        row["engagement_score"] = half_up(100 * sum(ranks, Decimal(0)) / 5)
        del row["spend"]


def _add_percent_ranks(rows: list[Row], column: str, rank: str) -> None:
    values = sorted(row[column] for row in rows)
    others = len(values) - 1
    for row in rows:
        share = Decimal(bisect_left(values, row[column])) / others if others else Decimal(0)
        row[rank] = half_up(share, 6)
