"""A delivery in another layout: what the person reads, what is loaded, what is published."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.end_to_end.deliveries import (
    DAYS,
    STORES,
    contact_rows,
    customer_rows,
    fingerprint,
    order_rows,
    till_file,
)
from tillhouse.cli import main

pytestmark = pytest.mark.long

KINDS = {"orders": "retail_org", "till": "pos"}


def call(shop: Any, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


def rewritten(text: str, columns: Callable[[list[str]], Sequence[str]]) -> str:
    """The same records with the columns that `columns` makes of the header, in that order."""
    rows = list(csv.DictReader(io.StringIO(text)))
    names = columns(list(rows[0]))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([row.get(name, "x") for name in names] for row in rows)
    return out.getvalue()


def deliver(shop: Any, source: str, name: str, text: str) -> None:
    (shop.drop(source) / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def plain(new_shop: Callable[..., Any]) -> Any:
    """Two days, each with the agreed layout."""
    made = new_shop(KINDS)
    begin(made)
    made.run()
    deliver(made, "till", "sales_2.csv", till_file(STORES, DAYS[1]))
    deliver(made, "orders", "sales_orders_b.csv", order_rows(range(8, 15)))
    made.run()
    return made


def begin(shop: Any) -> None:
    deliver(shop, "orders", "customers.csv", customer_rows(range(1, 6)))
    deliver(shop, "orders", "contacts.csv", contact_rows(range(1, 6)))
    deliver(shop, "orders", "sales_orders_a.csv", order_rows(range(1, 8)))
    deliver(shop, "till", "sales_1.csv", till_file(STORES, DAYS[0]))


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    """The same two days, the second in another layout; `told` is what the second run said."""
    made = new_shop(KINDS)
    begin(made)
    made.run()
    moved = rewritten(till_file(STORES, DAYS[1]), lambda names: [*names[::-1], "till"])
    deliver(made, "till", "sales_2.csv", moved)
    text = rewritten(order_rows(range(8, 15)), lambda names: names[::-1])
    deliver(made, "orders", "sales_orders_b.csv", text)
    made.told = call(made, "run")
    return made


def test_each_change_is_one_line_and_no_failure(shop: Any) -> None:
    assert shop.told.exit_code == 0
    for line in (
        "till: changed: sales_2.csv: the column till is new: kept in bronze, read by no model",
        "till: changed: sales_2.csv: the columns stand in another order; they are read by their",
        "orders: changed: sales_orders_b.csv: the columns stand in another order",
    ):
        assert shop.told.stderr.count(line) == 1


def test_nothing_that_is_published_changes_with_the_order_of_columns(plain: Any, shop: Any) -> None:
    assert fingerprint(shop.folder / "published") == fingerprint(plain.folder / "published")


def test_it_stands_in_status_and_in_the_run_log(shop: Any) -> None:
    shown = call(shop, "status")
    assert "till: how its layout differs from what it was" in shown.stdout
    assert "sales_2.csv: the column till is new" in shown.stdout
    told = json.loads(call(shop, "status", "--json").stdout)
    assert "changed: till: sales_2.csv: the column till is new" in told["runs"][0]["message"]
    sources = {source["name"]: source for source in told["sources"]}
    assert {(it["what"], it["subject"]) for it in sources["till"]["changes"]} == {
        ("added", "till"),
        ("reordered", ""),
    }


def test_it_is_not_said_again(shop: Any) -> None:
    again = call(shop, "run")
    assert again.exit_code == 0
    assert "changed" not in again.output


def test_what_the_contract_cannot_do_without_refuses_that_file_alone(shop: Any) -> None:
    text = till_file(STORES, DAYS[2])
    renamed = text.replace("price", "unit_amount", 1)
    deliver(shop, "till", "sales_3.csv", rewritten(renamed, lambda names: [*names[::-1], "till"]))
    deliver(shop, "orders", "sales_orders_c.csv", order_rows(range(20, 24)))
    done = call(shop, "run", "--json")
    assert done.exit_code == 5
    (refused,) = json.loads(done.stdout)["refused"]
    assert refused.startswith("till: sales_3.csv, line 1: the mandatory column price is missing")
    assert refused.endswith("looks like price was renamed to unit_amount")
    assert shop.ask("select count(*) from silver.orders where order_id = '20'") == [(1,)]


def test_prices_that_are_none_any_more_are_told_and_rejected_with_their_rows(shop: Any) -> None:
    rows = till_file(("101",), "2025-03-04").replace("2.50", "free").replace("9.99", "free")
    deliver(shop, "till", "sales_4.csv", rows.replace("120.00", "free"))
    done = call(shop, "run", "--json")
    assert done.exit_code == 0
    assert [line for line in json.loads(done.stdout)["changes"] if "price held numbers" in line]
    found = shop.published(
        "data_quality", "select count(*) from quarantine where source_file = 'sales_4.csv'"
    )
    assert found == [(14,)]


def test_files_that_are_taken_away_are_told_once_and_their_rows_stay(shop: Any) -> None:
    contacts = "select count(*) from silver.contacts where source_system = 'orders'"
    before = shop.ask(contacts)
    (shop.drop("orders") / "contacts.csv").unlink()
    first = call(shop, "run")
    assert first.exit_code == 0
    assert first.stdout.startswith("Nothing is new")
    line = "orders: contacts: no file of it lies there any more (the last was contacts.csv of "
    assert line in first.stderr
    assert line not in call(shop, "run").output
    assert "no file of it lies there any more" in call(shop, "status").stdout
    assert shop.ask(contacts) == before
