"""Which entity each table brings, by its name and by the columns that are recognised in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tillhouse.contracts.entities import Entity
from tillhouse.errors import ConfigError
from tillhouse.onboarding.choices import TOPIC as COLUMNS
from tillhouse.onboarding.choices import chosen_columns, settle_rivals
from tillhouse.onboarding.consent import read_consents
from tillhouse.onboarding.context import mark_line_counts, speaks_of_people
from tillhouse.onboarding.keys import add_foreign_keys, add_lookups, settle_keys
from tillhouse.onboarding.mapping import Guess, Match, own_key
from tillhouse.onboarding.names import words
from tillhouse.onboarding.people import keep_names_apart, read_name_parts
from tillhouse.onboarding.recognise import OWN_KEY_OF_TABLE, map_columns, own_key_of
from tillhouse.onboarding.shapes import (
    FACTS,
    NEEDS,
    SHARED_BY_LINES,
    SPOKEN,
    STOCK,
    TABLE_WORDS,
)
from tillhouse.onboarding.table_questions import NONE, told_by
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.onboarding.unions import unite_tables
from tillhouse.onboarding.whose_list import only_own_lists
from tillhouse.suggestions import did_you_mean

ENOUGH = 2.5
TOLD_SCORE = 100.0  # of a table of which a person said what it is
# How sure the columns must be that an entity cannot be without; the only date is no order's yet.
SURELY = {"orders": 0.6}
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
    asking = _Asking(looked, {entity.name: entity for entity in entities}, known, answers)
    mark_line_counts(looked)
    unite_tables(looked, asking.table, answers)
    mark_line_counts(looked)
    found = [asking.table(it) for it in looked.tables if it.name not in looked.left_out]
    guesses = [it for it in found if it is not None]
    guesses = _one_each(only_own_lists(guesses, looked), told_by(answers))
    add_foreign_keys(guesses, looked)
    settle_keys(guesses, looked)
    settle_rivals(guesses, looked, asking.answers)
    add_lookups(guesses, looked)
    guesses += _derived(guesses, asking)
    keep_names_apart(guesses, looked)
    for guess in guesses:
        if guess.entity.name == "contacts":
            consents, questions = read_consents(guess.table, looked)
            guess.matches |= consents
            guess.questions += questions
    order = list(TABLE_WORDS)
    return sorted(guesses, key=lambda guess: (order.index(guess.entity.name), guess.table.name))


@dataclass(frozen=True)
class _Asking:
    """What a table is taken for, among all that was found and answered."""

    looked: Looked
    entities: Mapping[str, Entity]
    told: Mapping[str, str]
    answers: Mapping[str, str]

    def table(self, table: Table) -> Guess | None:
        """The entity that a table brings; None for a table of none."""
        if name := self.told.get(table.name, ""):
            return None if name == NONE else self._as_told(table, name)
        names = [table.entity] if table.entity else list(self.entities)
        found = [it for name in names if (it := self._judge(table, name)) is not None]
        best = max(found, key=lambda guess: (guess.score, guess.entity.name), default=None)
        return best if best is not None and best.score >= ENOUGH else None

    def columns(
        self, table: Table, entity: Entity, *, is_guest: bool = False, is_told: bool = False
    ) -> dict[str, Match]:
        """Which column of a table is which of an entity's contract."""
        chosen = chosen_columns(self.answers, entity.name)
        matches = map_columns(table, entity, is_guest=is_guest, is_told=is_told, chosen=chosen)
        return matches | read_name_parts(table, entity, matches, self.looked)

    def _as_told(self, table: Table, name: str) -> Guess:
        """As a person said: the table's own key is that of the entity, whatever it is called."""
        entity, key = self.entities[name], own_key(name)
        matches = self.columns(table, entity, is_told=True)
        own = own_key_of(table)
        is_known = key in matches and (
            matches[key].sure == 1.0 or table.is_unique(matches[key].column.name)
        )
        if key and own and not is_known:
            matches = {k: it for k, it in matches.items() if it.column is not own}
            matches[key] = Match(own, 0.97, OWN_KEY_OF_TABLE)
        return Guess(entity, table, matches, score=TOLD_SCORE)

    def _judge(self, table: Table, name: str) -> Guess | None:
        """How well a table fits an entity; None where it lacks what the entity is made of."""
        entity = self.entities[name]
        matches = self.columns(table, entity)
        surely = {it for it, match in matches.items() if match.sure > SURELY.get(name, 0.55)}
        if not all(set(group.split()) & surely for group in NEEDS[name]):
            return None
        if name == "stores" and speaks_of_people(table) and "store" not in words(table.name):
            return None
        spoken = {word for it in table.columns for word in words(it.original)}
        if name in SPOKEN and not SPOKEN[name] & (spoken | _words_of(table)):
            return None
        score = 2.0 * _named(table, name) + _key_score(table, name, matches)
        for promise in entity.columns:
            if promise.name in matches:
                weight = 1.0 if promise.meta.get("required") is True else 0.5
                score += weight * matches[promise.name].sure
        return Guess(entity, table, matches, score=round(score, 3))


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


def _named(table: Table, entity: str) -> int:
    """How many of the words of a table's name speak for an entity, less those against it."""
    speaks, against = (set(it.split()) for it in TABLE_WORDS[entity])
    found = _words_of(table)
    return min(len(found & speaks), 2) - 2 * len(found & against)


def _words_of(table: Table) -> set[str]:
    """The meanings of the words of a table's name; its stock is no list of articles."""
    found = set(words(table.name))
    if STOCK & set(table.name.lower().split("_")):
        found = found - {"product"} | {"inventory"}
    return found


def _key_score(table: Table, entity: str, matches: Mapping[str, Match]) -> float:
    """A list of things has each once; a key that repeats makes it a list of something else."""
    key = own_key(entity)
    if entity == "order_lines":
        repeats = "order_id" in matches and not table.is_unique(matches["order_id"].column.name)
        return 1.0 if repeats else 0.0
    if key not in matches:
        return -1.0
    column = matches[key].column
    if table.is_unique(column.name):
        return 1.5
    return 0.0 if column.distinct >= 0.9 * table.rows else -3.0


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


def _derived(guesses: list[Guess], asking: _Asking) -> list[Guess]:
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


def _guest(host: Guess, name: str, asking: _Asking) -> Guess | None:
    """An entity in the rows of another one, or None where it is not named there."""
    entity, key = asking.entities[name], own_key(name)
    if name == "orders":
        return _orders_of(host, entity, asking)
    is_list = (host.entity.name, entity.name) == ("customers", "contacts")
    if not is_list and host.entity.name not in FACTS:
        return None
    matches = asking.columns(host.table, entity, is_guest=not is_list)
    if key in host.matches:
        matches = {key: host.matches[key], **{k: v for k, v in matches.items() if k != key}}
    used = {it.column.name for name, it in host.matches.items() if name != key} - {
        host.name_of(name) for name in matches
    }
    matches = {name: it for name, it in matches.items() if it.column.name not in used}
    if key not in matches or (entity.name == "contacts" and not {"email", "phone"} & set(matches)):
        return None
    return _derived_guess(host, entity, matches)


def _orders_of(host: Guess, entity: Entity, asking: _Asking) -> Guess | None:
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
