"""Totals that are delivered apart: a till's Z report, a day's closing, a month of the books (R26).

Days and amounts alone could be anything: a table is taken for control totals where its words say
so, no row names an order, a product or a person, and each store, till and day has one row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from tillhouse.contracts.entities import Entity
from tillhouse.onboarding.mapping import Guess, Match
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.names import likeness, tokens, words
from tillhouse.onboarding.synonyms import VOCABULARY, plain
from tillhouse.onboarding.tables import Column, Looked, Table

NAME = "control_totals"
KEY = ("store_id", "till_id", "business_date", "period_type", "currency_code")
# Whatever a row with one of these is, it is no total of a day.
NAMED = {
    "order_lines": ("order_id", "line_number", "product_id", "customer_id", "unit_price"),
    "payments": ("payment_id", "payment_method"),
}
SURELY, ALL = 0.6, 0.99
LONGEST = 4  # words of a phrase


@cache
def vocabulary() -> dict[str, frozenset[str]]:
    """sure, period, money, other, counts → phrases with their words joined, in a-z."""
    entries = tomllib.loads((VOCABULARY / "control.toml").read_text("utf-8"))
    return {
        name: frozenset(
            plain(spelled.replace("_", "").lower())
            for word in text.split()
            for spelled in (word, word.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})))
        )
        for name, text in entries.items()
    }


def says(name: str, *kinds: str) -> bool:
    """Whether a name holds a phrase of each of these kinds."""
    parts = tokens(name)
    joined = {
        "".join(parts[at : at + size]) for at in range(len(parts)) for size in range(1, LONGEST + 1)
    }
    return all(joined & vocabulary()[kind] for kind in kinds)


def read_columns(table: Table, entity: Entity, matches: dict[str, Match]) -> dict[str, Match]:
    """What names alone do not tell: a column of months, and an amount called after its period."""
    used = {match.column.name for name, match in matches.items() if name != "business_date"}
    free = [it for it in table.columns if it.name not in used]
    found: dict[str, Match] = {}
    months = [it for it in free if it.share(it.months) >= ALL]
    for column in months:
        like = likeness(column.original, entity.name, "business_date")
        if like > SURELY or len(months) == 1:
            sql = f"{{{{ month_day('{column.name}') }}}}"
            why = "its values are months: the first day of each"
            found["business_date"] = Match(column, max(like, 0.7), why, sql=sql)
            break
    sums = [it for it in free if it.is_number and says(it.original, "period", "money")]
    if "amount" not in matches and len(sums) == 1 and sums[0] not in months:
        found["amount"] = Match(sums[0], 0.8, "the name says so")
    return found


def is_control_total(
    table: Table,
    matches: Mapping[str, Match],
    entities: Mapping[str, Entity],
    looked: Looked,
) -> bool:
    """Whether a table holds totals of days or months, and says so."""
    surely = {name for name, match in matches.items() if match.sure > 0.55}
    if not {"amount", "business_date"} <= surely or not table.rows:
        return False
    spoken = _is_spoken(table, matches)
    return (
        spoken and not _names_others(table, matches, entities) and _is_once(table, matches, looked)
    )


def speaks_surely(table: Table) -> bool:
    """Whether the name of a table says what nothing else is called."""
    return says(table.name, "sure") and not says(table.name, "other")


def _is_spoken(table: Table, matches: Mapping[str, Match]) -> bool:
    """By the table's name, or by the names of its day and its amount."""
    own = [table.name, *(matches[name].column.original for name in ("business_date", "amount"))]
    if any(says(name, "other") for name in own):
        return False
    if any(says(name, "sure") or says(name, "period", "money") for name in own):
        return True
    day = matches["business_date"].column
    return day.months > 0 and any(says(name, "money") for name in own)


def _names_others(
    table: Table, matches: Mapping[str, Match], entities: Mapping[str, Entity]
) -> bool:
    """Whether a row names one order, product, person or payment."""
    used = {match.column.name for name, match in matches.items() if name != "order_count"}
    free = [it for it in table.columns if it.name not in used and not _is_count(it)]
    free = [it for it in free if words(it.original) != ("id",) or not speaks_surely(table)]
    return any(
        likeness(column.original, entity, name) > SURELY
        for entity, names in NAMED.items()
        if entity in entities
        for name in names
        for column in free
    )


def _is_count(column: Column) -> bool:
    """`Transactions` and `number of receipts` say how many, `receipt no` which one."""
    return column.is_number and says(column.original, "counts")


def _is_once(table: Table, matches: Mapping[str, Match], looked: Looked) -> bool:
    """Whether each store, till and day has one row; a delivery may tell it again."""
    key = [f"coalesce(trim({matches[name].column.name}), '')" for name in KEY if name in matches]
    sql = (
        f"select count(*), count(distinct concat_ws('|', _file, {', '.join(key)})) "
        f"from {table.view}"
    )
    rows, once = looked.ask(sql)[0]
    return rows == once


def beside_sales(guesses: Sequence[Guess], told: Iterable[str]) -> list[Guess]:
    """Without control totals where there are no sales that they could be compared with."""
    has_sales = any(it.entity.name == "order_lines" for it in guesses)
    return [
        it for it in guesses if has_sales or it.entity.name != NAME or it.table.name in set(told)
    ]


def write_period(model: Model, looked: Looked) -> None:
    """A total of a store, till and period replaces the one before: what its period is."""
    period, why = period_of(model.guess, looked)
    if period:
        model.query.given["period_type"] = (f"'{period}'", why)
        model.query.options["_slice"] += f" || '|{period}'"


def period_of(guess: Guess, looked: Looked) -> tuple[str, str]:
    """month or week and why, where the days say so; empty for totals of days."""
    match = guess.matches.get("business_date")
    if match is None or "period_type" in guess.matches:
        return "", ""
    if match.sql:
        return "month", "its values are months"
    column, view = match.column, guess.table.view
    day = f"try_cast(left(trim({column.name}), 10) as date)"
    first = (
        f"regexp_matches(trim({column.name}), '^0?1[./-](0?[1-9]|1[0-2])[./-](19|20)[0-9]{{2}}')"
    )
    facts = [
        f"count(distinct trim({column.name}))",
        f"count(*) filter (where day({day}) = 1 or {first})",
        f"count(*) filter (where {day} = last_day({day}))",
        f"count({day})",
        "count(*)",
        f"count(distinct dayofweek({day}))",
    ]
    sql = f"select {', '.join(facts)} from {view} where trim({column.name}) <> ''"
    days, firsts, lasts, known, rows, weekdays = (int(str(it)) for it in looked.ask(sql)[0])
    if days > 1 and firsts == rows:
        return "month", "every day is the first of a month"
    if days > 1 and lasts == rows:
        return "month", "every day is the last of a month"
    names = (guess.table.name, column.original)
    is_week = any({"week", "weekly", "woche", "semaine"} & set(tokens(it)) for it in names)
    if is_week and days > 2 and known == rows and weekdays == 1:
        return "week", "every day is the same day of a week"
    return "", ""
