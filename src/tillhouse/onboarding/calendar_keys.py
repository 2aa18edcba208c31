"""Days that stand behind a key: in a table of dates, or in the order that a payment names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.mapping import Guess, Hop, Lookup
from tillhouse.onboarding.names import likeness, words
from tillhouse.onboarding.tables import Column, Looked, Table

COVERED = 0.9
OF_ORDER = ("paid_date",)  # a day that is that of the order where nothing else tells it


def add_days(guesses: Sequence[Guess], looked: Looked) -> None:
    """Look days up that an entity lacks: by the keys of a table of dates, then by its order."""
    calendars = [(table, key, day) for table in looked.tables for key, day in _calendar(table)]
    for guess in guesses:
        for promise in guess.unmapped:
            if promise.data_type == "date" and not promise.is_pii:
                _of_calendar(guess, promise.name, calendars, looked)
    orders = next((it for it in guesses if it.entity.name == "orders"), None)
    if orders is None or orders.is_derived or "business_date" not in orders.matches:
        return
    for guess in guesses:
        for name in OF_ORDER:
            wanted = name in {promise.name for promise in guess.unmapped}
            if wanted and "order_id" in guess.matches and guess.table is not orders.table:
                hop = Hop(guess.name_of("order_id"), orders.table, orders.name_of("order_id"))
                day = orders.matches["business_date"].column
                guess.lookups.setdefault(name, Lookup((hop,), day))


def _of_calendar(
    guess: Guess, name: str, calendars: Sequence[tuple[Table, Column, Column]], looked: Looked
) -> None:
    used = {match.column.name for match in guess.matches.values()}
    for table, key, day in calendars:
        keys = [it for it in guess.table.columns if it.name not in used and _is_day_key(it)]
        scored = [(_likeness(it, guess, name, len(keys) == 1), it) for it in keys]
        best = max(scored, key=lambda pair: pair[0], default=None)
        if not best or not best[0] or table is guess.table or name in guess.lookups:
            continue
        if _covered(looked, guess.table, best[1], table, key) >= COVERED:
            guess.lookups.setdefault(name, Lookup((Hop(best[1].name, table, key.name),), day))


def _calendar(table: Table) -> Iterator[tuple[Column, Column]]:
    """The key and the day of a table that has one row for each day."""
    days = [it for it in table.columns if it.is_date and table.is_unique(it.name)]
    keys = [it for it in table.columns if not it.is_date and table.is_unique(it.name)]
    named = [it for it in keys if _is_day_key(it)] or [it for it in keys if _is_id(it)]
    says_date = "date" in words(table.name) or table.name.lower().startswith(("calend", "kalend"))
    if days and named and (says_date or _is_day_key(named[0])):
        yield named[0], days[0]


def _is_id(column: Column) -> bool:
    return words(column.original) == ("id",)


def _is_day_key(column: Column) -> bool:
    return {"date", "id"} <= set(words(column.original)) and not column.is_date


def _likeness(column: Column, guess: Guess, name: str, is_only: bool) -> float:
    """How surely a key of a day is that of a column: `order_date_key` by what is before `key`."""
    rest = " ".join(word for word in words(column.original) if word != "id")
    found = likeness(rest, guess.entity.name, name)
    return found or (0.5 if is_only else 0.0)


def _covered(looked: Looked, table: Table, column: Column, other: Table, key: Column) -> float:
    sql = (
        f"select count(*), count(*) filter (where v in (select trim({key.name}) from {other.view}))"
        f" from (select distinct trim({column.name}) as v from {table.view} "
        f"where trim({column.name}) <> '')"
    )
    total, found = (int(str(value)) for value in looked.ask(sql)[0])
    return found / total if total else 0.0
