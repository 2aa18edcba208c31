"""Exact ties at the tills: two sellers of a store who sell the same in one month, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from tillhouse.demo.streams import Ints
from tillhouse.demo.world import World

TIED_STORES = (2, 7, 4)


@dataclass(frozen=True)
class Tie:
    """Sellers 0 and 1 of `store` tie in the month; nobody else of the store sells in it."""

    store: int
    year: int
    month: int

    def covers(self, day: date) -> bool:
        """Whether a day lies in the month of the tie."""
        return (day.year, day.month) == (self.year, self.month)


def plan_ties(world: World) -> list[Tie]:
    """Up to three store-months, a quarter, half and three quarters into the period."""
    days = [world.date_of(int(world.days * share)) for share in (0.25, 0.5, 0.75)]
    months = dict.fromkeys((day.year, day.month) for day in days)
    return [Tie(store, y, m) for store, (y, m) in zip(TIED_STORES, months, strict=False)]


def tied_rows(store: Ints, tie: Tie) -> tuple[Ints, Ints, Ints]:
    """(rows, the rows that they repeat, the row that is left over: none or one)."""
    rows = np.flatnonzero(store == tie.store)
    half = len(rows) // 2
    return rows[half : 2 * half], rows[:half], rows[2 * half :]
