"""customers.csv, contacts.csv, products.csv and loyalty_segment.csv of the order drop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.order_texts import name_customer
from tillhouse.demo.people import People
from tillhouse.demo.places import Place
from tillhouse.demo.sales import World
from tillhouse.demo.streams import open_stream
from tillhouse.demo.writers import delivered_on, write_bytes, write_rows

CUSTOMERS = (
    "customer_id", "tax_id", "tax_code", "customer_name", "state", "city", "postcode", "street",
    "number", "unit", "region", "district", "lon", "lat", "ship_to_address", "valid_from",
    "valid_to", "units_purchased", "loyalty_segment",
)  # fmt: skip
CONTACTS = ("customer_id", "email", "phone", "email_opt_out", "phone_opt_out", "country")
_LOYALTY = ("loyalty_segment_id", "loyalty_segment_description", "unit_threshold", "valid_from",
            "valid_to")  # fmt: skip
_PRODUCTS = "product_id,product_category,product_name,sales_price,ean13,ean5,product_unit,"
_SWALLOWED = 4  # product rows that follow an unclosed quote


def write_order_tables(world: World, root: Path, key: AnswerKey) -> tuple[int, int]:
    """Writes the four tables. Returns (files, rows)."""
    moment = delivered_on(world.last_day)
    steps = ((0, 0), (1, 10), (2, 30), (3, 70))
    levels = [(i, f"level_{i}", units, "2017-01-01", "") for i, units in steps]
    rows = write_rows(root / "loyalty_segment.csv", _LOYALTY, levels, moment)
    rows += write_rows(root / "customers.csv", CUSTOMERS, list_customers(world, key), moment)
    rows += _write_contacts(world, root, key, moment)
    rows += _write_products(world, root, key, moment)
    return 4, rows
