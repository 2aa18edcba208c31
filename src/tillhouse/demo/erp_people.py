"""Customers of the ERP database: persons, addresses, e-mails and phones under entity numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tillhouse.demo.erp_orders import FIRST_PERSON, FIRST_SELLER
from tillhouse.demo.people import People
from tillhouse.demo.places import PLACES
from tillhouse.demo.pos_tables import name_of_employee
from tillhouse.demo.world import World

Rows = Iterator[tuple[object, ...]]
_STATES = tuple(dict.fromkeys((place.state, place.country) for place in PLACES))


def list_members(people: People) -> list[tuple[int, int]]:
    """(person, BusinessEntityID): entities are numbered apart from customers."""
    return [(p, FIRST_PERSON + i) for i, p in enumerate(people.members("erp").tolist())]


def list_customers(world: World) -> Rows:
    """Rows of Sales.Customer."""
    for person, entity in list_members(world.people):
        number = int(world.people.ids["erp"][person])
        territory = 1 + int(world.people.home_store[person]) % 5
        yield number, entity, "", territory, f"AW{number:08d}"


def list_persons(world: World) -> Rows:
    """Rows of Person.Person: the customers, then one salesperson per store."""
    for person, entity in list_members(world.people):
        first, last = world.people.name(person)
        title = ("Mr.", "Ms.", "")[person % 3]
        yield entity, "IN", title, first, "ABCDEJKLMR"[person % 10] + ".", last
    for store in range(world.store_count):
        first, last = name_of_employee(store * 5)
        yield FIRST_SELLER + store, "SP", "", first, "", last


def list_employees(world: World) -> Rows:
    """Rows of HumanResources.Employee: the salesperson of each store."""
    for store in range(world.store_count):
        entity = FIRST_SELLER + store
        born, hired = f"{1970 + store % 25}-05-17", f"2019-{1 + store % 12:02d}-01"
        yield (
            entity, 100_000_000 + entity, f"adventure-works\\seller{store}", "", 3,
            "Sales Representative", born, "MS"[store % 2], "FM"[store % 2], hired, 1, 20, 10, 1,
        )  # fmt: skip


def list_emails(world: World) -> Rows:
    """Rows of Person.EmailAddress."""
    for i, (person, entity) in enumerate(list_members(world.people)):
        yield entity, i + 1, world.people.email(person)


def list_phones(world: World) -> Rows:
    """Rows of Person.PersonPhone; some people have none."""
    for person, entity in list_members(world.people):
        if person % 7:
            yield entity, world.people.phone(person), 1 + person % 3


def list_addresses(world: World) -> Rows:
    """Rows of Person.Address, one per customer."""
    people = world.people
    for i, (person, _) in enumerate(list_members(people)):
        place = people.place_of(person)
        street = f"{people.house[person]} {people.street_of(person)}"
        yield i + 1, street, "", place.city, _state_of(person, people), place.postal_code, ""


def _state_of(person: int, people: People) -> int:
    place = people.place_of(person)
    return _STATES.index((place.state, place.country)) + 1


def list_entity_addresses(world: World) -> Rows:
    """Rows of Person.BusinessEntityAddress: everybody's home."""
    for i, (_, entity) in enumerate(list_members(world.people)):
        yield entity, i + 1, 2


def list_states(world: World) -> Rows:
    """Rows of Person.StateProvince; codes are padded to three as in the original."""
    for i, (state, country) in enumerate(_STATES):
        yield i + 1, f"{state or country:<3}", country, int(not state), state or country, 1 + i % 5
