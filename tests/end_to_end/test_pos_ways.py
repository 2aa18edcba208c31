"""Tills that deliver a file a day and store in every form, their dimensions in a real database."""

from __future__ import annotations

import csv
import gzip
import io
import os
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.servers import PASSWORD, USER, Server
from tillhouse.sources.spec import load_spec

COLUMNS = load_spec("pos").table("sales").required
WIDTHS = load_spec("pos").table("sales").widths[: len(COLUMNS)]  # these tills take no coupons
STORES, DAYS = (101, 102, 103, 104, 105), [date(2025, 1, 1) + timedelta(at) for at in range(12)]
LATE, CORRECTED = (102, DAYS[3]), (104, DAYS[6])
DIMENSIONS = {
    "customer": [
        ["customer_id", "first_name", "last_name", "address", "pincode", "phone_number",
         "customer_joining_date"],
        *([n, f"Ann{n}", "Müller", f"{n} Main St", "02134", f"617-555-01{n:02d}", "2020-01-02"]
          for n in range(1, 20)),
    ],
    "product": [
        ["id", "name", "current_price", "old_price", "created_date", "updated_date", "expiry_date"],
        *([n, f"tea no {n}", "12.50", "11.00", "2020-01-01", "2024-01-01", None]
          for n in range(6)),
    ],
    "sales_team": [
        ["id", "first_name", "last_name", "manager_id", "is_manager", "address", "pincode",
         "joining_date"],
        *([n, f"Sam{n}", "Ode", 1, "N", "1 Elm St", "02134", "2019-05-06"] for n in range(1, 8)),
    ],
    "store": [
        ["id", "address", "store_pincode", "store_manager_name", "store_opening_date", "reviews"],
        *([n, f"{n} High St", "02134", "Kim", "2018-01-01", "good"] for n in STORES),
    ],
}  # fmt: skip
LINES = (
    "select store_id, business_date, customer_id, product_id, employee_id, unit_price, quantity,"
    " net_amount, count(*) from silver.order_lines group by all order by all"
)
PEOPLE = "select customer_id, full_name, postal_code from silver.customers order by all"
PROJECT = """
[shop]
time_zone = "America/New_York"
currency = "USD"

[sources.till]
kind = "pos"
locations = {{ files = "drops/till", database = "{database}" }}
user_env = "SHOP_DB_USER"
password_env = "SHOP_DB_PASSWORD"
"""


def lines(store: int, day: date, salt: int = 0) -> list[list[str]]:
    chance = random.Random(f"{store} {day} {salt}")
    rows = []
    for _ in range(8):
        price, quantity = Decimal(chance.randint(100, 9999)) / 100, chance.randint(1, 4)
        customer = str(chance.randint(1, 19)) if chance.random() < 0.8 else ""
        rows.append([
            customer, str(store), f"tea no {chance.randint(0, 5)}", day.isoformat(),
            str(chance.randint(1, 7)), f"{price:.2f}", str(quantity), f"{price * quantity:.2f}",
        ])  # fmt: skip
    return rows


def as_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def as_zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, "zstd", asbytes=True))


def as_parquet(rows: list[list[str]]) -> bytes:
    money, sink = pa.decimal128(12, 2), pa.BufferOutputStream()
    types = [pa.int64(), pa.int32(), pa.string(), pa.date32(), pa.int64(), money, pa.int32(), money]
    columns = zip(*([value or None for value in row] for row in rows), strict=True)
    arrays = [
        pa.array(list(column), pa.string()).cast(kind)
        for column, kind in zip(columns, types, strict=True)
    ]
    pq.write_table(pa.table(arrays, names=list(COLUMNS)), sink)
    return sink.getvalue().to_pybytes()


def as_fixed(rows: list[list[str]]) -> bytes:
    each = zip(*[[f"{value:<{w}}" for value in column] for column, w in
                 zip(zip(*rows, strict=True), WIDTHS, strict=True)], strict=True)  # fmt: skip
    return "".join("".join(row) + "\n" for row in each).encode()


