"""customers.csv, contacts.csv, products.csv and loyalty_segment.csv of the order drop."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.order_contacts import CONTACTS, list_contacts
from tillhouse.demo.order_customers import CUSTOMERS, list_customers
from tillhouse.demo.world import World
from tillhouse.demo.writers import delivered_on, write_bytes, write_rows

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
    rows += write_rows(root / "contacts.csv", CONTACTS, list_contacts(world, key), moment)
    rows += _write_products(world, root, key, moment)
    return 4, rows


def _write_products(world: World, root: Path, key: AnswerKey, moment: datetime) -> int:
    """The product list with CRLF, an empty last column and quotes that swallow rows.

    Twice a name ends in an inch mark that was escaped by a backslash and doubled at once: the
    quote never closes there, and the following rows become part of that name.
    """
    goods = world.catalogue
    count = len(goods.names)
    broken = {count // 4, count // 2}
    text, record = [_PRODUCTS + "\r\n"], 1
    inside = 0
    for i, (code, name) in enumerate(zip(goods.codes, goods.names, strict=True)):
        category = goods.category_names[goods.category[i]]
        price = f"{goods.new_cents[i] / 100:.2f}"
        record += 0 if inside else 1
        if inside or i in broken:
            position = _SWALLOWED - inside + 2 if inside else 1
            key.plant(
                "orders", "products", "products.csv", row=record, line=position,
                entity="products", kind="broken_quote", expected="kept", column="product_name",
                planted_value=code,
            )  # fmt: skip
        if i in broken:
            inside = _SWALLOWED
            text.append(f'{code},{category},"{name} 15\\"",{price},2.20E+12,{54984 + i},pcs\n')
            continue
        text.append(f"{code},{category},{name},{price},2.20E+12,{54984 + i},pcs,\r\n")
        inside -= inside > 0
        if i - _SWALLOWED in broken:
            text.append('",,,,,\r\n')
            key.plant(
                "orders", "products", "products.csv", row=record, line=_SWALLOWED + 2,
                entity="products", kind="stray_quote", expected="quarantined", column="product_id",
                planted_value='",,,,,', reason_hint="product",
            )  # fmt: skip
    write_bytes(root / "products.csv", "".join(text).encode(), moment)
    return record - 1
