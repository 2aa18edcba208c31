"""The CRM: customers, support tickets, transactions and web sessions, as four Excel workbooks.

`session_duration` is in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.demo.answer_key import AnswerKey, format_cents
from tillhouse.demo.dirt import DirtKind, set_to
from tillhouse.demo.places import Place
from tillhouse.demo.pos_tables import place_of_store
from tillhouse.demo.sales import draw_days
from tillhouse.demo.spellings import spell_name
from tillhouse.demo.streams import Ints, draw_from, open_stream
from tillhouse.demo.tables import Table, write_table
from tillhouse.demo.world import World
from tillhouse.demo.writers import as_text, cents_as_text, date_texts

_SECONDS = 86_400
ISSUE_TYPES = ("delivery", "damaged item", "refund", "account", "product question")
_PAYMENTS = ("card", "cash", "gift card", "mobile")
_DEVICES = ("mobile", "desktop", "tablet")
TICKETS_PER_CUSTOMER, SESSIONS_PER_CUSTOMER = 1.5, 12
_UNSOLVED = 0.12

CUSTOMER_KINDS = (
    DirtKind("customer_id_missing", "customer_id", 0.001, "quarantined", "customer_id",
             set_to("customer_id", "")),
    DirtKind("email_invalid", "email", 0.03, "kept", "email", set_to("email", "anna@", "no mail")),
    DirtKind("phone_invalid", "phone", 0.03, "kept", "phone", set_to("phone", "123", "n/a")),
    DirtKind("signup_date_unreadable", "signup_date", 0.002, "kept", "signup_date",
             set_to("signup_date", "soon", "2023-02-30")),
)  # fmt: skip
TRANSACTION_KINDS = (
    DirtKind("amount_unreadable", "amount", 0.002, "quarantined", "amount",
             set_to("amount", "12..5", "n/a", "")),
    DirtKind("date_unreadable", "transaction_date", 0.002, "quarantined", "date",
             set_to("transaction_date", "2024-02-30", "yesterday", "")),
    DirtKind("customer_unknown", "customer_id", 0.003, "kept", "customer",
             set_to("customer_id", "990001", "990002")),
)  # fmt: skip
TICKET_KINDS = (
    DirtKind("satisfaction_out_of_range", "satisfaction_score", 0.005, "kept", "satisfaction",
             set_to("satisfaction_score", "6", "0", "11")),
    DirtKind("customer_unknown", "customer_id", 0.003, "kept", "customer",
             set_to("customer_id", "990001", "990002")),
    DirtKind("date_unreadable", "created_at", 0.002, "quarantined", "created_at",
             set_to("created_at", "not yet", "")),
)  # fmt: skip
SESSION_KINDS = (
    DirtKind("page_views_unreadable", "page_views", 0.001, "quarantined", "page_views",
             set_to("page_views", "many", "-")),
    DirtKind("customer_unknown", "customer_id", 0.002, "kept", "customer",
             set_to("customer_id", "990001", "990002")),
)  # fmt: skip


def generate_crm(
    world: World, root: Path, key: AnswerKey, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Writes `crm/`. Returns (files, rows)."""
    makers = (_customers, _transactions, _tickets, _sessions)
    rows = 0
    for done, make in enumerate(makers, 1):
        table, amounts = make(world)
        planted = write_table(world, root, key, table)
        rows += len(table)
        lost = [row for row, kind in planted if kind.expected == "quarantined"]
        truth: dict[str, object] = {"delivered_rows": len(table), "quarantined_rows": len(lost)}
        if amounts is not None:
            loaded = int(amounts.sum() - amounts[lost].sum())
            truth |= {"loaded_amount": format_cents(loaded)}
        key.truth["totals"][f"crm/{table.name}"] = truth
        progress(done, len(makers))
    return len(makers), rows


def _customers(world: World) -> tuple[Table, Ints | None]:
    people = world.people
    members = people.members("crm").tolist()
    g = open_stream(world.seed, "crm", "customers")
    has_mail, has_phone = g.random((2, len(members))) < 0.85
    places = [people.place_of(p) for p in members]
    joined = [people.first_day[p] for p in members]
    start = np.datetime64(world.first_day.isoformat())
    columns = {
        "customer_id": as_text(people.ids["crm"][members]),
        "name": pa.array([spell_name(world, "crm", p) for p in members]),
        "email": pa.array(
            [people.email(p) if h else "" for p, h in zip(members, has_mail, strict=True)]
        ),
        "phone": pa.array(
            [people.phone(p) if h else "" for p, h in zip(members, has_phone, strict=True)]
        ),
        "signup_date": pa.array([str(start + (int(day) - 20)) for day in joined]),
        "location": pa.array([_location(place) for place in places]),
    }
    cells = {"customer_id": "number", "signup_date": "date"}
    return Table("crm", "Customer_master", "customers", columns, CUSTOMER_KINDS, cells=cells), None


