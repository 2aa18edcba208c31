"""The truths about the shop that no file says: true lifts, price changes, lapses, identities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tillhouse.demo.people import NEVER, SYSTEMS
from tillhouse.demo.spellings import spell_name
from tillhouse.demo.world import World


def describe_world(world: World) -> dict[str, Any]:
    """What holds whichever systems are made."""
    return {
        "scale": world.scale,
        "days": world.days,
        "seed": world.seed,
        "first_day": world.first_day.isoformat(),
        "last_day": world.last_day.isoformat(),
        "customers": world.people.count,
        "stores": world.store_count,
        "products": len(world.catalogue.names),
        "promotions": _list_promotions(world),
        "price_changes": _list_price_changes(world),
        "lapsed": _list_lapsed(world),
    }


def _list_promotions(world: World) -> list[dict[str, Any]]:
    goods = world.catalogue
    names = goods.subcategory_names
    return [
        {
            "promotion_id": p.number,
            "name": p.name,
            "category": goods.category_names[p.subcategory // 3],
            "subcategory": names[p.subcategory],
            "product_codes": [
                c for c, s in zip(goods.codes, goods.subcategory, strict=True) if s == p.subcategory
            ],
            "product_names": [
                n for n, s in zip(goods.names, goods.subcategory, strict=True) if s == p.subcategory
            ],
            "first_date": p.first_date.isoformat(),
            "last_date": p.last_date.isoformat(),
            "discount_rate": p.discount_percent / 100,
            "true_lift": p.lift,
        }
        for p in goods.promotions
    ]


def _list_price_changes(world: World) -> list[dict[str, Any]]:
    goods = world.catalogue
    return [
        {
            "product": goods.names[i],
            "code": goods.codes[i],
            "old_price": f"{goods.old_cents[i] / 100:.2f}",
            "new_price": f"{goods.new_cents[i] / 100:.2f}",
            "from_date": world.date_of(int(day)).isoformat(),
        }
        for i, day in enumerate(goods.change_day)
        if day >= 0
    ]


def _list_lapsed(world: World) -> list[dict[str, Any]]:
    """People who stop buying within the period, with the last day on which they might."""
    people = world.people
    return [
        {"person": i, "last_day": world.date_of(int(day)).isoformat(), "ids": _ids(world, i)}
        for i, day in enumerate(people.last_day.tolist())
        if day < min(world.days - 1, NEVER)
    ]


def _ids(world: World, person: int) -> dict[str, int]:
    return {s: int(world.people.ids[s][person]) for s in SYSTEMS if world.people.ids[s][person]}


def list_people(world: World, systems: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Person, system, number there, and the name as that system spells it."""
    people = world.people
    for person in range(people.count):
        for system in systems:
            number = int(people.ids[system][person])
            if number:
                yield person, system, number, spell_name(world, system, person)
