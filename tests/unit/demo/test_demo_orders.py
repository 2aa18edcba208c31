"""The order drop, read back with csv and json and compared with the answer key."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation

import pytest

from tillhouse.demo.order_customers import CUSTOMER_KINDS
from tillhouse.demo.order_dirt import ORDER_KINDS


def files(shop):
    return sorted(p.name for p in (shop.folder / "orders").glob("sales_orders_*.csv"))


@pytest.fixture(scope="module")
def orders(shop):
    """(file, row) -> fields, with the lines parsed, or None where the JSON is cut off."""
    found = {}
    for name in files(shop):
        for row, fields in enumerate(shop.rows(f"orders/{name}"), 2):
            try:
                fields["lines"] = json.loads(fields["ordered_products"], parse_float=Decimal)
            except json.JSONDecodeError:
                fields["lines"] = None
            found[name, row] = fields
    return found


def money(line):
    try:
        gross = Decimal(line["price"]) * Decimal(line["qty"])
    except (InvalidOperation, TypeError):
        return None
    offer = line["promotion_info"]
    if not offer:
        return gross, Decimal(0)
    return gross, gross * offer["promo_disc"]


def fate_of(order, latest, line):
    """The rules in few words: R6 and R7."""
    if not order["order_datetime"] or not order["order_number"]:
        return "quarantined"
    if latest[order["order_number"]] != order["order_datetime"]:
        return "superseded"
    return "loaded" if money(line) else "quarantined"


def test_lines_and_money_are_those_of_the_truth(shop, orders):
    latest = {}
    for order in orders.values():
        number = order["order_number"]
        latest[number] = max(latest.get(number, ""), order["order_datetime"])
    lines, gross, discount = Counter(), defaultdict(Decimal), defaultdict(Decimal)
    for order in orders.values():
        if order["lines"] is None:
            lines["unreadable_arrays"] += 1
            continue
        for line in order["lines"]:
            fate = fate_of(order, latest, line)
            lines[fate] += 1
            amounts = money(line) or (Decimal(0), Decimal(0))
            gross[fate, line["curr"]] += amounts[0]
            discount[fate, line["curr"]] += amounts[1]
    truth = shop.truth["totals"]["orders"]
    assert dict(lines) == truth["lines"]
    for sums, name in ((gross, "gross_amount"), (discount, "discount_amount")):
        told = {(f, c): Decimal(v) for f, of in truth[name].items() for c, v in of.items()}
        assert {k: v for k, v in sums.items() if v} == told
    assert len(orders) == sum(truth["orders"].values())


def test_every_kind_occurs_several_times_in_several_files(shop):
    places = defaultdict(list)
    for p in shop.key_of("orders", "sales_orders"):
        places[p["kind"]].append(p["file"])
    for name in [k.name for k in ORDER_KINDS] + ["delivered_again"]:
        assert len(places[name]) >= 2, name
        assert len(set(places[name])) >= 2, name


def test_each_planted_order_is_spoilt_where_the_key_says(shop, orders):
    known = {r["customer_id"] for r in shop.rows("orders/customers.csv")}
    is_spoilt = {
        "time_missing": lambda o, x: o["order_datetime"] == "",
        "number_missing": lambda o, x: o["order_number"] == "",
        "json_cut_off": lambda o, x: o["lines"] is None,
        "quantity_unreadable": lambda o, x: not isinstance(x["qty"], int),
        "price_unreadable": lambda o, x: not isinstance(x["price"], int),
        "customer_unknown": lambda o, x: o["customer_id"] not in known,
        "product_unknown": lambda o, x: x["id"].startswith("AVunknown"),
        "count_too_many": lambda o, x: int(o["number_of_line_items"]) == len(o["lines"]) + 1,
        "product_repeated": lambda o, x: [y["id"] for y in o["lines"]].count(x["id"]) > 1,
        "price_on_wrong_item": lambda o, x: len({y["price"] for y in o["lines"]}) > 1,
        "promotion_for_part": lambda o, x: x["promotion_info"]["promo_qty"] == x["qty"] - 1,
        "delivered_again": lambda o, x: int(o["order_datetime"]) > 0,
    }
    for p in shop.key_of("orders", "sales_orders"):
        order = orders[p["file"], int(p["row"])]
        line = order["lines"][int(p["line"]) - 1] if p["line"] else None
        assert is_spoilt[p["kind"]](order, line), p


def test_what_is_not_planted_has_no_such_defect(shop, orders):
    spoilt = {(p["file"], int(p["row"])) for p in shop.key_of("orders", "sales_orders")}
    for place, order in orders.items():
        if place in spoilt:
            continue
        assert int(order["order_datetime"]) > 0
        assert int(order["order_number"]) > 0
        assert int(order["number_of_line_items"]) == len(order["lines"])
        assert all(money(line) for line in order["lines"])


def test_an_order_comes_again_5_to_14_seconds_later_in_the_same_file_and_in_the_next(orders):
    seen = defaultdict(list)
    for (file, _), order in orders.items():
        if order["order_number"] and order["order_datetime"]:
            seen[order["order_number"]].append((file, int(order["order_datetime"]), order["lines"]))
    again = [versions for versions in seen.values() if len(versions) > 1]
    assert {a[0] == b[0] for a, b in again} == {True, False}
    for (_, first, old), (_, second, new) in again:
        assert 5 <= second - first <= 14
        assert old != new


def test_sales_csv_keeps_its_identical_rows(shop):
    rows = shop.rows("orders/sales.csv")
    total = sum(Decimal(r["total_price"]) for r in rows)
    truth = shop.truth["totals"]["sales_file"]
    assert len(rows) == truth["delivered_rows"] == truth["loaded_rows"]
    assert total == sum(Decimal(v) for v in truth["gross_amount"].values())
    doubles = shop.key_of("orders", "sales")
    assert len(doubles) >= 4
    for p in doubles:
        assert rows[int(p["row"]) - 2] == rows[int(p["row"]) - 3]
    for row in rows:
        product = json.loads(row["product"])
        assert product["price"] * product["qty"] == int(row["total_price"])


def test_the_columns_are_those_of_the_public_drop(shop, shared_data):
    pairs = [(n, n) for n in ("customers.csv", "sales.csv", "loyalty_segment.csv", "products.csv")]
    for mine, real in [*pairs, (files(shop)[0], "sales_orders.csv")]:
        public = (shared_data / "retail_org" / real).read_text(encoding="utf-8").splitlines()[0]
        assert shop.text(f"orders/{mine}").splitlines()[0] == public


def test_customer_rows_have_the_defects_of_the_key(shop):
    rows = shop.rows("orders/customers.csv")
    kinds = Counter()
    for p in shop.key_of("orders", "customers"):
        row = rows[int(p["row"]) - 2]
        kinds[p["kind"]] += 1
        if p["kind"] == "two_versions":
            following = rows[int(p["row"]) - 1]
            assert row["customer_id"] == following["customer_id"] == p["planted_value"]
            assert float(row["valid_to"]) < int(following["valid_from"])
        else:
            assert row[p["column"]] == p["planted_value"], p
        if p["kind"] == "coordinates_in_china":
            assert float(row["lon"]) > 100
            assert row["state"] == "CO"
    rare = {"coordinates_in_china": 1}  # few of a small shop's customers live in Colorado
    for kind in CUSTOMER_KINDS:
        assert kinds[kind.name] >= rare.get(kind.name, 2), kind.name
    assert kinds["two_versions"] >= 2
    assert kinds["customer_id_missing"] >= 2


def test_a_broken_quote_swallows_product_rows(shop):
    text = shop.text("orders/products.csv")
    records = list(csv.reader(io.StringIO(text, newline="")))
    swallowed = defaultdict(list)
    stray = [p for p in shop.key_of("orders", "products") if p["kind"] == "stray_quote"]
    for p in (p for p in shop.key_of("orders", "products") if p["kind"] == "broken_quote"):
        swallowed[int(p["row"])].append(p["planted_value"])
    assert [int(p["row"]) for p in stray] == list(swallowed)
    assert len(swallowed) == 2
    for row, codes in swallowed.items():
        record = records[row - 1]
        assert record[0] == codes[0]
        assert len(codes) == 5
        assert all(code in record[2] for code in codes[1:])
    assert len(records) == 401 - 2 * 4  # 400 products and the header, eight rows swallowed


def test_statuses_of_contacts_match_the_file(shop):
    phonenumbers = pytest.importorskip("phonenumbers")
    contacts = {r["customer_id"]: r for r in shop.rows("orders/contacts.csv")}
    statuses = Counter()
    for truth in shop.rows("answer_key/contacts.csv"):
        row = contacts.get(truth["customer_id"], defaultdict(str))
        statuses[truth["phone_status"]] += 1
        is_valid = False
        if row["phone"]:
            try:
                parsed = phonenumbers.parse(row["phone"], row["country"])
                is_valid = phonenumbers.is_valid_number(parsed)
            except phonenumbers.NumberParseException:
                pass
        opted = row["phone_opt_out"] == "true"
        told = "missing" if not row["phone"] else "invalid" if not is_valid else "usable"
        assert truth["phone_status"] == ("opted out" if opted else told), row
        if truth["email_status"] in ("usable", "opted out"):
            assert row["email"].endswith(("@example.com", "@example.org", "@example.net"))
        assert (truth["email_status"] == "missing") == (not row["email"])
    assert set(statuses) == {"usable", "missing", "invalid", "opted out"}