def _location(place: Place) -> str:
    """With its country where that is not the shop's: `Toronto, ON, CA`, but `San Diego, CA`."""
    if place.country == "US":
        return f"{place.city}, {place.state}"
    return f"{place.city}, {place.state or place.city}, {place.country}"


def _transactions(world: World) -> tuple[Table, Ints | None]:
    lines, days = draw_days(world, "crm", range(world.days))
    starts = np.searchsorted(lines.basket, np.arange(len(days)))
    net = (lines.price_cents * (100 - lines.discount_percent) + 50) // 100 * lines.quantity
    cents = np.add.reduceat(net, starts) if len(days) else net
    g = open_stream(world.seed, "crm", "transactions")
    cities = pa.array([place_of_store(s).city for s in range(world.store_count)])
    columns = {
        "transaction_id": as_text(700_001 + np.arange(len(days))),
        "customer_id": as_text(world.people.ids["crm"][lines.person[starts]]),
        "transaction_date": date_texts(world, days),
        "amount": cents_as_text(cents),
        "payment_method": pa.array(_PAYMENTS).take(pa.array(g.integers(0, 4, len(days)))),
        "store_location": cities.take(pa.array(lines.store[starts])),
    }
    cells = {
        "transaction_id": "number",
        "customer_id": "number",
        "transaction_date": "date",
        "amount": "number",
    }
    table = Table(
        "crm", "Transaction", "order_lines", columns, TRANSACTION_KINDS, price="amount", cells=cells
    )
    return table, cents


def _tickets(world: World) -> tuple[Table, Ints | None]:
    g = open_stream(world.seed, "crm", "tickets")
    buyers, seconds = _draw_events(world, TICKETS_PER_CUSTOMER, g)
    issue = g.choice(5, len(buyers), p=(0.35, 0.2, 0.2, 0.1, 0.15))
    hours = g.lognormal(2.5 + 0.3 * issue, 0.8)
    solved = g.random(len(buyers)) >= _UNSOLVED
    score = np.clip(np.round(4.8 - hours / 40 + g.normal(0, 0.7, len(buyers))), 1, 5)
    ended = _times(world, seconds + (hours * 3600).astype(np.int64))
    columns = {
        "ticket_id": as_text(1 + np.arange(len(buyers))),
        "customer_id": as_text(world.people.ids["crm"][buyers]),
        "created_at": _times(world, seconds),
        "resolved_at": pc.if_else(pa.array(solved), ended, ""),
        "issue_type": pa.array(ISSUE_TYPES).take(pa.array(issue)),
        "satisfaction_score": pc.if_else(pa.array(solved), as_text(score.astype(np.int64)), ""),
    }
    cells = {
        "ticket_id": "number",
        "customer_id": "number",
        "created_at": "moment",
        "resolved_at": "moment",
        "satisfaction_score": "number",
    }
    return Table(
        "crm", "Customer_support", "support_tickets", columns, TICKET_KINDS, cells=cells
    ), None


def _sessions(world: World) -> tuple[Table, Ints | None]:
    g = open_stream(world.seed, "crm", "sessions")
    buyers, seconds = _draw_events(world, SESSIONS_PER_CUSTOMER, g)
    views = 1 + g.poisson(5, len(buyers))
    device = (world.people.taste[buyers] + g.choice(3, len(buyers), p=(0.7, 0.2, 0.1))) % 3
    columns = {
        "session_id": as_text(1 + np.arange(len(buyers))),
        "customer_id": as_text(world.people.ids["crm"][buyers]),
        "page_views": as_text(views),
        "session_duration": as_text(20 + views * g.integers(10, 60, len(buyers))),
        "device": pa.array(_DEVICES).take(pa.array(device)),
        "interaction_date": date_texts(world, seconds // _SECONDS),
    }
    cells = {
        "session_id": "number",
        "customer_id": "number",
        "page_views": "number",
        "session_duration": "number",
        "interaction_date": "date",
    }
    return Table(
        "crm", "Web_Interactions", "web_sessions", columns, SESSION_KINDS, cells=cells
    ), None


def _draw_events(world: World, per_customer: float, g: np.random.Generator) -> tuple[Ints, Ints]:
    """(person, seconds into the period) of events, in the order of time."""
    members = world.people.members("crm")
    share = world.days / 730
    count = int(g.poisson(per_customer * len(members) * share))
    weights = np.cumsum(world.people.weight[members])
    buyers = members[draw_from(weights, g.random(count))]
    return buyers, np.sort(g.integers(0, world.days * _SECONDS, count))


def _times(world: World, seconds: Ints) -> Any:
    start = np.datetime64(f"{world.first_day.isoformat()}T00:00:00")
    return pc.strftime(pa.array(start + seconds), format="%Y-%m-%d %H:%M:%S")
