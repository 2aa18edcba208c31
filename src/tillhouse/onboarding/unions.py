"""Several tables of one entity: united, left out by name, or asked for. None is lost (R26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tillhouse.onboarding import control_totals
from tillhouse.onboarding.alike import judge_alike, speaks_of_another
from tillhouse.onboarding.copies import Likeness, compare, is_one_shape, living, share_of_keys
from tillhouse.onboarding.groups import fix_patterns
from tillhouse.onboarding.mapping import Guess, own_key
from tillhouse.onboarding.shapes import FACTS
from tillhouse.onboarding.table_questions import TOPIC, ask_table, is_told
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.onboarding.together import patterns_of, united
from tillhouse.sources.patterns import weight
from tillhouse.sources.spec import SHEET

LIKELY = 0.6  # of the score of the better table, to be asked for
MOST_ASKED = 3
# Columns of a contract that a model can make where the table has none.
MADE = frozenset(
    {"line_number", "unit_price", "return_id", "payment_id", "ticket_id", "session_id"}
)
FEW = 4  # letters that are too few for a pattern of what is left out

Judge = Callable[[Table], Guess | None]
Pair = tuple[Guess, Guess]


@dataclass
class Head:
    """A table that an entity is read from: its parts, in their order."""

    parts: list[Guess]

    @property
    def first(self) -> Guess:
        return self.parts[0]


def unite_tables(looked: Looked, judge: Judge, answers: Mapping[str, str]) -> None:
    """Make of the delivered tables those that models may read.

    Tables of one entity and one shape become one. Copies and views beside a table are left out, and
    so is one of another shape that may be the same entity: that is asked, and until it is answered
    the table only lends what others look up in it. `answers` are those that were given before.
    """
    looked.tables = list(looked.delivered)
    looked.left_out, looked.asked = {}, []
    by_entity: dict[str, list[Guess]] = {}
    for guess in judge_alike(looked.delivered, judge):
        by_entity.setdefault(guess.entity.name, []).append(guess)
    for guesses in by_entity.values():
        if len(guesses) > 1:
            _settle(guesses, looked, answers)
    _open_patterns(looked)


def _settle(guesses: Sequence[Guess], looked: Looked, answers: Mapping[str, str]) -> None:
    heads: list[Head] = []
    unclear: list[Pair] = []
    for guess in sorted(guesses, key=lambda it: _rank(it, answers)):
        if guess.table.is_view and heads and not is_told(guess):
            _remove(guess.table, f"a view beside the table {heads[0].first.table.name}", looked)
        elif (pair := _join(guess, heads, looked)) is not None:
            unclear.append(pair)
    tables = [_as_one(head, looked) for head in heads]
    pairs = zip(heads, tables, strict=True)
    own = {id(part): table for head, table in pairs for part in head.parts}
    for guess, other in unclear:
        why = f"some of its rows are in {other.table.name} too"
        ask_table(guess, own.get(id(other), tables[0]), why, looked, answers)
    for head in heads[1:]:
        _judge_second(head, heads[0], tables[0], looked, answers)


def _rank(guess: Guess, answers: Mapping[str, str]) -> tuple[bool, bool, float, int, str]:
    """Tables before views, then the likelier, the larger one; last what was added by an answer."""
    is_added = f"{TOPIC}.{guess.table.name}" in answers
    return guess.table.is_view, is_added, -guess.score, -guess.table.rows, guess.table.name


def _join(guess: Guess, heads: list[Head], looked: Looked) -> Pair | None:
    """Add a table to those of its shape; where that is unclear, the table to be asked for, and the
    one that shares rows with it."""
    is_other = speaks_of_another(guess.table, guess.entity.name)
    alike = (it for it in heads if not is_other and is_one_shape(it.first, guess))
    head = next(alike, None)
    if head is None:
        heads.append(Head([guess]))
        return None
    found = [(part, compare(part, guess, looked)) for part in head.parts]
    copied = next((part for part, how in found if how is Likeness.COPY), None)
    if copied is not None and not is_told(guess):
        return _drop_copy(guess, copied, head, looked)
    unclear = next((part for part, how in found if how is not Likeness.PARTS), None)
    if unclear is not None and not is_told(guess):
        return guess, unclear
    head.parts.append(guess)
    return None


def _drop_copy(guess: Guess, other: Guess, head: Head, looked: Looked) -> Pair | None:
    """Leave out the copy, which may be the one that was seen first."""
    lives, copy, is_sure = living(other.table, guess.table)
    if is_told(other):
        lives, copy, is_sure = other.table, guess.table, True
    if lives is guess.table:
        head.parts[head.parts.index(other)] = guess
    if not is_sure:
        return (other, guess) if lives is guess.table else (guess, other)
    why = f"a copy of {lives.name}, with {copy.rows:,} rows beside {lives.rows:,}"
    _remove(copy, why, looked)
    return None


def _as_one(head: Head, looked: Looked) -> Table:
    """The table that its parts become, in the place of the first."""
    tables = [part.table for part in head.parts]
    if len(tables) == 1:
        return tables[0]
    tables.sort(key=looked.delivered.index)
    names = {it.name for it in (*looked.delivered, *looked.tables) if it not in tables}
    one = united(tables, looked, names)
    one.entity = head.first.entity.name
    looked.tables = [one if it is tables[0] else it for it in looked.tables if it not in tables[1:]]
    return one


def _judge_second(
    head: Head, best: Head, table: Table, looked: Looked, answers: Mapping[str, str]
) -> None:
    """What is like the best table of an entity, and has other columns."""
    for guess in head.parts:
        name = guess.table.name
        if is_told(guess):
            ask_table(guess, table, "", looked, answers)
            continue
        if guess.entity.name == control_totals.NAME:
            continue  # the days of the till and the months of the books: all are compared
        if (
            _is_likely(guess, best.first)
            and len(looked.asked) < MOST_ASKED
            and _has_own_rows(guess, best.first, looked)
        ):
            ask_table(guess, table, f"its columns are not those of {table.name}", looked, answers)
        elif name not in looked.left_out:
            things = guess.entity.name.replace("_", " ")
            looked.left_out[name] = f"{table.name} is more like {things}"


def _is_likely(guess: Guess, best: Guess) -> bool:
    """Whether a table could do as the entity, and nobody said which one does."""
    is_whole = set(guess.entity.required) - MADE <= set(guess.matches)
    return not is_told(best) and (is_whole or guess.score >= LIKELY * best.score)


def _has_own_rows(guess: Guess, best: Guess, looked: Looked) -> bool:
    """Whether a second list is more than another view of the things in the first."""
    key = own_key(guess.entity.name)
    if guess.entity.name in FACTS:
        return True
    if not guess.name_of(key) or not best.name_of(key):
        return False
    return share_of_keys(guess, best, key, looked) < 0.5


def _remove(table: Table, why: str, looked: Looked) -> None:
    looked.left_out[table.name] = why
    looked.tables = [it for it in looked.tables if it is not table]


def _open_patterns(looked: Looked) -> None:
    """Which files each table takes, now that it is known which tables there are."""
    gone = [it for it in looked.delivered if it.name in looked.left_out and it not in looked.tables]
    for table in (*looked.tables, *gone):
        opened = patterns_of(table.files)
        if table in looked.tables or all(weight(it) > FEW for it in opened):
            table.patterns = opened
    fix_patterns(looked.tables, (name for table in gone for name in names_of(table)))


def names_of(table: Table) -> list[str]:
    """The files, sheets or relations of a delivered table, as `[left_out]` names them."""
    if table.relations:
        return list(table.relations)
    at = f"{SHEET}{table.sheets[0]}" if table.sheets else ""
    return [f"{pattern}{at}" for pattern in table.patterns]
