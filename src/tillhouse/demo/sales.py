"""The true sales: what people really bought, before any system wrote it down.

One day of one system at a time, so that memory never depends on the length of the period.
People buy by taste until they lapse; a promotion multiplies the expected units of its products by
its lift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tillhouse.demo.people import TASTE_COUNT
from tillhouse.demo.streams import Floats, Ints, draw_from, open_stream
from tillhouse.demo.world import LINES_PER_DAY, SELLERS_PER_STORE, SYSTEM_SHARE, World

LINES_PER_BASKET = {"orders": 2.6, "sales_file": 2.5, "pos": 2.4, "crm": 1.8, "erp": 3.0,
                    "api": 1.8}  # fmt: skip
_UNITS_ABOVE_ONE = {"orders": 1.2, "sales_file": 2.0, "pos": 0.6, "crm": 0.5, "erp": 1.5,
                    "api": 0.4}  # fmt: skip
_AT_HOME = 0.85
_STEP, _DAY = (5**0.5 - 1) / 2, 2**0.5 - 1  # steps that never meet again on a circle
_BY_TASTE = 0.85


@dataclass(frozen=True)
class Lines:
    """The sales lines of one system and day; one element per line, lines of a basket together."""

    basket: Ints
    person: Ints
    store: Ints
    seller: Ints  # 0 .. SELLERS_PER_STORE - 1 within the store
    product: Ints
    quantity: Ints
    price_cents: Ints  # list price of the day
    discount_percent: Ints
    promotion: Ints  # number of the promotion, 0 without

    def take(self, rows: Ints) -> Lines:
        """The lines at some positions, in that order."""
        return Lines(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def draw_day(world: World, system: str, day: int) -> Lines:
    """The true lines of one system on one day of the period (0-based).

    In a promotion buyers, baskets and products are spread evenly instead of drawn, and
    so is what the promotion adds: a small shop sells some dozen lines under one, and by mere chance
    the lift that it is said to have would not be what it had.
    """
    g = open_stream(world.seed, "sales", system, day)
    expected = LINES_PER_DAY * world.scale * SYSTEM_SHARE[system] * world.demand[day]
    size = LINES_PER_BASKET[system]
    is_even = bool(world.catalogue.active_promotions(world.date_of(day)))
    shift = open_stream(world.seed, "evenly", system).random() + _DAY * day
    count = round(expected / size) if is_even else int(g.poisson(expected / size))
    buyers = _draw_people(world, system, day, count, g, is_even=is_even)
    if is_even:
        per_basket = (size + _spread(world.people.taste[buyers], shift)).astype(np.int64)
    else:
        per_basket = 1 + g.poisson(size - 1, len(buyers))
    basket = np.repeat(np.arange(len(buyers)), per_basket)
    product = _draw_products(world, buyers[basket], g, shift if is_even else None)
    lift = _lift_of_products(world, day)
    if (lift > 1).any():
        more = np.repeat(product, (lift[product] - 1 + _spread(product, shift)).astype(np.int64))
        late = _draw_people(world, system, day, len(more), g)
        basket = np.concatenate([basket, len(buyers) + np.arange(len(more))])
        product = np.concatenate([product, more])
        buyers = np.concatenate([buyers, late])
    return _fill_lines(world, system, day, (buyers, basket, product), g)


def draw_days(world: World, system: str, days: range) -> tuple[Lines, Ints]:
    """The true lines of several days, baskets numbered on, and the day of each basket."""
    drawn = [draw_day(world, system, day) for day in days]
    sizes = [int(d.basket.max(initial=-1)) + 1 for d in drawn]
    shift = np.repeat(np.cumsum([0, *sizes[:-1]]), [len(d.basket) for d in drawn])
    names = Lines.__dataclass_fields__
    lines = Lines(*(np.concatenate([getattr(d, n) for d in drawn]) for n in names))
    return replace(lines, basket=lines.basket + shift), np.repeat(np.array(list(days)), sizes)


def _fill_lines(
    world: World, system: str, day: int, drawn: tuple[Ints, Ints, Ints], g: np.random.Generator
) -> Lines:
    buyers, basket, product = drawn
    home = world.people.home_store[buyers]
    if world.store_count > 12:  # larger shops have further stores in the same towns
        home = home + 12 * g.integers(0, max(1, world.store_count // 12), len(buyers))
    home = np.minimum(home, world.store_count - 1)
    away = g.integers(0, world.store_count, len(buyers))
    store = np.where(g.random(len(buyers)) < _AT_HOME, home, away)
    seller = g.integers(0, SELLERS_PER_STORE, len(buyers))
    percent, number = _offers_of_products(world, day)
    return Lines(
        basket=basket,
        person=buyers[basket],
        store=store[basket],
        seller=seller[basket],
        product=product,
        quantity=1 + g.poisson(_UNITS_ABOVE_ONE[system], len(basket)),
        price_cents=world.catalogue.price_cents(day)[product],
        discount_percent=percent[product],
        promotion=number[product],
    )


def _draw_people(
    world: World,
    system: str,
    day: int,
    count: int,
    g: np.random.Generator,
    *,
    is_even: bool = False,
) -> Ints:
    people = world.people
    active = (people.first_day <= day) & (day <= people.last_day)
    weights = np.where(active, world.member_weights[system], 0.0)
    order = np.argsort(people.taste, kind="stable") if is_even else np.arange(len(weights))
    total = np.cumsum(weights[order])
    if total[-1] == 0:
        return np.zeros(0, dtype=np.int64)
    chance = (np.arange(count) + g.random(count)) / count if is_even else g.random(count)
    return np.asarray(order[draw_from(total, chance)], dtype=np.int64)


def _draw_products(
    world: World, persons: Ints, g: np.random.Generator, shift: float | None = None
) -> Ints:
    by_taste = g.random(len(persons)) < _BY_TASTE
    taste = np.where(by_taste, world.people.taste[persons], TASTE_COUNT)
    chance = g.random(len(persons)) if shift is None else _spread(taste, shift)
    spot = np.searchsorted(world.taste_weights, taste + chance, side="right")
    count = len(world.catalogue.names)
    return np.asarray(np.minimum(spot - taste * count, count - 1), dtype=np.int64)


def _spread(groups: Ints, shift: float) -> Floats:
    """Numbers between 0 and 1, evenly spread within each group, over all, and over the shifts."""
    numbers = np.empty(len(groups))
    order = np.argsort(groups, kind="stable")
    numbers[order] = (_STEP * np.arange(len(groups)) + shift) % 1
    return numbers


def _lift_of_products(world: World, day: int) -> Floats:
    lift = np.ones(len(world.catalogue.names))
    for promotion in world.catalogue.active_promotions(world.date_of(day)):
        lift[world.catalogue.subcategory == promotion.subcategory] = promotion.lift
    return lift


def _offers_of_products(world: World, day: int) -> tuple[Ints, Ints]:
    percent = np.zeros(len(world.catalogue.names), dtype=np.int64)
    number = np.zeros(len(world.catalogue.names), dtype=np.int64)
    for promotion in world.catalogue.active_promotions(world.date_of(day)):
        inside = world.catalogue.subcategory == promotion.subcategory
        percent[inside], number[inside] = promotion.discount_percent, promotion.number
    return percent, number
