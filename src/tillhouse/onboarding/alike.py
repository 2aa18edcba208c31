"""Tables with the same columns are the same thing, whatever places their names speak of.

`export_store` and `export_web` are both sales; `suppliers` beside `customers` is another thing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.names import words
from tillhouse.onboarding.shapes import FACTS, TABLE_WORDS
from tillhouse.onboarding.table_questions import is_told
from tillhouse.onboarding.tables import Table

# Words of a table's name that speak of another thing: beside what happens, and beside lists.
OTHER_FACTS = frozenset({"return", "payment", "vendor", "ticket", "session", "inventory"})
OTHER_LISTS = frozenset(
    {"customer", "product", "store", "employee", "promotion", "vendor", "order", "sale", "category"}
)

Judge = Callable[[Table], Guess | None]


def judge_alike(tables: Sequence[Table], judge: Judge) -> list[Guess]:
    """What each table is taken for; of those with the same columns all for the likeliest."""
    found: dict[str, Guess] = {}
    shapes: dict[frozenset[str], list[Table]] = {}
    for table in tables:
        table.entity = ""
        if (guess := judge(table)) is not None:
            found[table.name] = guess
        shapes.setdefault(frozenset(it.name for it in table.columns), []).append(table)
    for same in shapes.values():
        known = [found[table.name] for table in same if table.name in found]
        if len(same) > 1 and known:
            _follow(max(known, key=lambda it: (it.score, it.table.name)), same, found, judge)
    return [found[table.name] for table in tables if table.name in found]


def _follow(best: Guess, same: Sequence[Table], found: dict[str, Guess], judge: Judge) -> None:
    entity = best.entity.name
    for table in same:
        own = found.get(table.name)
        is_sure = own is not None and (own.entity is best.entity or is_told(own) or _speaks(own))
        if is_sure or speaks_of_another(table, entity):
            continue
        table.entity = entity
        if (guess := judge(table)) is not None:
            found[table.name] = guess
        else:
            table.entity = ""


def _speaks(guess: Guess) -> bool:
    """Whether a table's name has a word for what it is taken for."""
    return bool(_for(guess.entity.name) & set(words(guess.table.name)))


def speaks_of_another(table: Table, entity: str) -> bool:
    """Whether a table's name has a word for another thing, and none for the entity."""
    found = set(words(table.name))
    others = OTHER_FACTS if entity in FACTS else OTHER_LISTS
    return not found & _for(entity) and bool(found & (others - _for(entity)))


def _for(entity: str) -> set[str]:
    return set(TABLE_WORDS[entity][0].split())
