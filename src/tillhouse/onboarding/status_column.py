"""The column of the state of orders, known by its words where its header is another (R3).

Odoo calls it `state`, others `stage`, `progress` or by a code of their own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache

from tillhouse.onboarding.line_types import type_column
from tillhouse.onboarding.mapping import Guess, Match
from tillhouse.onboarding.synonyms import VOCABULARY
from tillhouse.onboarding.tables import Column, Looked, Table

FEW = 20  # different words that a shop has for it
MOST = 0.8  # of them that are known


def find_statuses(guesses: Sequence[Guess], looked: Looked) -> None:
    """Give orders the column that tells their state, where no header does."""
    for guess in guesses:
        if guess.entity.name != "orders" or guess.has("status"):
            continue
        kinds = type_column(guess, looked)
        free = [it for it in guess.table.columns if it is not kinds and _is_free(it, guess)]
        told = next((it for it in free if _tells_state(it, guess.table, looked)), None)
        if told is not None:
            guess.matches["status"] = Match(told, 0.9, "its words say so")
            _take_from_places(told, guess.table, guesses)


def _take_from_places(told: Column, table: Table, guesses: Sequence[Guess]) -> None:
    """What tells the state of orders is no state of a country of those who are named beside it."""
    for guess in (it for it in guesses if it.table is table):
        for name in [k for k, it in guess.matches.items() if k != "status" and it.column is told]:
            del guess.matches[name]


def _is_free(column: Column, guess: Guess) -> bool:
    is_word = not (column.is_number or column.is_date) and 0 < column.distinct <= FEW
    return is_word and column not in {it.column for it in guess.matches.values()}


def _tells_state(column: Column, table: Table, looked: Looked) -> bool:
    sql = (
        f"select distinct lower(trim({column.name})) from {table.view} "
        f"where trim({column.name}) <> ''"
    )
    found = {str(word).replace(" ", "_") for (word,) in looked.ask(sql)}
    telling, beside = _words()
    known = found & (telling | beside)
    return bool(found & telling) and len(known) >= MOST * len(found)


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    told = tomllib.loads((VOCABULARY / "status.toml").read_text("utf-8"))
    return frozenset(told["telling"].split()), frozenset(told["beside"].split())
