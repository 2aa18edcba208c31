"""Who and what the lines name: customers, contacts, products, stores, salespeople."""

from __future__ import annotations

import re
from pathlib import Path

from tests.oracle.files import Record, read_product_lines, read_table
from tests.oracle.shop import OWN_COUNTRY, UNKNOWN, CleanShop, Contact, Customer

NOTHING = {"", "nan", "NO SITUS"}
YES = {"true", "yes", "y", "1"}


def add_order_drop(shop: CleanShop, drops: Path) -> None:
    """Products by the line, customers in their last version, contacts as delivered.

    Quotation marks at either end of a product's name belong to the broken quoting.
    """
    for row, values in read_product_lines(drops):
        if len(values) < 2 or not values[0].strip():
            shop.rejected["products", "orders", "products.csv", row] += 1
        else:
            shop.products[f"orders:{values[0]}"] = (values[2].strip('"'), values[1] or UNKNOWN)
    contacts = identified(shop, drops, "orders", "contacts", ["contacts"])
    shop.contacts |= {f"orders:{r['customer_id']}": contact_of(r) for r in contacts}
    versions = identified(shop, drops, "orders", "customers", ["customers"])
    for record in sorted(versions, key=lambda r: (int(r["valid_from"] or 0), r.load, r.row)):
        customer = order_customer(record)
        shop.customers[customer.key] = customer


def add_till_tables(shop: CleanShop, drops: Path) -> None:
    """The customer table of the tills holds phone numbers: it is a contact list, too."""
    for record in identified(shop, drops, "pos", "customer", ["customers", "contacts"]):
        customer = till_customer(record)
        shop.customers[customer.key] = customer
        shop.contacts[customer.key] = Contact(phone=record["phone_number"])
    for record in read_table(drops, "pos", "product"):
        name = record["name"]
        shop.products[f"pos:{name}"] = (name, record["category"] or UNKNOWN)
    for record in read_table(drops, "pos", "store"):
        parts = record["address"], record["store_pincode"], OWN_COUNTRY
        shop.stores[f"pos:{record['id']}"] = ", ".join(part for part in parts if part)
    for record in read_table(drops, "pos", "sales_team"):
        shop.employees[f"pos:{record['id']}"] = f"{record['first_name']} {record['last_name']}"
        if record["is_manager"].lower() in YES:
            shop.managers.add(f"pos:{record['id']}")


def identified(
    shop: CleanShop, drops: Path, source: str, table: str, entities: list[str]
) -> list[Record]:
    """The records that say whose they are; the others are rejected by each entity. R6"""
    records = read_table(drops, source, table)
    for record in records:
        if not record["customer_id"]:
            for entity in entities:
                shop.rejected[entity, source, record.file, record.row] += 1
    return [record for record in records if record["customer_id"]]


def contact_of(record: Record) -> Contact:
    return Contact(
        email=record["email"],
        phone=record["phone"],
        country_code=record["country"],
        is_email_opt_out=record["email_opt_out"].lower() in YES,
        is_phone_opt_out=record["phone_opt_out"].lower() in YES,
    )


def order_customer(record: Record) -> Customer:
    """People are LAST,  FIRST there; house numbers and post codes have passed through a float."""
    name = re.fullmatch(r"(.+),\s+(.+)", record["customer_name"])
    number, street = (whole_number(present(record[part])) for part in ("number", "street"))
    longitude, latitude = record["lon"], record["lat"]
    return Customer(
        source="orders",
        customer_id=record["customer_id"],
        full_name=f"{name[2]} {name[1]}" if name else record["customer_name"],
        street_address=" ".join(part for part in (number, street) if part),
        city=present(record["city"]),
        state_code=record["state"],
        postal_code=post_code(record["postcode"]),
        country_code="",
        position=(float(longitude), float(latitude)) if longitude and latitude else None,
    )


def till_customer(record: Record) -> Customer:
    return Customer(
        source="pos",
        customer_id=record["customer_id"],
        full_name=f"{record['first_name']} {record['last_name']}",
        street_address=record["address"],
        city="",
        state_code="",
        postal_code=post_code(record["pincode"]),
        country_code="",
        position=None,
    )


def present(text: str) -> str:
    return "" if text in NOTHING else text


def whole_number(text: str) -> str:
    return text.removesuffix(".0")


def post_code(text: str) -> str:
    """US codes with their five digits; 0 is none at all; foreign ones as they are."""
    code = whole_number(text)
    if re.fullmatch(r"\d{1,5}(-\d{4})?", code):
        digits, _, extension = code.partition("-")
        code = "-".join(part for part in (digits.zfill(5), extension) if part)
    return "" if code == "00000" else code


def country_of(customer: Customer, contact: Contact) -> str:
    """The customer's own, else the one of the contact record, else the shop's."""
    return customer.country_code or contact.country_code or OWN_COUNTRY
