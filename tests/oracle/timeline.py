"""Every customer's story in its order, computed again. R4, R5, R14"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.service import Happenings, Row, reopened, shop_day
from tests.oracle.shop import UNKNOWN, half_up

KEY = ("customer_key", "event_number")


def customer_timeline(all_of_it: Happenings) -> Rows:
    """Everything of each known customer in its order, numbered."""
    events = [*_orders(all_of_it.lines), *_returns(all_of_it.lines)]
    again = reopened(all_of_it.tickets)
    for ticket in all_of_it.tickets:
        events += _openings_and_resolutions(ticket, again)
    for visit in all_of_it.visits:
        key = f"{visit['source_system']}:{visit['session_id']}"
        seen = None if visit["page_views"] is None else Decimal(visit["page_views"])
        device = visit["device"] or UNKNOWN
        events.append(_event(visit, visit["started_at"], 5, "web visit", key, "", device, seen))
    known = set(all_of_it.customers)
    rows: Rows = {}
    numbers: Counter[str] = Counter()
    for event in sorted((it for it in events if it["customer"] in known), key=_place):
        numbers[event["customer"]] += 1
        hidden = ("customer", "place")
        told = {name: value for name, value in event.items() if name not in hidden}
        rows[event["customer"], numbers[event["customer"]]] = told
    return rows


def _place(event: Row) -> tuple[Any, ...]:
    moment = event["event_at"] or datetime.combine(event["event_date"], time(0))
    last = event["event_key"], event["event_status"] or "", event["currency_code"] or ""
    return event["customer"], event["event_date"], moment, event["place"], *last


def _orders(lines: Iterable[Row]) -> Iterable[Row]:
    orders: dict[Any, list[Row]] = defaultdict(list)
    for line in lines:
        if not line["is_return"]:
            key = tuple(line[it] for it in ("customer_key", "order_key", "status", "currency_code"))
            orders[key].append(line)
    for (_, order, status, currency), of_it in orders.items():
        moment = min((it["ordered_at"] for it in of_it if it["ordered_at"]), default=None)
        first = min(of_it, key=lambda it: it["day"])
        event = _event(first, moment, 1, "order", order, status, "", _sum(of_it, "quantity"))
        amount = half_up(_sum(of_it, "net_amount"))
        yield {**event, "amount": amount, "currency_code": currency}


def _returns(lines: Iterable[Row]) -> Iterable[Row]:
    for line in lines:
        if line["is_return"] and line["is_counted"]:
            at, key = line["ordered_at"], f"line {line['order_line_key']}"
            at = None if at == datetime.combine(line["day"], time(0)) else at
            event = _event(line, at, 2, "return", key, "", "", -line["quantity"])
            amount = half_up(-line["net_amount"])
            yield {**event, "amount": amount, "currency_code": line["currency_code"]}


def _openings_and_resolutions(ticket: Row, again: set[tuple[str, str]]) -> Iterable[Row]:
    key, issue = f"{ticket['source_system']}:{ticket['ticket_id']}", ticket["issue_type"] or UNKNOWN
    resolved = ticket["resolved_at"]
    status = "resolved" if resolved else "open"
    yield _event(ticket, ticket["created_at"], 3, "ticket opened", key, status, issue, None)
    if resolved:
        is_again = (ticket["source_system"], ticket["ticket_id"]) in again
        status = "reopened" if is_again else "resolved"
        later = {**ticket, "day": shop_day(resolved)}
        yield _event(later, resolved, 4, "ticket resolved", key, status, issue, None)


def _event(
    row: Row,
    moment: datetime | None,
    place: int,
    kind: str,
    key: str,
    status: str,
    detail: str,
    quantity: Decimal | None,
) -> Row:
    return {
        "customer": row["customer_key"],
        "place": place,
        "event_date": row["day"],
        "event_at": moment,
        "event_type": kind,
        "event_key": key,
        "event_status": status or None,
        "detail": detail or None,
        "quantity": quantity,
        "amount": None,
        "currency_code": None,
    }


def _sum(rows: Iterable[Row], column: str) -> Decimal:
    return sum((row[column] for row in rows), Decimal(0))
