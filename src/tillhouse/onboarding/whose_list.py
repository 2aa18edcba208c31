"""Lists that look like customers, products or stores, and of which sales name not one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.mapping import Guess, own_key
from tillhouse.onboarding.overlap import covered
from tillhouse.onboarding.tables import Looked

WEAK = 4.0  # of a score below this a list must be named by sales
LISTS = ("customers", "products", "stores")


def only_own_lists(guesses: Sequence[Guess], looked: Looked) -> list[Guess]:
    """Without the list of vendors that was taken for customers: no order names one of them."""
    return [it for it in guesses if not _is_another_list(it, guesses, looked)]


def _is_another_list(guess: Guess, guesses: Sequence[Guess], looked: Looked) -> bool:
    if guess.score >= WEAK or guess.entity.name not in LISTS:
        return False
    shares = list(_named(guess, guesses, looked))
    return bool(shares) and not any(shares)


def _named(guess: Guess, guesses: Sequence[Guess], looked: Looked) -> Iterator[float]:
    """For each table that names such things: the share of its values that stand in this list."""
    key = own_key(guess.entity.name)
    if key not in guess.matches:
        return
    mine = guess.matches[key]
    keys = [it for it in (mine.column, *mine.others) if guess.table.is_unique(it.name)]
    for it in guesses:
        is_other = it.table is not guess.table and it.entity is not guess.entity
        if is_other and key in it.matches and it.matches[key].column.distinct > 2:
            column = it.matches[key].column
            shares = (covered(looked, it.table, column, guess.table, own) for own in keys)
            yield max(shares, default=0.0)
