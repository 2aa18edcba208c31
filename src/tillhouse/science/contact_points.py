"""How each customer can be reached, and when (R11, R12): the table `science.contact_points`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.errors import DataError
from tillhouse.science.calling_windows import CallingRules, find_window
from tillhouse.science.channels import (
    holds_country_code,
    is_bare,
    normalise_email,
    normalise_phone,
)
from tillhouse.science.distinct import Distinct, find_distinct
from tillhouse.science.time_zones import ShopFacts, choose_zones, tidy_codes

UNKNOWN_MEMBER = "unknown"

MISSING, INVALID, OPTED_OUT = "missing", "invalid", "opted out"


def find_contact_points(
    customers: pa.Table, contacts: pa.Table, as_of: date, shop: ShopFacts, calling: CallingRules
) -> pa.Table:
    """One row per customer, ordered by key; the unknown member is left out.

    `customers` and `contacts` have the columns of their silver tables; each key stands once in
    each (`DataError` otherwise). An unusable channel is NULL and has a reason: the first that
    holds of missing, invalid, opted out. `unreachable_reason` is NULL for the contactable and
    else joins both reasons. `next_call_*_at` are UTC; `no_window_reason` says why there are none.
    """
    customers = _known_customers(customers)
    contacts = _align_contacts(customers, contacts)
    emails = _check_emails(contacts)
    phones = _check_phones(contacts, _phone_countries(customers, contacts, shop))
    columns = {"customer_key": customers["customer_key"], **_reachability(emails, phones)}
    return pa.table({**columns, **_calling_hours(customers, as_of, shop, calling)})


def _known_customers(customers: pa.Table) -> pa.Table:
    known = customers.filter(pc.not_equal(customers["customer_key"], UNKNOWN_MEMBER))
    _require_unique_keys(known, "customers")
    return known.sort_by("customer_key")


def _align_contacts(customers: pa.Table, contacts: pa.Table) -> pa.Table:
    """The contact row of each customer, in the customers' order; NULLs where there is none."""
    _require_unique_keys(contacts, "contacts")
    where = pc.index_in(customers["customer_key"], contacts["customer_key"].combine_chunks())
    kinds = {
        "email": pa.string(),
        "phone": pa.string(),
        "country_code": pa.string(),
        "is_email_opt_out": pa.bool_(),
        "is_phone_opt_out": pa.bool_(),
    }
    return pa.table({name: contacts[name].cast(kind).take(where) for name, kind in kinds.items()})


def _require_unique_keys(table: pa.Table, name: str) -> None:
    keys = table["customer_key"]
    if pc.count_distinct(keys).as_py() == len(keys):
        return
    counts = keys.value_counts()
    twice = min(row["values"] for row in counts.to_pylist() if row["counts"] > 1)
    raise DataError(
        f"Customer {twice!r} stands more than once in {name}.",
        where=f"silver.{name}",
        remedy="Each customer may have one row there; look for a key that two rows share.",
    )


def _phone_countries(customers: pa.Table, contacts: pa.Table, shop: ShopFacts) -> Any:
    """The contact's own country, else the customer's, else the shop's."""
    countries = (tidy_codes(table["country_code"]) for table in (contacts, customers))
    return pc.coalesce(*countries, pa.scalar(shop.country_code))


def _check_emails(contacts: pa.Table) -> tuple[Any, Any]:
    distinct = find_distinct(contacts["email"])
    values = [_check(normalise_email, *row) for row in distinct.rows]
    return _spread_channel(distinct, values, contacts["is_email_opt_out"])


def _check_phones(contacts: pa.Table, countries: Any) -> tuple[Any, Any]:
    distinct = find_distinct(contacts["phone"], countries)
    lists: dict[str, list[str]] = defaultdict(list)
    for text, country in distinct.rows:
        lists[country].append(text)
    with_code = {it for it, texts in lists.items() if holds_country_code(texts, it)}
    values = [
        _check(normalise_phone, _with_plus(text, country in with_code), country)
        for text, country in distinct.rows
    ]
    return _spread_channel(distinct, values, contacts["is_phone_opt_out"])


def _with_plus(text: str | None, is_with_code: bool) -> str | None:
    return f"+{text.strip()}" if text and is_with_code and is_bare(text) else text


def _check(
    normalise: Callable[..., str | None], text: str | None, *context: str
) -> tuple[str | None, str | None]:
    """The value in its one form, and the reason when it has none."""
    if not text or not text.strip():
        return None, MISSING
    value = normalise(text, *context)
    return value, None if value else INVALID


def _spread_channel(
    distinct: Distinct, values: list[tuple[str | None, str | None]], opt_outs: Any
) -> tuple[Any, Any]:
    """Values and reasons per row; what must not be used is NULL, so that no query can use it."""
    is_out = pc.fill_null(opt_outs, False)
    value = distinct.spread([each[0] for each in values], pa.string())
    reason = distinct.spread([each[1] for each in values], pa.string())
    return pc.if_else(is_out, None, value), pc.coalesce(reason, pc.if_else(is_out, OPTED_OUT, None))


def _reachability(emails: tuple[Any, Any], phones: tuple[Any, Any]) -> dict[str, Any]:
    (email, email_reason), (phone, phone_reason) = emails, phones
    is_contactable = pc.or_(pc.is_null(email_reason), pc.is_null(phone_reason))
    # A NULL on either side makes the joined text NULL, which is what contactable means.
    joined = pc.binary_join_element_wise("email", email_reason, " ")
    joined = pc.binary_join_element_wise(joined, "phone", ", ")
    joined = pc.binary_join_element_wise(joined, phone_reason, " ")
    return {
        "email": email,
        "phone_e164": phone,
        "email_reason": email_reason,
        "phone_reason": phone_reason,
        "is_email_usable": pc.is_null(email_reason),
        "is_phone_usable": pc.is_null(phone_reason),
        "is_contactable": is_contactable,
        "unreachable_reason": joined,
    }


def _calling_hours(
    customers: pa.Table, as_of: date, shop: ShopFacts, calling: CallingRules
) -> dict[str, Any]:
    places = choose_zones(customers, shop)
    choices = [row[0] for row in places.rows]
    windows = [find_window(choice, as_of, calling) for choice in choices]
    text, instant = pa.string(), pa.timestamp("us")
    return {
        "time_zone": places.spread([choice.time_zone for choice in choices], text),
        "time_zone_basis": places.spread([choice.basis for choice in choices], text),
        "call_from_local_time": places.spread([window.local_from for window in windows], text),
        "call_to_local_time": places.spread([window.local_to for window in windows], text),
        "next_call_from_at": places.spread([window.from_at for window in windows], instant),
        "next_call_to_at": places.spread([window.to_at for window in windows], instant),
        "no_window_reason": places.spread([window.reason for window in windows], text),
    }
