"""Days whose file is special: corrected later, delivered twice, refused, or in another format."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from tillhouse.demo.answer_key import format_cents
from tillhouse.demo.pos_files import HEADER, DayFile
from tillhouse.demo.pos_records import (
    COLUMNS,
    number_of_seller,
    number_of_store,
    text_columns,
    text_records,
)
from tillhouse.demo.streams import Ints
from tillhouse.demo.writers import (
    delivered_on,
    join_columns,
    write_bytes,
    write_parquet,
    write_records,
)


def write_corrected(file: DayFile) -> None:
    """Wrong quantities, put right by a second file of the whole day, a day later."""
    till = file.till
    open_rows = np.flatnonzero(~till.is_locked)
    wrong = till.quantity.copy()
    wrong[open_rows[::3]] += 1
    first = replace(till, quantity=wrong)
    path = file.path()
    write_records(path, HEADER, text_records(first, file.names), delivered_on(till.date))
    for row, cents in enumerate(first.cents.tolist()):
        file.plant(
            path,
            row=row + 2,
            kind="corrected_later",
            expected="superseded",
            amount=format_cents(cents),
        )
    file.totals.files += 1
    file.totals.add("superseded", len(first), int(first.cents.sum()))
    later = delivered_on(till.date, days_later=2, hour=9)
    write_records(file.path("_corrected"), HEADER, text_records(till, file.names), later)
    file.count_loaded()


def write_twice(file: DayFile) -> None:
    """The same bytes again under another name, three days later."""
    records = text_records(file.till, file.names)
    write_records(file.path(), HEADER, records, delivered_on(file.till.date))
    again = file.path(before="copy_of_")
    write_records(again, HEADER, records, delivered_on(file.till.date, days_later=3))
    file.plant(again, kind="file_again", expected="identical", planted_value=file.path().name)
    file.count_loaded()


def write_without_price(file: DayFile) -> None:
    """A mandatory column is missing: refused whole. The complete file comes a day later."""
    columns = text_columns(file.till, file.names)
    kept = [i for i, name in enumerate(COLUMNS) if name != "price"]
    header = ",".join(COLUMNS[i] for i in kept)
    path = file.path()
    records = join_columns([columns[i] for i in kept])
    write_records(path, header, records, delivered_on(file.till.date))
    file.plant(path, kind="column_missing", expected="refused", column="price", reason_hint="price")
    whole = file.path("_complete")
    later = delivered_on(file.till.date, days_later=2)
    write_records(whole, HEADER, join_columns(columns), later)
    file.count_loaded()


def write_latin_1(file: DayFile) -> None:
    """Product names with accents in an encoding that is not UTF-8."""
    file = _sell_accented(file)
    records = text_records(file.till, file.names)
    path = file.path()
    write_records(path, HEADER, records, delivered_on(file.till.date), encoding="latin-1")
    file.plant(path, kind="latin_1", expected="kept", column="product_name")
    file.count_loaded()


def _sell_accented(file: DayFile) -> DayFile:
    """The same day with an accented product on its first open line, so that one is sure to be."""
    till = file.till
    rows = np.flatnonzero(~till.is_locked)[:1]
    accented = next(i for i, name in enumerate(file.names.to_pylist()) if not name.isascii())
    product, price = till.product.copy(), till.price_cents.copy()
    product[rows], price[rows] = accented, file.prices[accented]
    return replace(file, till=replace(till, product=product, price_cents=price))


def write_with_bom(file: DayFile) -> None:
    """UTF-8 with a byte order mark before the header."""
    path = file.path()
    moment = delivered_on(file.till.date)
    write_records(path, HEADER, text_records(file.till, file.names), moment)
    write_bytes(path, codecs.BOM_UTF8 + path.read_bytes(), moment)
    file.plant(path, kind="byte_order_mark", expected="kept", column="customer_id")
    file.count_loaded()


def write_gzip(file: DayFile) -> None:
    """The day as a compressed file."""
    path = file.path(ending=".csv.gz")
    write_records(path, HEADER, text_records(file.till, file.names), delivered_on(file.till.date))
    file.plant(path, kind="gzip", expected="kept")
    file.count_loaded()


def write_typed(file: DayFile) -> None:
    """The day as Parquet with real types."""
    till = file.till
    path = file.path(ending=".parquet")
    columns = [
        pa.array(till.customer, mask=till.customer == 0),
        pa.array(number_of_store(till.store)),
        file.names.take(pa.array(till.product)),
        pa.repeat(pa.scalar(till.date), len(till)),
        pa.array(number_of_seller(till.store, till.seller)),
        _as_decimal(till.price_cents),
        pa.array(till.quantity),
        _as_decimal(till.cents),
    ]
    write_parquet(path, pa.table(columns, names=list(COLUMNS)), delivered_on(till.date))
    file.plant(path, kind="parquet", expected="kept")
    file.count_loaded()


def write_late(file: DayFile) -> None:
    """Arrives ten days late."""
    path = file.path()
    late = delivered_on(file.till.date, days_later=10)
    write_records(path, HEADER, text_records(file.till, file.names), late)
    file.plant(path, kind="late_file", expected="kept")
    file.count_loaded()


def _as_decimal(cents: Ints) -> Any:
    values = [Decimal(c).scaleb(-2) for c in cents.tolist()]
    return pa.array(values, pa.decimal128(18, 2))


# How far into the period each special day lies, and what happens to its file.
SPECIAL_DAYS: tuple[tuple[float, Callable[[DayFile], None]], ...] = (
    (0.087, write_corrected),
    (0.55, write_corrected),
    (0.18, write_twice),
    (0.62, write_twice),
    (0.26, write_without_price),
    (0.70, write_without_price),
    (0.33, write_latin_1),
    (0.40, write_with_bom),
    (0.46, write_gzip),
    (0.52, write_typed),
    (0.80, write_late),
)


def schedule(days: int) -> dict[int, Callable[[DayFile], None]]:
    """Day of the period -> writer. In a short period the earlier entry wins the day."""
    planned: dict[int, Callable[[DayFile], None]] = {}
    for share, writer in SPECIAL_DAYS:
        planned.setdefault(int(share * days), writer)
    return planned
