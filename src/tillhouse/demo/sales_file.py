"""sales.csv of the order drop: single sales lines with the product as JSON."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.demo.answer_key import AnswerKey, format_cents
from tillhouse.demo.dirt import SMALLEST_COUNT
from tillhouse.demo.order_texts import CURRENCY_CODES, PriceList
from tillhouse.demo.sales import Lines, draw_days
from tillhouse.demo.streams import open_stream
from tillhouse.demo.world import World
from tillhouse.demo.writers import (
    as_text,
    date_texts,
    delivered_on,
    join_columns,
    quote,
    write_records,
)

HEADER = "customer_id,customer_name,product_name,order_date,product_category,product,total_price"
_IDENTICAL_RATE = 0.005


def write_sales_file(world: World, prices: PriceList, root: Path, key: AnswerKey) -> int:
    """Writes sales.csv with some rows twice, which both count. Returns the number of rows."""
    lines, of_basket = draw_days(world, "sales_file", range(world.days))
    days = of_basket[lines.basket]
    g = open_stream(world.seed, "orders", "sales_file")
    count = max(SMALLEST_COUNT, round(_IDENTICAL_RATE * len(days)))
    twice = np.sort(g.permutation(len(days))[:count])
    order = np.insert(np.arange(len(days)), twice + 1, twice)
    lines, days = lines.take(order), days[order]
    total = prices.prices[lines.product] * lines.quantity
    records = _write_texts(world, prices, lines, date_texts(world, days))
    write_records(root / "sales.csv", HEADER, records, delivered_on(world.last_day))
    for row in (twice + 1 + np.arange(len(twice))).tolist():
        key.plant(
            "orders",
            "sales",
            "sales.csv",
            row=row + 2,
            entity="order_lines",
            kind="identical_row",
            expected="kept",
            amount=format_cents(int(total[row]) * 100),
        )
    money = prices.currency[lines.person]
    gross = {c: int(total[money == i].sum()) * 100 for i, c in enumerate(CURRENCY_CODES)}
    key.truth["totals"]["sales_file"] = {
        "delivered_rows": len(order),
        "loaded_rows": len(order),
        "gross_amount": {c: format_cents(cents) for c, cents in gross.items() if cents},
    }
    return len(order)


def _write_texts(world: World, prices: PriceList, lines: Lines, dates: pa.Array) -> pa.Array:
    goods = world.catalogue
    product = pa.array(lines.product)
    names = pa.array(goods.names).take(product)
    categories = pa.array(goods.category_names).take(pa.array(goods.category[lines.product]))
    money = pa.array(CURRENCY_CODES).take(pa.array(prices.currency[lines.person]))
    each = prices.prices[lines.product]
    json = pc.binary_join_element_wise(
        '{"curr":"', money, '","id":"', prices.codes.take(product), '","name":"', names,
        '","price":', as_text(each), ',"qty":', as_text(lines.quantity), ',"unit":"pcs"}', "",
    )  # fmt: skip
    return join_columns(
        [
            as_text(prices.ids[lines.person]),
            quote(prices.names.take(pa.array(lines.person))),
            names,
            dates,
            categories,
            quote(json),
            as_text(each * lines.quantity),
        ]
    )
