"""How each system writes a person's name: the truth for telling who is the same person."""

from __future__ import annotations

from tillhouse.demo.order_texts import name_customer
from tillhouse.demo.world import World


def spell_name(world: World, system: str, person: int) -> str:
    """How a system writes a person's name: each in its own way, and some carelessly."""
    people = world.people
    first, last = people.name(person)
    if system == "orders":
        return name_customer(people, person)
    if system == "crm":
        variants = (f"{first} {last}", f"{first[0]}. {last}", f"{last} {first}",
                    f"{first} {_misspell(last)}", f"  {first}  {last}".lower())  # fmt: skip
        return variants[(0, 0, 0, 1, 0, 2, 3, 0, 4)[person * 31 % 9]]
    if system == "api" and person % 6 == 0:
        return f"{_misspell(first)} {last}"
    return f"{first} {last}"


def _misspell(name: str) -> str:
    """Two neighbouring letters in the middle change places."""
    at = len(name) // 2
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
