"""A stranger's database: its tables are looked at, mapped by a guess, and run."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner

from tests.servers import PASSWORD, USER, Server
from tillhouse.cli import main

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

TABLES = """
create table clients (client_no int primary key, full_name varchar(40), email varchar(60));
create table articles (sku varchar(10) primary key, title varchar(40), retail_price decimal(9,2));
create table invoices (
  invoice_no int primary key, client_no int, invoice_date date, state varchar(9));
create table invoice_items (
  invoice_no int, pos int, sku varchar(10), pieces int, price decimal(9,2),
  primary key (invoice_no, pos));
"""
LINES = 300


def fill() -> str:
    statements = [TABLES]
    for n in range(40):
        statements.append(f"insert into clients values ({n}, 'Ann {n}', 'a{n}@example.com');")
        statements.append(f"insert into articles values ('S{n}', 'Thing {n}', {n}.50);")
    for n in range(100):
        day = f"2024-01-{n % 28 + 1:02d}"
        statements.append(f"insert into invoices values ({n}, {n % 40}, '{day}', 'paid');")
    for n in range(LINES):
        line = f"({n // 3}, {n % 3 + 1}, 'S{n % 40}', {n % 4 + 1}, {n % 40}.50)"
        statements.append(f"insert into invoice_items values {line};")
    return "\n".join(statements)


@pytest.fixture
def shop(server: Server, new_shop: Callable[..., Any]) -> Any:
    location = server.new_database("own_shop")
    server.sql("own_shop", fill())
    shop = new_shop({})
    with (shop.folder / ".env").open("a", encoding="utf-8") as file:
        file.write(f"SHOP_USER={USER}\nSHOP_PASSWORD={PASSWORD}\n")
    access = ("--user-env", "SHOP_USER", "--password-env", "SHOP_PASSWORD")
    told = CliRunner().invoke(
        main,
        ["add-source", "own", "--from", location, *access, "--json", "--project", str(shop.folder)],
    )
    assert told.exit_code == 0, told.output
    assert PASSWORD not in told.output
    assert PASSWORD not in (shop.folder / "tillhouse.toml").read_text("utf-8")
    shop.report = json.loads(told.stdout)
    return shop


def test_a_database_is_recognised_run_and_kept_up_to_date(shop: Any, server: Server) -> None:
    found = {it["entity"]: it["table"] for it in shop.report["entities"]}
    assert found == {
        "order_lines": "invoice_items",
        "orders": "invoices",
        "customers": "clients",
        "contacts": "clients",
        "products": "articles",
    }
    shop.run()
    total = sum((n % 4 + 1) * (Decimal(n % 40) + Decimal("0.5")) for n in range(LINES))
    columns = "count(*), sum(net_amount), count(distinct customer_key)"
    query = f"select {columns} from silver.order_lines"
    assert shop.ask(query) == [(LINES, total, 40)]
    server.sql("own_shop", "update invoice_items set pieces = pieces + 1 where invoice_no = 5;")
    shop.run()
    more = sum(Decimal(n % 40) + Decimal("0.5") for n in range(15, 18))
    assert shop.ask(query) == [(LINES, total + more, 40)]


def test_lines_without_a_number_are_read_whole_and_none_gets_lost(
    server: Server, new_shop: Callable[..., Any]
) -> None:
    location = server.new_database("own_lines")
    rows = "".join(
        f"insert into sales values ({n}, {n // 4}, 'S{n % 7}', 2, 1.50, '2024-01-02');"
        for n in range(60)
    )
    server.sql(
        "own_lines",
        "create table sales (uid int primary key, receipt int, sku varchar(5), qty int, "
        f"price decimal(9,2), sold date);{rows}",
    )
    shop = new_shop({})
    with (shop.folder / ".env").open("a", encoding="utf-8") as file:
        file.write(f"SHOP_USER={USER}\nSHOP_PASSWORD={PASSWORD}\n")
    access = ["--user-env", "SHOP_USER", "--password-env", "SHOP_PASSWORD", "--no-trial"]
    place = ["--from", location, "--project", str(shop.folder)]
    told = CliRunner().invoke(main, ["add-source", "own", *place, *access])
    assert told.exit_code == 0, told.output
    shop.run()
    server.sql("own_lines", "update sales set qty = 3 where uid = 5;")
    shop.run()
    found = shop.ask("select count(*), sum(quantity) from silver.order_lines")
    assert found == [(60, Decimal(121))]
