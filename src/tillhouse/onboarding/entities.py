"""Which entity each table brings, by its name and by the columns that are recognised in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tillhouse.contracts.entities import Entity
from tillhouse.errors import ConfigError
from tillhouse.onboarding.article_names import article_name
from tillhouse.onboarding.articles import mark_articles
from tillhouse.onboarding.calendar_keys import add_days
from tillhouse.onboarding.choices import TOPIC as COLUMNS
from tillhouse.onboarding.choices import settle_rivals
from tillhouse.onboarding.consent import read_consents
from tillhouse.onboarding.context import mark_line_counts
from tillhouse.onboarding.control_totals import beside_sales
from tillhouse.onboarding.judge import SALES, Judge
from tillhouse.onboarding.keys import add_foreign_keys, add_lookups, settle_keys
from tillhouse.onboarding.mapping import Guess, Match, own_key
from tillhouse.onboarding.order_rows import settle_order_rows
from tillhouse.onboarding.people import keep_names_apart
from tillhouse.onboarding.shapes import (
    FACTS,
    SHARED_BY_LINES,
    TABLE_WORDS,
)
from tillhouse.onboarding.status_column import find_statuses
from tillhouse.onboarding.table_questions import ask_unrecognised, told_by
from tillhouse.onboarding.tables import Looked
from tillhouse.onboarding.unions import unite_tables
from tillhouse.onboarding.whose_list import only_own_lists
from tillhouse.suggestions import did_you_mean

# Entities that others may name in their rows, in the order in which they are looked for.
NAMED_BY_OTHERS = ("orders", "customers", "contacts", "products", "stores", "employees")


def guess_entities(
    looked: Looked,
    entities: Sequence[Entity],
    told: Mapping[str, str],
    answers: Mapping[str, str] | None = None,
) -> list[Guess]:
    """Every staging model to be written: the tables' own entities, then those named in them.

    `told` says of tables what they are, where the user knows better: table → entity, or "none"; so
    do the `answers` that were given before. Tables of one entity are united, see `unions`.
    Raises `ConfigError` when `told` names a table or an entity that is not there.
    """
    _check_told(looked, entities, told)
    answers = answers or {}
    known = {**told_by(answers), **told}
    asking = Judge(looked, {entity.name: entity for entity in entities}, known, answers)
    mark_line_counts(looked)
    unite_tables(looked, asking.table, answers)
    mark_line_counts(looked)
    mark_articles(looked)
    found = [asking.table(it) for it in looked.tables if it.name not in looked.left_out]
    guesses = [it for it in found if it is not None]
    guesses = beside_sales(only_own_lists(guesses, looked), known)
    guesses = _one_each(guesses, told_by(answers))
    add_foreign_keys(guesses, looked)
    settle_keys(guesses, looked)
    settle_rivals(guesses, looked, asking.answers)
    add_lookups(guesses, looked)
    guesses += _derived(guesses, asking)
    guesses = settle_order_rows(guesses, looked, asking.entities)
    find_statuses(guesses, looked)
    add_days(guesses, looked)
    keep_names_apart(guesses, looked)
    _add_consents(guesses, looked)
    _note_likely(guesses, asking)
    order = list(TABLE_WORDS)
    return sorted(guesses, key=lambda guess: (order.index(guess.entity.name), guess.table.name))


def _add_consents(guesses: Sequence[Guess], looked: Looked) -> None:
    for guess in (it for it in guesses if it.entity.name == "contacts"):
        consents, questions = read_consents(guess.table, looked)
        guess.matches |= consents
        guess.questions += questions


def _note_likely(guesses: Sequence[Guess], asking: Judge) -> None:
    """Note of each table that was not recognised what it is most like; ask if sales are missing."""
    read = {id(guess.table) for guess in guesses}
    for table in asking.looked.tables:
        if id(table) not in read and table.name not in asking.told:
            table.likely = asking.likely(table)
            if not any(it.entity.name in SALES for it in guesses) and asking.asked_as_sales(table):
                hosts = (it.table for it in guesses if not it.is_derived)
                ask_unrecognised(table, next(hosts, table), asking.looked)


def _check_told(looked: Looked, entities: Sequence[Entity], told: Mapping[str, str]) -> None:
    tables, names = [it.name for it in looked.delivered], [*(it.name for it in entities), "none"]
    for table, entity in told.items():
        for given, known, noun in ((table, tables, "table"), (entity, names, "entity")):
            if given not in known:
                raise ConfigError(
                    f"There is no {noun} {given!r}",
                    where=f"--entity {table}={entity}",
                    remedy=did_you_mean(given, known),
                )


def _one_each(guesses: list[Guess], added: Collection[str]) -> list[Guess]:
    """One model for each entity, and more for tables that were `added` to it by an answer: these
    add their own name to the entity's."""
    kept: dict[str, list[Guess]] = {}
    order = sorted(guesses, key=lambda it: (it.table.name in added, -it.score, it.table.name))
    for guess in order:
        others = kept.setdefault(guess.entity.name, [])
        guess.part = guess.table.name if others else ""
        others.append(guess)
    return [guess for others in kept.values() for guess in others]


