"""What the systems of the sample shop share: its people, products and stores, and its demand.

Demand has a trend, a week, a year and a December; people have tastes, and products are popular.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from tillhouse.demo.catalogue import Catalogue, build_catalogue
from tillhouse.demo.people import TASTE_COUNT, People, build_people
from tillhouse.demo.streams import Floats

LINES_PER_DAY = 500_000 / 730  # all systems together at scale 1
SYSTEM_SHARE = {"orders": 0.194, "sales_file": 0.006, "pos": 0.60, "crm": 0.03, "erp": 0.12,
                "api": 0.05}  # fmt: skip
SELLERS_PER_STORE = 4
_WEEKDAYS = np.array([0.85, 0.85, 0.9, 1.0, 1.15, 1.35, 0.9])


@dataclass(frozen=True)
class World:
    """Everything that the five systems share."""

    scale: float
    days: int
    seed: int
    last_day: date
    people: People = field(init=False)
    catalogue: Catalogue = field(init=False)
    store_count: int = field(init=False)

    def __post_init__(self) -> None:
        growth = min(self.scale, 1.0) * max(self.scale, 1.0) ** 0.5
        stores = max(12, round(12 * max(self.scale, 1.0) ** 0.5))
        people = build_people(max(40, round(5000 * growth)), 12, self.seed, self.days)
        object.__setattr__(self, "store_count", stores)
        object.__setattr__(self, "people", people)
        products = build_catalogue(400, self.seed, self.first_day, self.days)
        object.__setattr__(self, "catalogue", products)

    @property
    def first_day(self) -> date:
        """The first date of the period."""
        return self.last_day - timedelta(days=self.days - 1)

    def date_of(self, day: int) -> date:
        """The date of a day of the period (0-based)."""
        return self.first_day + timedelta(days=day)

    @cached_property
    def demand(self) -> Floats:
        """Demand of each day relative to the mean of the period."""
        days = [self.date_of(d) for d in range(self.days)]
        of_year = np.array([d.timetuple().tm_yday for d in days], dtype=np.float64)
        week = _WEEKDAYS[[d.weekday() for d in days]]
        year = 1 + 0.12 * np.sin(2 * np.pi * (of_year - 80) / 365.25)
        december = 1 + 0.7 * np.exp(-(((of_year - 350) / 12) ** 2))
        level = (1 + 0.10 * np.arange(self.days) / 365) * week * year * december
        return np.asarray(level / level.mean(), dtype=np.float64)

    @cached_property
    def taste_weights(self) -> Floats:
        """Running sums of product weights, one stretch of length 1 per taste and one for all."""
        shares = np.full((TASTE_COUNT + 1, 8), 0.04)
        for taste in range(TASTE_COUNT):
            shares[taste, taste * 3 % 8] = 0.50
            shares[taste, (taste * 3 + 4) % 8] = 0.22
        shares[TASTE_COUNT] = 0.125
        weights = shares[:, self.catalogue.category] * self.catalogue.popularity
        weights /= weights.sum(axis=1, keepdims=True)
        return np.concatenate([np.cumsum(w) + i for i, w in enumerate(weights)])

    @cached_property
    def member_weights(self) -> dict[str, Floats]:
        """How often each person buys in each system; 0 where the system does not know them."""
        weight, ids = self.people.weight, self.people.ids
        known = {s: np.where(ids[s] > 0, weight, 0.0) for s in ids}
        return {**known, "sales_file": known["orders"]}

    def expected_lines(self, system: str) -> float:
        """How many lines a system is expected to have over the period."""
        return LINES_PER_DAY * self.scale * SYSTEM_SHARE[system] * self.days
