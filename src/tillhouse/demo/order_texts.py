"""Orders as the drop writes them: one CSV record per order, its lines as nested JSON.

Whole months become text at once from arrays; single orders, as fields, where one is to be spoilt.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.demo.people import People
from tillhouse.demo.places import CURRENCIES, PLACES
from tillhouse.demo.sales import Lines
from tillhouse.demo.streams import Ints
from tillhouse.demo.world import World
from tillhouse.demo.writers import as_text, join_columns, join_lists, quote

HEADER = (
    "clicked_items,customer_id,customer_name,number_of_line_items,order_datetime,order_number,"
    "ordered_products,promo_info"
)
CURRENCY_CODES = ("USD", "CAD", "GBP", "EUR")


@dataclass(frozen=True)
class OrderMonth:
    """The orders of one month: their lines, and per order its first line, time and number."""

    lines: Lines
    starts: Ints  # one more than there are orders
    times: Ints  # epoch seconds
    numbers: Ints

    def __len__(self) -> int:
        return len(self.times)


@dataclass(frozen=True)
class PriceList:
    """What order texts are put together from, prepared once per shop."""

    names: Any  # customer names, one per person
    ids: Ints  # customer numbers, one per person
    currency: Ints  # position in CURRENCY_CODES, one per person
    prices: Ints  # whole units of money, one per product, the same over the whole period
    codes: Any
    heads: Any  # JSON of a product up to its quantity
    product_names: tuple[str, ...]


def prepare_prices(world: World) -> PriceList:
    """The price list of the online shop: list prices rounded half up to whole units."""
    goods, people = world.catalogue, world.people
    prices = np.maximum(1, (goods.new_cents + 50) // 100)
    heads = [
        f'","id":"{code}","name":"{name}","price":{price},"qty":'
        for code, name, price in zip(goods.codes, goods.names, prices.tolist(), strict=True)
    ]
    of_place = [CURRENCY_CODES.index(CURRENCIES.get(p.country, "USD")) for p in PLACES]
    return PriceList(
        names=pa.array([name_customer(people, i) for i in range(people.count)]),
        ids=people.ids["orders"],
        currency=np.array(of_place)[people.place],
        prices=prices,
        codes=pa.array(goods.codes),
        heads=pa.array(heads),
        product_names=goods.names,
    )


def name_customer(people: People, person: int) -> str:
    """`LAST,  FIRST M` for people, lower case for companies, as the order system has them."""
    if people.is_company[person]:
        return people.company_name(person)
    first, last = people.name(person)
    initial = f" {'ABCDEJKLMR'[person % 10]}" if person % 3 else ""
    return f"{last},  {first}{initial}".upper()


def write_texts(month: OrderMonth, prices: PriceList) -> Any:
    """The CSV records of a month's orders, all clean."""
    lines, starts = month.lines, month.starts
    buyers = lines.person[starts[:-1]]
    return join_columns(
        [
            quote(_bracket(_write_clicks(lines, prices), starts)),
            as_text(prices.ids[buyers]),
            quote(prices.names.take(pa.array(buyers))),
            as_text(np.diff(starts)),
            as_text(month.times),
            as_text(month.numbers),
            quote(_bracket(_write_products(lines, prices), starts)),
            quote(_bracket(*_write_offers(month, prices))),
        ]
    )


def _bracket(items: Any, starts: Ints) -> Any:
    return pc.binary_join_element_wise("[", join_lists(items, starts), "]", "")


def _write_clicks(lines: Lines, prices: PriceList) -> Any:
    seen = as_text(lines.quantity * 7 + lines.product % 60)
    codes = prices.codes.take(pa.array(lines.product))
    return pc.binary_join_element_wise('["', codes, '","', seen, '"]', "")


def _write_products(lines: Lines, prices: PriceList) -> Any:
    money = pa.array(CURRENCY_CODES).take(pa.array(prices.currency[lines.person]))
    heads = prices.heads.take(pa.array(lines.product))
    note = pc.if_else(pa.array(lines.promotion > 0), _write_offer(lines, prices), "null")
    quantity = as_text(lines.quantity)
    between = ',"unit":"pcs","promotion_info":'
    return pc.binary_join_element_wise('{"curr":"', money, heads, quantity, between, note, "}", "")


def _write_offer(lines: Lines, prices: PriceList) -> Any:
    rate = pa.array(lines.discount_percent / 100.0).cast(pa.string())
    codes = prices.codes.take(pa.array(lines.product))
    number, quantity = as_text(lines.promotion), as_text(lines.quantity)
    return pc.binary_join_element_wise(
        '{"promo_disc":', rate, ',"promo_id":', number,
        ',"promo_item":"', codes, '","promo_qty":', quantity, "}", "",
    )  # fmt: skip


def _write_offers(month: OrderMonth, prices: PriceList) -> tuple[Any, Ints]:
    """The offers of promoted lines only, with where each order's begin."""
    offered = np.flatnonzero(month.lines.promotion > 0)
    starts = np.searchsorted(offered, month.starts)
    return _write_offer(month.lines.take(offered), prices), starts


def read_order(month: OrderMonth, prices: PriceList, row: int) -> dict[str, Any]:
    """One order as fields: what `render_order` turns into the same text as `write_texts`."""
    span = np.arange(month.starts[row], month.starts[row + 1])
    lines = month.lines.take(span)
    text = csv.reader(io.StringIO(write_texts(_single(month, lines, row), prices)[0].as_py()))
    fields = next(text)
    names = HEADER.split(",")
    order: dict[str, Any] = dict(zip(names, fields, strict=True))
    order["ordered_products"] = json.loads(order["ordered_products"])
    order["promo_info"] = json.loads(order["promo_info"])
    return order


def _single(month: OrderMonth, lines: Lines, row: int) -> OrderMonth:
    starts = np.array([0, len(lines.basket)])
    return OrderMonth(lines, starts, month.times[row : row + 1], month.numbers[row : row + 1])


def render_order(order: dict[str, Any]) -> str:
    """One order's fields as a CSV record. `cut_after` cuts the JSON of the lines off."""
    products = json.dumps(order["ordered_products"], separators=(",", ":"), ensure_ascii=False)
    if "cut_after" in order:
        products = products[: int(len(products) * order["cut_after"])]
    promos = json.dumps(order["promo_info"], separators=(",", ":"), ensure_ascii=False)
    values = {**order, "ordered_products": products, "promo_info": promos}
    out = io.StringIO()
    quoting = csv.writer(out, lineterminator="")
    quoting.writerow([values[name] for name in HEADER.split(",")])
    return out.getvalue()
