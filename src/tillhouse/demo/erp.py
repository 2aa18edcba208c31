"""The ERP database in the shape of AdventureWorks: one CSV per Schema.Table, as loaded into a
real database and read from there."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from tillhouse.demo import erp_columns as columns
from tillhouse.demo import erp_people, erp_purchases
from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.erp_orders import (
    FIRST_PRODUCT,
    FIRST_SELLER,
    format_money,
    write_orders,
)
from tillhouse.demo.places import CURRENCIES
from tillhouse.demo.pos_tables import place_of_store
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import World
from tillhouse.demo.writers import delivered_on, write_rows

Rows = Iterator[tuple[object, ...]]
_TERRITORIES = ("Northeast", "Southeast", "Central", "Southwest", "Northwest")
_STAMP = ("rowguid", "ModifiedDate")
_NO_SUBCATEGORY_EVERY = 50  # every fiftieth product has none


def generate_erp(
    world: World, root: Path, key: AnswerKey, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Writes `erp/`. Returns (files, rows)."""
    moment = delivered_on(world.last_day)
    rows = 0
    for done, (name, (header, make)) in enumerate(_TABLES.items(), 1):
        stamp = f"{world.first_day.isoformat()} 00:00:00.000"
        body = ((*row, _guid(name, i), stamp) for i, row in enumerate(make(world)))
        rows += write_rows(root / f"{name}.csv", (*header, *_STAMP), body, moment)
        progress(done, len(_TABLES) + 2)
    rows += write_orders(world, root, key)
    progress(len(_TABLES) + 2, len(_TABLES) + 2)
    return len(_TABLES) + 2, rows


def _guid(table: str, row: int) -> str:
    digest = hashlib.sha256(f"{table}/{row}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4)).upper()


def _products(world: World) -> Rows:
    goods = world.catalogue
    g = open_stream(world.seed, "erp", "products")
    cost = (goods.new_cents * g.uniform(0.45, 0.7, len(goods.names))).astype(np.int64)
    start = f"{world.first_day.isoformat()} 00:00:00.000"
    for i, name in enumerate(goods.names):
        subcategory = "" if i % _NO_SUBCATEGORY_EVERY == 49 else int(goods.subcategory[i]) + 1
        price = format_money(int(goods.new_cents[i]) * 100)
        yield (
            FIRST_PRODUCT + i, name, goods.codes[i][:9], 0, 1, "", 100, 75,
            format_money(int(cost[i]) * 100), price, "", "", "", "", 1, "", "", "", subcategory,
            "", start, "", "",
        )  # fmt: skip


def _subcategories(world: World) -> Rows:
    for i, name in enumerate(world.catalogue.subcategory_names):
        yield i + 1, i // 3 + 1, name


def _categories(world: World) -> Rows:
    yield from enumerate(world.catalogue.category_names, 1)


def _inventory(world: World) -> Rows:
    g = open_stream(world.seed, "erp", "inventory")
    for i in range(len(world.catalogue.names)):
        for location in (1, 6):
            yield FIRST_PRODUCT + i, location, "ABC"[i % 3], i % 20, int(g.integers(0, 900))


def _sellers(world: World) -> Rows:
    for store in range(world.store_count):
        yield FIRST_SELLER + store, 1 + store % 5, "300000.0000", ".0000", ".0120", 0, 0


def _territories(world: World) -> Rows:
    for i, name in enumerate(_TERRITORIES):
        yield i + 1, name, "US", "North America", 0, 0, 0, 0


def _offers(world: World) -> Rows:
    first, last = world.first_day.isoformat(), world.last_day.isoformat()
    yield 1, "No Discount", ".0000", "No Discount", "No Discount", first, last, 0, ""
    for p in world.catalogue.promotions:
        rate = f".{p.discount_percent:02d}00"
        yield p.number + 1, p.name, rate, "Seasonal", "Customer", p.first_date, p.last_date, 0, ""


def _offer_products(world: World) -> Rows:
    goods = world.catalogue
    for i in range(len(goods.names)):
        yield 1, FIRST_PRODUCT + i
    for p in goods.promotions:
        for i in np.flatnonzero(goods.subcategory == p.subcategory).tolist():
            yield p.number + 1, FIRST_PRODUCT + i


def _stores(world: World) -> Rows:
    for store in range(world.store_count):
        yield 292 + 2 * store, f"{place_of_store(store).city} store", FIRST_SELLER + store, ""


def _currencies(world: World) -> Rows:
    yield from ((code, code) for code in ("USD", *CURRENCIES.values()))


# Every table with its columns (rowguid and ModifiedDate are added) and what makes its rows.
_TABLES: dict[str, tuple[tuple[str, ...], Callable[[World], Rows]]] = {
    "Sales.Customer": (columns.CUSTOMER, erp_people.list_customers),
    "Sales.SalesPerson": (columns.SELLER, _sellers),
    "Sales.SalesTerritory": (columns.TERRITORY, _territories),
    "Sales.SpecialOffer": (columns.OFFER, _offers),
    "Sales.SpecialOfferProduct": (("SpecialOfferID", "ProductID"), _offer_products),
    "Sales.Store": (("BusinessEntityID", "Name", "SalesPersonID", "Demographics"), _stores),
    "Sales.Currency": (("CurrencyCode", "Name"), _currencies),
    "Production.Product": (columns.PRODUCT, _products),
    "Production.ProductSubcategory": (
        ("ProductSubcategoryID", "ProductCategoryID", "Name"),
        _subcategories,
    ),
    "Production.ProductCategory": (("ProductCategoryID", "Name"), _categories),
    "Production.ProductInventory": (
        ("ProductID", "LocationID", "Shelf", "Bin", "Quantity"),
        _inventory,
    ),
    "HumanResources.Employee": (columns.EMPLOYEE, erp_people.list_employees),
    "Purchasing.PurchaseOrderHeader": (columns.PURCHASE, erp_purchases.list_purchases),
    "Purchasing.PurchaseOrderDetail": (columns.PURCHASE_LINE, erp_purchases.list_lines),
    "Person.Person": (columns.PERSON, erp_people.list_persons),
    "Person.EmailAddress": (
        ("BusinessEntityID", "EmailAddressID", "EmailAddress"),
        erp_people.list_emails,
    ),
    "Person.PersonPhone": (
        ("BusinessEntityID", "PhoneNumber", "PhoneNumberTypeID"),
        erp_people.list_phones,
    ),
    "Person.Address": (columns.ADDRESS, erp_people.list_addresses),
    "Person.BusinessEntityAddress": (
        ("BusinessEntityID", "AddressID", "AddressTypeID"),
        erp_people.list_entity_addresses,
    ),
    "Person.StateProvince": (columns.STATE, erp_people.list_states),
}
