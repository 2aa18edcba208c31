"""What the sample shop sells: categories, products, price changes and promotions.

Prices are whole cents. A promotion's `lift` is the factor by which it multiplies the expected
units of its products while it runs: the truth that discount analysis is measured against.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tillhouse.demo.streams import Floats, Ints, open_stream

CATEGORIES: dict[str, dict[str, tuple[str, ...]]] = {
    "Coffee & Tea": {
        "Whole Bean": ("Café Noir", "Morning Roast"),
        "Ground": ("Breakfast Blend", "Crème Grind"),
        "Tea": ("Green Leaf", "Earl Blend"),
    },
    "Pantry": {
        "Rice & Grain": ("Basmati", "Rolled Oats"),
        "Oil & Vinegar": ("Olive Oil", "Cider Vinegar"),
        "Baking": ("Bread Flour", "Cane Sugar"),
    },
    "Household": {
        "Cleaning": ("Glass Cleaner", "Floor Soap"),
        "Paper": ("Paper Towel", "Napkin"),
        "Laundry": ("Washing Powder", "Softener"),
    },
    "Beauty": {
        "Skin": ("Day Cream", "Hand Balm"),
        "Hair": ("Shampoo", "Conditioner"),
        "Bath": ("Bath Salt", "Bar Soap"),
    },
    "Electronics": {
        "Audio": ("Headphones", "Speaker"),
        "Video": ("Streaming Stick", "Projector"),
        "Cables": ("USB Cable", "Charger"),
    },
    "Sports": {
        "Cycling": ("Water Bottle", "Bike Light"),
        "Running": ("Running Sock", "Trail Cap"),
        "Camping": ("Camp Lantern", "Sleeping Mat"),
    },
    "Toys": {
        "Games": ("Board Game", "Card Game"),
        "Puzzles": ("Jigsaw", "Cube Puzzle"),
        "Craft": ("Paint Set", "Clay Kit"),
    },
    "Garden": {
        "Seeds": ("Herb Seed", "Flower Seed"),
        "Tools": ("Hand Trowel", "Pruner"),
        "Pots": ("Clay Pot", "Planter"),
    },
}
_MAKERS = ("Alder", "Birch", "Cedar", "Dune", "Elm", "Fjord", "Grove", "Heath", "Isle", "Juniper")
_BASE_CENTS = (899, 549, 699, 1199, 4999, 2499, 1899, 1299)
_PROMOTION_DAYS = 14
_PROMOTION_STARTS = ((2, 10), (5, 5), (9, 8))
_LIFTS = (1.8, 2.5, 1.4, 2.0, 1.0, 3.0)
_DISCOUNTS = (10, 25, 15, 20, 5, 30)


@dataclass(frozen=True)
class Promotion:
    """One promotion: a subcategory, a window of whole weeks, the discount and the true lift."""

    number: int
    name: str
    subcategory: int
    first_date: date
    last_date: date
    discount_percent: int
    lift: float


@dataclass(frozen=True)
class Catalogue:
    """Products as parallel arrays; position = product number."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    category: Ints
    subcategory: Ints
    old_cents: Ints
    new_cents: Ints
    change_day: Ints  # the new price holds from this day of the period; -1: it never changed
    popularity: Floats
    promotions: tuple[Promotion, ...]

    @property
    def category_names(self) -> tuple[str, ...]:
        """The 8 categories, in the order of their numbers."""
        return tuple(CATEGORIES)

    @property
    def subcategory_names(self) -> tuple[str, ...]:
        """The 24 subcategories; three consecutive ones make a category."""
        return tuple(sub for subs in CATEGORIES.values() for sub in subs)

    def price_cents(self, day: int) -> Ints:
        """List price of every product on a day of the period, in cents."""
        return np.where(day < self.change_day, self.old_cents, self.new_cents)

    def active_promotions(self, on: date) -> list[Promotion]:
        """The promotions that run on a day."""
        return [p for p in self.promotions if p.first_date <= on <= p.last_date]


def build_catalogue(count: int, seed: int, first: date, days: int) -> Catalogue:
    """`count` products over 8 categories and 24 subcategories, the same for every system."""
    g = open_stream(seed, "catalogue")
    subcategory = np.arange(count, dtype=np.int64) % 24
    category = subcategory // 3
    wobble = g.uniform(0.5, 2.2, count)
    new = _end_in_nine(np.array(_BASE_CENTS)[category] * wobble)
    changes = g.random(count) < 0.15
    old = np.where(changes, _end_in_nine(new * g.uniform(0.8, 1.15, count)), new)
    changes &= old != new
    day = np.where(changes, (days * g.uniform(0.25, 0.75, count)).astype(np.int64), -1)
    return Catalogue(
        names=tuple(_name_product(i) for i in range(count)),
        codes=tuple(_code_product(i) for i in range(count)),
        category=category,
        subcategory=subcategory,
        old_cents=old,
        new_cents=new,
        change_day=day,
        popularity=np.asarray((1.0 + np.arange(count) // 24) ** -0.6, dtype=np.float64),
        promotions=tuple(plan_promotions(first, days)),
    )


def _end_in_nine(cents: Floats) -> Ints:
    return np.asarray(cents.astype(np.int64) // 10 * 10 + 9, dtype=np.int64)


def _name_product(number: int) -> str:
    subs = [words for subs in CATEGORIES.values() for words in subs.values()]
    words = subs[number % 24]
    turn = number // 24
    maker = _MAKERS[(turn // len(words)) % len(_MAKERS)]
    size = 1 + turn // (len(words) * len(_MAKERS))
    return f"{maker} {words[turn % len(words)]}" + (f" No. {size}" if size > 1 else "")


def _code_product(number: int) -> str:
    """Looks like the order drop's product ids: letters, digits and an underscore or hyphen."""
    return f"AV{number * 7919 % 1_000_003:06d}-{'TILHOUSE'[number % 8]}_{number:04d}"


def plan_promotions(first: date, days: int) -> Iterator[Promotion]:
    """Three promotions a year, each with 28 quiet days on both sides within the period."""
    last = first + timedelta(days=days - 1)
    number = 0
    for year in range(first.year, last.year + 1):
        for month, day in _PROMOTION_STARTS:
            start = date(year, month, day)
            start += timedelta(days=-start.weekday() % 7)
            end = start + timedelta(days=_PROMOTION_DAYS - 1)
            if start - timedelta(days=28) < first or end + timedelta(days=28) > last:
                continue
            k = number % len(_LIFTS)
            number += 1
            name = f"{start:%B} {start.year} offer"
            yield Promotion(number, name, number * 7 % 24, start, end, _DISCOUNTS[k], _LIFTS[k])
