"""The star schema of the tills: customer, product, sales_team, store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.people import FIRST_NAMES, LAST_NAMES, STREETS
from tillhouse.demo.places import PLACES, STORE_CITIES, Place, find_place
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import SELLERS_PER_STORE, World
from tillhouse.demo.writers import delivered_on, write_rows

CUSTOMER = (
    "customer_id", "first_name", "last_name", "address", "pincode", "phone_number",
    "customer_joining_date",
)  # fmt: skip
PRODUCT = (
    "id", "name", "current_price", "old_price", "created_date", "updated_date", "expiry_date",
    "category", "subcategory",
)  # fmt: skip
SALES_TEAM = (
    "id", "first_name", "last_name", "manager_id", "is_manager", "address", "pincode",
    "joining_date",
)  # fmt: skip
STORE = (
    "id", "address", "store_pincode", "store_manager_name", "store_opening_date", "reviews",
)  # fmt: skip
_LOST_ZERO = 0.2
_WITHOUT_ID = 3


def write_tables(world: World, root: Path, key: AnswerKey) -> tuple[int, int]:
    """Writes the four tables. Returns (files, rows)."""
    moment = delivered_on(world.last_day)
    tables = (
        ("customer", CUSTOMER, _list_customers(world, key)),
        ("product", PRODUCT, _list_products(world)),
        ("sales_team", SALES_TEAM, _list_sellers(world)),
        ("store", STORE, _list_stores(world)),
    )
    rows = sum(write_rows(root / f"{n}.csv", head, body, moment) for n, head, body in tables)
    return len(tables), rows


def _list_customers(world: World, key: AnswerKey) -> Iterator[tuple[object, ...]]:
    people = world.people
    g = open_stream(world.seed, "pos", "customer")
    row = 1
    for person in people.members("pos").tolist():
        row += 1
        first, last = people.name(person)
        place = people.place_of(person)
        postal = place.postal_code
        if postal.startswith("0") and place.country == "US" and g.random() < _LOST_ZERO:
            postal = postal.lstrip("0")
            _plant(key, row, "lost_leading_zero", "kept", "pincode", postal)
        address = f"{people.house[person]} {people.street_of(person)}, {place.city}"
        joined = world.first_day + timedelta(days=int(people.first_day[person]) - 30)
        phone = people.phone(person) if g.random() < 0.8 else ""
        number = people.ids["pos"][person]
        yield number, first, last, address, postal, phone, joined
    for count in range(_WITHOUT_ID):
        row += 1
        for entity in ("customers", "contacts"):  # the row would be both
            _plant(key, row, "customer_id_missing", "quarantined", "customer_id", "", entity)
        yield "", "Nobody", f"Known{count}", "1 Nowhere St, Boston", "02108", "", world.first_day


def _plant(
    key: AnswerKey,
    row: int,
    kind: str,
    expected: str,
    column: str,
    value: str,
    entity: str = "customers",
) -> None:
    key.plant(
        "pos",
        "customer",
        "customer.csv",
        row=row,
        entity=entity,
        kind=kind,
        expected=expected,
        column=column,
        planted_value=value,
        reason_hint=column,
    )


def _list_products(world: World) -> Iterator[tuple[object, ...]]:
    goods = world.catalogue
    categories, subcategories = goods.category_names, goods.subcategory_names
    created = world.first_day - timedelta(days=200)
    for i, name in enumerate(goods.names):
        day = int(goods.change_day[i])
        old = f"{goods.old_cents[i] / 100:.2f}" if day >= 0 else ""
        updated = world.date_of(day) if day >= 0 else created
        expiry = world.last_day + timedelta(days=30 + i % 300) if goods.category[i] < 2 else ""
        kind = categories[goods.category[i]], subcategories[goods.subcategory[i]]
        yield i + 1, name, f"{goods.new_cents[i] / 100:.2f}", old, created, updated, expiry, *kind


def _list_sellers(world: World) -> Iterator[tuple[object, ...]]:
    g = open_stream(world.seed, "pos", "sales_team")
    per_store = SELLERS_PER_STORE + 1
    for i in range(world.store_count * per_store):
        manager = i // per_store * per_store + 1
        is_manager = i % per_store == 0
        place = place_of_store(i // per_store)
        first, last = name_of_employee(i)
        joined = date(2018, 1, 1) + timedelta(days=int(g.integers(0, 2000)))
        yield (
            i + 1,
            first,
            last,
            "" if is_manager else manager,
            "Y" if is_manager else "N",
            f"{int(g.integers(1, 900))} {STREETS[i % len(STREETS)]}, {place.city}",
            place.postal_code,
            joined,
        )


def _list_stores(world: World) -> Iterator[tuple[object, ...]]:
    for store in range(world.store_count):
        place = place_of_store(store)
        manager = " ".join(name_of_employee(store * (SELLERS_PER_STORE + 1)))
        opened = date(2015, 3, 1) + timedelta(days=store * 97)
        address = f"{100 + store} Market Square, {place.city}, {place.state}"
        yield store + 101, address, place.postal_code, manager, opened, f"{3 + store % 20 / 10:.1f}"


def place_of_store(store: int) -> Place:
    """The town of a store, by its position."""
    return PLACES[find_place(STORE_CITIES[store % len(STORE_CITIES)])]


def name_of_employee(number: int) -> tuple[str, str]:
    """(first name, last name) of an employee, by position: a manager, then the sellers."""
    first = FIRST_NAMES[number * 7 % len(FIRST_NAMES)]
    return first, LAST_NAMES[(number * 11 + number // 50) % len(LAST_NAMES)]
