"""One day at the tills, as arrays, and what became of it, as sums."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from tillhouse.demo.answer_key import format_cents
from tillhouse.demo.pos_ties import Tie, tied_rows
from tillhouse.demo.sales import draw_day
from tillhouse.demo.streams import Flags, Ints, open_stream
from tillhouse.demo.world import SELLERS_PER_STORE, World
from tillhouse.demo.writers import as_text, cents_as_text, join_columns

COLUMNS = (
    "customer_id",
    "store_id",
    "product_name",
    "sales_date",
    "sales_person_id",
    "price",
    "quantity",
    "total_cost",
)
Number = TypeVar("Number", int, Ints)
_ANONYMOUS = 0.12
_RETURNED = 0.015
_TWIN_EVERY = 45  # days between two shopping trips of a pair of twins


@dataclass(frozen=True)
class TillDay:
    """The true till lines of one day. `customer` is 0 for someone who gave no card."""

    date: date
    customer: Ints
    store: Ints
    seller: Ints
    product: Ints
    price_cents: Ints
    quantity: Ints
    is_locked: Flags  # planted ties: never spoilt and never corrected

    @property
    def cents(self) -> Ints:
        """Amount of each line."""
        return self.price_cents * self.quantity

    def __len__(self) -> int:
        return len(self.customer)

    def take(self, rows: Ints) -> TillDay:
        """The lines at some positions, in that order."""
        return TillDay(self.date, *(getattr(self, name)[rows] for name in _ARRAYS))

    def append(self, other: TillDay) -> TillDay:
        """The lines of both, in that order."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in _ARRAYS)
        return TillDay(self.date, *map(np.concatenate, pairs))


_ARRAYS = tuple(name for name in TillDay.__dataclass_fields__ if name != "date")


def number_of_store(store: Number) -> Number:
    """The store's number in the tills' tables."""
    return store + 101


def number_of_seller(store: Number, seller: Number) -> Number:
    """Each store has its manager first, then its sellers."""
    return store * (SELLERS_PER_STORE + 1) + 2 + seller


def make_day(world: World, day: int, ties: list[Tie]) -> TillDay:
    """The true lines of one day with returns, customers without a card, ties and twins."""
    lines = draw_day(world, "pos", day)
    g = open_stream(world.seed, "pos", "tills", day)
    ids = world.people.ids["pos"][lines.person]
    no_card = g.random(int(lines.basket.max(initial=0)) + 1) < _ANONYMOUS
    returned = g.random(len(ids)) < _RETURNED
    till = TillDay(
        date=world.date_of(day),
        customer=np.where(no_card[lines.basket], 0, ids),
        store=lines.store,
        seller=lines.seller,
        product=lines.product,
        price_cents=(lines.price_cents * (100 - lines.discount_percent) + 50) // 100,
        quantity=np.where(returned, -lines.quantity, lines.quantity),
        is_locked=np.zeros(len(ids), dtype=bool),
    )
    for tie in ties:
        if tie.covers(till.date):
            till = _mirror_sellers(till, tie)
    return _add_twins(world, day, till)


def _mirror_sellers(till: TillDay, tie: Tie) -> TillDay:
    """Every line that the first seller makes, the second makes too."""
    rows, source, odd = tied_rows(till.store, tie)
    if len(odd):
        till = till.take(np.concatenate([np.arange(len(till)), odd]))
        rows = np.append(rows, len(till) - 1)
        source = np.append(source, odd)
        till.customer[-1] = 0
    for values in (till.product, till.price_cents, till.quantity):
        values[rows] = values[source]
    till.seller[source], till.seller[rows] = 0, 1
    till.is_locked[rows] = till.is_locked[source] = True
    return till


def _add_twins(world: World, day: int, till: TillDay) -> TillDay:
    pairs = world.people.twins().reshape(-1, 2)
    trips = [pair for k, pair in enumerate(pairs) if (day - 5 * k) % _TWIN_EVERY == 10]
    if not trips:
        return till
    buyers = np.concatenate(trips)
    product = np.repeat(np.arange(len(trips)) * 31 + day % 50, 2)
    new = TillDay(
        date=till.date,
        customer=world.people.ids["pos"][buyers],
        store=np.zeros(len(buyers), dtype=np.int64),
        seller=np.arange(len(buyers)) % SELLERS_PER_STORE,
        product=product,
        price_cents=world.catalogue.price_cents(day)[product],
        quantity=np.full(len(buyers), 2),
        is_locked=np.ones(len(buyers), dtype=bool),
    )
    return till.append(new)


def text_columns(till: TillDay, names: Any) -> list[Any]:
    """The columns of a sales file as Arrow text. `names` are the product names."""
    size = len(till)
    customer = pa.array(till.customer, mask=till.customer == 0).cast(pa.string())
    return [
        customer.fill_null(""),
        as_text(number_of_store(till.store)),
        names.take(pa.array(till.product)),
        pa.repeat(till.date.isoformat(), size),
        as_text(number_of_seller(till.store, till.seller)),
        cents_as_text(till.price_cents),
        as_text(till.quantity),
        cents_as_text(till.cents),
    ]


def text_records(till: TillDay, names: Any) -> Any:
    """The CSV records of a day, all clean."""
    return join_columns(text_columns(till, names))


@dataclass
class Totals:
    """Rows and cents by fate, over all files of the tills; a few numbers whatever the scale."""

    rows: Counter[str] = field(default_factory=Counter)
    cents: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    files: int = 0

    def add(self, fate: str, rows: int, cents: int, month: date | None = None) -> None:
        """Counts rows and cents of one fate; loaded ones also by month."""
        self.rows[fate] += rows
        self.cents[fate] += cents
        if month is not None and fate == "loaded":
            self.months[f"{month:%Y-%m}"] += cents

    def as_truth(self) -> dict[str, Any]:
        """The sums for truth.json, money as text."""
        return {
            "delivered_rows": sum(self.rows.values()),
            "delivered_amount": format_cents(sum(self.cents.values())),
            **{f"{fate}_rows": n for fate, n in self.rows.items()},
            **{f"{fate}_amount": format_cents(n) for fate, n in self.cents.items()},
            "loaded_amount_by_month": {m: format_cents(n) for m, n in self.months.items()},
        }