def files() -> Iterator[tuple[int, date, str, Callable[[list[list[str]]], bytes]]]:
    """Store, day, ending and writer: each store in another form, one of them in two."""
    header = [list(COLUMNS)]
    forms: list[tuple[str, Callable[[list[list[str]]], bytes]]] = [
        (".csv.gz", lambda rows: gzip.compress(as_csv(header + rows))),
        (".csv.zst", lambda rows: as_zstd(as_csv(header + rows))),
        (".parquet", as_parquet),
        (".dat", as_fixed),
        (".dat.gz", lambda rows: gzip.compress(as_fixed(rows))),
    ]
    for store, form in zip(STORES, forms, strict=True):
        for day in DAYS:
            yield store, day, *form


def put(folder: Path, store: int, day: date, ending: str, content: bytes, moment: int) -> None:
    path = folder / f"store_{store}" / f"{day:%Y}" / f"sales_{store}_{day}{ending}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (moment, moment))


def fill(server: Server) -> str:
    """The star schema, typed; its location."""
    location = server.new_database("star")
    for table, (columns, *rows) in DIMENSIONS.items():
        kinds = ["int primary key", *("varchar(60)" for _ in columns[1:])]
        listed = ", ".join(f"{name} {kind}" for name, kind in zip(columns, kinds, strict=True))
        values = ", ".join(f"({', '.join(map(literal, row))})" for row in rows)
        server.sql("star", f"create table {table} ({listed})")
        server.sql("star", f"insert into {table} values {values}")
    return location


def literal(value: object) -> str:
    return "null" if value is None else f"'{value}'"


@pytest.fixture
def plain(new_shop: Callable[..., Any]) -> Any:
    """The same rows in plain CSV files, dimensions too, in one run."""
    shop = new_shop({"till": "pos"})
    for table, rows in DIMENSIONS.items():
        (shop.drop("till") / f"{table}.csv").write_bytes(as_csv(rows))
    for store, day, _, _ in files():
        rows = lines(store, day, salt=int((store, day) == CORRECTED))
        put(shop.drop("till"), store, day, ".csv", as_csv([list(COLUMNS), *rows]), 1_700_000_000)
    shop.run()
    return shop


@pytest.mark.long
def test_every_form_of_file_and_a_star_schema_give_the_shop_of_plain_files(
    mariadb: Server, plain: Any, new_shop: Callable[..., Any]
) -> None:
    shop = new_shop({"till": "pos"})
    (shop.folder / "tillhouse.toml").write_text(PROJECT.format(database=fill(mariadb)))
    with (shop.folder / ".env").open("a") as env:
        env.write(f"SHOP_DB_USER={USER}\nSHOP_DB_PASSWORD={PASSWORD}\n")
    for store, day, ending, written in files():
        if (store, day) != LATE:
            content = written(lines(store, day))
            put(shop.drop("till"), store, day, ending, content, 1_700_000_000)
    shop.run()
    assert shop.ask("select count(*) from silver.order_lines") == [(8 * (len(DAYS) * 5 - 1),)]
    for store, day, ending, written in files():
        if (store, day) == LATE:
            put(shop.drop("till"), store, day, ending, written(lines(store, day)), 1_700_000_100)
        elif (store, day) == CORRECTED:
            content = written(lines(store, day, salt=1))
            put(shop.drop("till"), store, day, "_corrected" + ending, content, 1_700_000_100)
    shop.run()
    assert shop.ask(LINES) == plain.ask(LINES)
    assert shop.ask(PEOPLE) == plain.ask(PEOPLE)
    assert shop.run().status == "nothing new"
    mariadb.sql("star", "update store set address = 'Elsewhere 1' where id = 101")
    shop.run()
    moved = "select street_address from silver.stores where store_id = '101'"
    assert shop.ask(moved) == [("Elsewhere 1",)]
    assert shop.ask(LINES) == plain.ask(LINES)


@pytest.mark.long
def test_a_dat_file_of_other_widths_is_refused_and_the_others_load(
    new_shop: Callable[..., Any],
) -> None:
    shop = new_shop({"till": "pos"})
    good, bad = lines(101, DAYS[0]), lines(102, DAYS[0])
    put(shop.drop("till"), 101, DAYS[0], ".dat", as_fixed(good), 1_700_000_000)
    short = b"\n".join(line[:-3] for line in as_fixed(bad).splitlines())
    put(shop.drop("till"), 102, DAYS[0], ".dat", short, 1_700_000_000)
    result = shop.run()
    assert shop.ask("select count(*) from silver.order_lines") == [(len(good),)]
    assert "no line has at least 110 characters" in str(result)