def _derived(guesses: list[Guess], asking: Judge) -> list[Guess]:
    """Customers that stand only in sales, orders that are only their lines, and so on."""
    brought = {guess.entity.name for guess in guesses}
    found: list[Guess] = []
    for name in NAMED_BY_OTHERS:
        named = [(host, it) for host in guesses if (it := _guest(host, name, asking)) is not None]
        best = max(
            named,
            key=lambda pair: (not pair[0].part, pair[1].score, pair[1].table.name),
            default=None,
        )
        if best is not None and name not in brought:
            found.append(best[1])
        for host, guess in named:
            is_second = host.part and best is not None and host.entity is best[0].entity
            if is_second and (name == "orders" or name not in brought):
                guess.part = host.part
                found.append(guess)
    return found


def _guest(host: Guess, name: str, asking: Judge) -> Guess | None:
    """An entity in the rows of another one, or None where it is not named there."""
    entity, key = asking.entities[name], own_key(name)
    if name == "orders":
        return _orders_of(host, entity, asking)
    is_list = (host.entity.name, entity.name) == ("customers", "contacts")
    if not is_list and host.entity.name not in FACTS:
        return None
    matches = asking.columns(host.table, entity, is_guest=not is_list)
    if name == "products" and "product_name" not in matches:
        named = article_name(host, asking.looked)
        matches |= {"product_name": named} if named else {}
    if key in host.matches:
        matches = {key: host.matches[key], **{k: v for k, v in matches.items() if k != key}}
    used = {it.column.name for name, it in host.matches.items() if name != key} - {
        host.name_of(name) for name in matches
    }
    matches = {name: it for name, it in matches.items() if it.column.name not in used}
    if key not in matches or (entity.name == "contacts" and not {"email", "phone"} & set(matches)):
        return None
    return _derived_guess(host, entity, matches)


def _orders_of(host: Guess, entity: Entity, asking: Judge) -> Guess | None:
    if host.entity.name != "order_lines":
        return None
    matches = asking.columns(host.table, entity, is_guest=True)
    used = {it.column.name for name, it in host.matches.items() if name not in SHARED_BY_LINES}
    own = {name: it for name, it in matches.items() if it.column.name not in used}
    both = {**own, **{k: it for k, it in host.matches.items() if k in SHARED_BY_LINES}}
    matches = {it.name: both[it.name] for it in entity.columns if it.name in both}
    return _derived_guess(host, entity, matches)


def _derived_guess(host: Guess, entity: Entity, matches: dict[str, Match]) -> Guess:
    """With the questions of its host that are of its own columns too."""
    asked = [
        it for it in host.questions if it.topic == COLUMNS and it.item.partition(".")[2] in matches
    ]
    guess = Guess(entity, host.table, matches, is_derived=True, score=len(matches))
    guess.questions += asked
    return guess
