"""Which column of a table is which of an entity's contract: the one place that decides it.

A name makes a candidate, the values must fit, and what else stands in the table may speak against
it. Of the candidates the surest is taken; those that are as sure are its rivals, which `choices`
decides between or asks about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tillhouse.contracts.entities import Entity
from tillhouse.contracts.models import Column as Promise
from tillhouse.onboarding.context import is_possible
from tillhouse.onboarding.mapping import (
    ANSWERED,
    DOUBT,
    FIT,
    Match,
    by_values,
    fit,
    own_key,
    why_of,
)
from tillhouse.onboarding.names import PERHAPS, likeness, squeezed, tokens, without_prefix
from tillhouse.onboarding.tables import Column, Table

TIE = 0.001  # names that are no further apart are equally likely
MOMENTS_OF_SALE = ("ordered_at", "business_date")
OWN_KEY_OF_TABLE = "the key of the table itself"


@dataclass(frozen=True)
class Candidate:
    """A column that may be one of the contract, and how surely (0 to 1)."""

    sure: float
    at: int
    column: Column
    promise: Promise


def map_columns(
    table: Table,
    entity: Entity,
    *,
    is_guest: bool = False,
    is_told: bool = False,
    chosen: Mapping[str, str] | None = None,
) -> dict[str, Match]:
    """The best column for each column of the contract; a column is used once, a date twice.

    `is_told`: a person said that the table is this entity, so that its own words are the entity's.
    `chosen` are answers: column of the contract → the delivered column's name.
    """
    found = list(_candidates(table, entity, is_guest, is_told, chosen or {}))
    found.sort(key=lambda it: (-it.sure, it.at, entity.columns.index(it.promise)))
    matches: dict[str, Match] = {}
    used: set[str] = set()
    for it in found:
        name, is_moment = it.promise.name, it.promise.name in MOMENTS_OF_SALE
        if name in matches or (it.column.name in used and not is_moment):
            continue
        matches[name] = Match(it.column, it.sure, why_of(it.column, it.promise, it.sure))
        if it.sure > 1:
            matches[name] = replace(matches[name], sure=1.0, why=ANSWERED)
        if not is_moment:
            used.add(it.column.name)
    matches = {name: _with_rivals(name, it, found, used) for name, it in matches.items()}
    if not is_guest:
        matches |= by_values(table, entity, matches, used)
    order = [promise.name for promise in entity.columns]
    return dict(sorted(matches.items(), key=lambda item: order.index(item[0])))


def _with_rivals(name: str, match: Match, found: Sequence[Candidate], used: set[str]) -> Match:
    """Columns that nothing else wants and that are as likely, by name, as the one taken."""
    if match.why != ANSWERED and (match.sure == 1.0 or match.sure <= PERHAPS):
        return match
    is_moment = name in MOMENTS_OF_SALE
    rivals = [
        it.column
        for it in found
        if it.promise.name == name
        and it.column is not match.column
        and (match.why == ANSWERED or match.sure - it.sure <= TIE)
        and it.sure > PERHAPS
        and (is_moment or it.column.name not in used)
    ]
    others = [
        it.column
        for it in found
        if it.promise.name == name and it.column is not match.column and it.sure > PERHAPS
    ]
    return replace(match, rivals=tuple(rivals), others=tuple(others))


def _candidates(
    table: Table, entity: Entity, is_guest: bool, is_told: bool, chosen: Mapping[str, str]
) -> Iterator[Candidate]:
    names = without_prefix([column.original for column in table.columns])
    for promise in entity.columns:
        if promise.name == "source_system":
            continue
        for at, column in enumerate(table.columns):
            if chosen.get(promise.name) in (column.original, column.name):
                yield Candidate(2.0, at, column, promise)
                continue
            name = names[column.original]
            like = likeness(name, entity.name, promise.name, is_guest=is_guest)
            if is_told:
                like = max(like, _as_own(table, column, entity.name, promise.name))
            if column.counts_lines and promise.name == "line_number":
                like = max(like, 0.95)
            if not like or not is_possible(table, entity.name, column, promise.name):
                continue
            fits = fit(column, promise)
            if fits >= FIT or (fits >= DOUBT and like > PERHAPS):
                sure = like * (1.0 if fits >= FIT else 0.8)
                if not is_guest:
                    sure = _as_key(sure, table, entity, column, promise)
                yield Candidate(round(sure, 4), at, column, promise)


def _as_own(table: Table, column: Column, entity: str, promise: str) -> float:
    """In a table called film that is told to be products, `film_id` is `id`, `film_name` `name`."""
    own, found = tokens(table.name), tokens(column.original)
    singular = tuple(word.removesuffix("s") for word in own)
    for words in (own, singular):
        if found[: len(words)] == words and len(found) > len(words):
            rest = "_".join(found[len(words) :])
            return likeness(rest, entity, promise) * 0.99
    return 0.0


def _as_key(sure: float, table: Table, entity: Entity, column: Column, promise: Promise) -> float:
    """A list's own key: of those that are named alike the primary key, then one without repeats."""
    if promise.name != own_key(entity.name) or sure >= 1:
        return round(sure, 4)
    if table.key == (column.name,):
        return 0.999
    is_key = table.is_unique(column.name) or column.distinct >= 0.9 * table.rows
    return round(sure if is_key else sure * 0.7, 4)


def own_key_of(table: Table) -> Column | None:
    """What tells the rows of a table apart, whatever it is called: its primary key, then `id` or
    `<table>_id`, then the first column without repeats."""
    if len(table.key) == 1:
        return table.column(table.key[0])
    own = squeezed(table.name)
    names = {f"{own}id", f"{own.removesuffix('s')}id", "id", own, own.removesuffix("s")}
    unique = [it for it in table.columns if table.is_unique(it.name) and not it.is_date]
    named = [it for it in unique if squeezed(it.original) in names]
    return next(iter([*named, *unique]), None)
