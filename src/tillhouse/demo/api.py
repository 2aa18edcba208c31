"""The segmentation system: customers, products, stores and transactions of a small OLTP database
and its REST API, here as the tables behind them.

Its transactions number customers on their own: transactions.customer_id + 900 is
customers.customer_id (R15). Some transactions match nobody even so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from tillhouse.demo.answer_key import AnswerKey, format_cents
from tillhouse.demo.dirt import DirtKind, set_to
from tillhouse.demo.pos_tables import place_of_store
from tillhouse.demo.sales import draw_days
from tillhouse.demo.spellings import spell_name
from tillhouse.demo.streams import draw_from, open_stream
from tillhouse.demo.tables import Table, write_table
from tillhouse.demo.world import World
from tillhouse.demo.writers import as_text, cents_as_text, date_texts

ID_SHIFT = 900
_STATUSES = ("completed", "cancelled", "failed", "pending")
_STATUS_SHARES = (0.95, 0.025, 0.015, 0.01)

TRANSACTION_KINDS = (
    DirtKind("customer_unmatched", "customer_id", 0.004, "kept", "customer",
             set_to("customer_id", "880001", "880002")),
    DirtKind("product_unknown", "product_id", 0.002, "kept", "product",
             set_to("product_id", "9901", "9902")),
    DirtKind("quantity_unreadable", "quantity", 0.002, "quarantined", "quantity",
             set_to("quantity", "two", "")),
    DirtKind("price_unreadable", "unit_price", 0.002, "quarantined", "price",
             set_to("unit_price", "free", "")),
    DirtKind("date_unreadable", "transaction_date", 0.002, "quarantined", "date",
             set_to("transaction_date", "2025-02-29", "??", "")),
)  # fmt: skip


def generate_api(
    world: World, root: Path, key: AnswerKey, progress: Callable[[int, int], None]
) -> tuple[int, int]:
    """Writes `api/`. Returns (files, rows)."""
    tables = (_customers(world), _products(world), _stores(world))
    for done, table in enumerate(tables, 1):
        write_table(world, root, key, table)
        progress(done, 4)
    sold = _write_transactions(world, root, key)
    progress(4, 4)
    return 4, sum(len(t) for t in tables) + sold


def _customers(world: World) -> Table:
    people = world.people
    members = people.members("api").tolist()
    places = [people.place_of(p) for p in members]
    columns = {
        "customer_id": as_text(people.ids["api"][members]),
        "customer_name": pa.array([spell_name(world, "api", p) for p in members]),
        "email": pa.array([people.email(p) if p % 4 else "" for p in members]),
        "phone": pa.array([people.phone(p) if p % 5 else "" for p in members]),
        "city": pa.array([p.city for p in places]),
        "state": pa.array([p.state for p in places]),
        "postal_code": pa.array([p.postal_code for p in places]),
        "country": pa.array([p.country for p in places]),
    }
    return Table("api", "customers", "customers", columns)


def _products(world: World) -> Table:
    goods = world.catalogue
    columns = {
        "product_id": as_text(1 + np.arange(len(goods.names))),
        "product_name": pa.array(goods.names),
        "category": pa.array([goods.category_names[c] for c in goods.category]),
        "subcategory": pa.array([goods.subcategory_names[s] for s in goods.subcategory]),
        "price": cents_as_text(goods.new_cents),
    }
    return Table("api", "products", "products", columns)


def _stores(world: World) -> Table:
    places = [place_of_store(store) for store in range(world.store_count)]
    columns = {
        "store_id": as_text(1 + np.arange(world.store_count)),
        "store_name": pa.array([f"{p.city} store" for p in places]),
        "city": pa.array([p.city for p in places]),
        "state": pa.array([p.state for p in places]),
        "postal_code": pa.array([p.postal_code for p in places]),
    }
    return Table("api", "stores", "stores", columns)


def _write_transactions(world: World, root: Path, key: AnswerKey) -> int:
    lines, of_basket = draw_days(world, "api", range(world.days))
    g = open_stream(world.seed, "api", "transactions")
    size = len(lines.basket)
    status = draw_from(np.cumsum(_STATUS_SHARES), g.random(size))
    price = (lines.price_cents * (100 - lines.discount_percent) + 50) // 100
    columns = {
        "transaction_id": as_text(1 + np.arange(size)),
        "customer_id": as_text(world.people.ids["api"][lines.person] - ID_SHIFT),
        "product_id": as_text(lines.product + 1),
        "store_id": as_text(lines.store + 1),
        "quantity": as_text(lines.quantity),
        "unit_price": cents_as_text(price),
        "transaction_date": date_texts(world, of_basket[lines.basket]),
        "status": pa.array(_STATUSES).take(pa.array(status)),
    }
    table = Table(
        "api",
        "transactions",
        "order_lines",
        columns,
        TRANSACTION_KINDS,
        quantity="quantity",
        price="unit_price",
    )
    planted = write_table(world, root, key, table)
    is_loaded = np.ones(size, dtype=bool)
    is_loaded[[row for row, kind in planted if kind.expected == "quarantined"]] = False
    cents = price * lines.quantity
    key.truth["totals"]["api"] = {
        "delivered_rows": size,
        "loaded_rows": int(is_loaded.sum()),
        "quarantined_rows": int((~is_loaded).sum()),
        "loaded_amount": format_cents(int(cents[is_loaded].sum())),
        "counted_amount": format_cents(int(cents[is_loaded & (status == 0)].sum())),
    }
    return size
