"""The science steps read silver and write science; here over a small hand-made silver."""

from __future__ import annotations

import random
from datetime import date

import duckdb
import pytest

from tillhouse.privacy.pseudonyms import read_secret
from tillhouse.science.clusters import ClusterRules, find_clusters
from tillhouse.science.queries import PURCHASES, TOP_PRODUCTS
from tillhouse.science.steps import (
    CouponRules,
    ScienceRules,
    run_customer_clusters,
    run_person_codes,
    run_science,
)
from tillhouse.science.time_zones import ShopFacts

SILVER = """
create schema silver;
create table silver.customers as select * from (values
    ('s:2', 39.85, 105.07, '80003.0', 'CO', 'US', true),
    ('s:1', null, null, null, 'TN', 'US', true),
    ('unknown', null, null, null, null, null, false)
) as t(customer_key, latitude, longitude, postal_code, state_code, country_code, is_known);
create table silver.employees as select * from (values
    ('s:2', true), ('unknown', false)
) as t(employee_key, is_known);
create table silver.contacts as select * from (values
    ('s:1', 'Jane@Example.com', '615 555 2671', false, true, cast(null as varchar))
) as t(customer_key, email, phone, is_email_opt_out, is_phone_opt_out, country_code);
create table silver.products as select * from (values
    ('p:1', 'books'), ('p:2', 'toys')
) as t(product_key, category_name);
create table silver.order_lines as
select
    order_key, customer_key, product_key, currency_code,
    cast(net_amount as decimal(18, 4)) as net_amount, is_counted,
    date '2025-11-05' as business_date, cast(null as varchar) as coupon_code
from (values
    ('o:1', 's:1', 'p:1', 'USD', 10.00, true),
    ('o:1', 's:1', 'p:2', 'USD', 5.00, true),
    ('o:2', 's:1', 'p:9', 'USD', 1.00, true),
    ('o:3', 's:1', 'p:1', 'EUR', 999.00, true),
    ('o:4', 's:1', 'p:1', 'USD', 50.00, false),
    ('o:5', 's:2', 'p:1', null, 3.00, true),
    ('o:6', 'unknown', 'p:1', 'USD', 7.00, true)
) as t(order_key, customer_key, product_key, currency_code, net_amount, is_counted);
create view silver.sales_and_returns as select * from silver.order_lines where is_counted;
"""


class SmallEngine:
    """The two methods of an engine that the steps use."""

    def __init__(self):
        self.connection = duckdb.connect()
        self.connection.execute(SILVER)
        self.written = {}

    def read(self, sql):
        return self.connection.execute(sql).to_arrow_reader()

    def table(self, sql):
        return self.read(sql).read_all()

    def write(self, schema, table, data):
        self.written[f"{schema}.{table}"] = data


@pytest.fixture
def engine():
    return SmallEngine()


def run(engine, **rules):
    return run_science(
        engine,
        shop=ShopFacts("America/New_York", "US"),
        rules=ScienceRules(**rules),
        secret=read_secret("a secret for the tests, nothing else"),
        as_of=date(2025, 12, 31),
    )


def test_every_step_writes_its_table_and_says_how_many_rows(engine):
    assert run(engine) == {
        "contact_points": 2,
        "customer_clusters": 2,
        "cluster_scores": 1,
        "coupon_codes": 2,
        "redeemed_codes": 0,
        "campaign_issues": 0,
        "campaign_codes": 0,
    }
    assert {name: data.num_rows for name, data in engine.written.items()} == {
        "science.contact_points": 2,
        "science.customer_clusters": 2,
        "science.cluster_scores": 1,
        "science.coupon_codes": 2,
        "science.redeemed_codes": 0,
        "science.campaign_issues": 0,
        "science.campaign_codes": 0,
    }


def test_everybody_who_is_known_has_a_code_whether_or_not_they_bought(engine):
    engine.connection.execute("delete from silver.order_lines")
    secret = read_secret("a secret for the tests, nothing else")
    assert run_person_codes(engine, secret=secret) == {"person_codes": 3, "audience_keys": 1}
    codes = engine.written["science.person_codes"].to_pylist()
    people = [(row["person_kind"], row["person_key"]) for row in codes]
    assert people == [("customer", "s:1"), ("customer", "s:2"), ("employee", "s:2")]
    assert len({row["person_code"] for row in codes}) == 3


def test_contact_points_come_from_customers_and_contacts(engine):
    run(engine)
    first, second = engine.written["science.contact_points"].to_pylist()
    assert (first["email"], first["phone_reason"]) == ("Jane@example.com", "opted out")
    assert (second["time_zone"], second["time_zone_basis"]) == ("America/Denver", "postal code")


def test_amounts_of_two_currencies_are_never_added(engine):
    rows = engine.connection.execute(PURCHASES).fetchall()
    spend = {(key, category): float(amount) for key, category, amount in rows}
    assert spend == {
        ("s:1", "books"): 10,
        ("s:1", "toys"): 5,
        ("s:1", "unknown"): 1,
        ("s:2", "books"): 3,
    }


def sell(engine, *lines):
    """Lines 'customer product currency amount', each an order of its own, and no others."""
    engine.connection.execute("delete from silver.order_lines")
    for number, line in enumerate(lines):
        values = [f"o:{number}", *line.split(), True]
        engine.connection.execute(
            "insert into silver.order_lines values "
            "(?, ?, ?, ?, cast(? as decimal(18, 4)), ?, null, null)",
            values,
        )


def top_products(engine, count):
    rows = engine.connection.execute(TOP_PRODUCTS.format(top_products=count)).fetchall()
    return [(customer, product, float(spend)) for customer, product, spend in rows]


def test_top_products_are_those_of_most_buyers_not_of_most_units_or_money(engine):
    sell(
        engine,
        *["s:1 p:bulk USD 500", "s:1 p:bulk USD 500", "s:1 p:bulk USD 500"],
        *["s:2 p:liked USD 1", "s:1 p:liked USD 2", "s:1 p:liked USD 3"],
    )
    assert top_products(engine, 1) == [("s:1", "p:liked", 5), ("s:2", "p:liked", 1)]


def test_of_products_with_as_many_buyers_the_first_by_key_is_on_top(engine):
    sell(engine, "s:1 p:b USD 1", "s:2 p:a USD 1", "s:3 p:c USD 1")
    assert {product for _, product, _ in top_products(engine, 2)} == {"p:a", "p:b"}


def test_who_brought_everything_back_is_no_buyer(engine):
    sell(engine, "s:1 p:b USD 1", "s:2 p:a USD 1", "s:2 p:a USD -1", "s:3 p:a USD -1")
    assert top_products(engine, 1) == [("s:1", "p:b", 1)]


def test_the_unknown_product_is_never_on_top(engine):
    sell(engine, "s:1 unknown USD 1", "s:2 unknown USD 1", "s:1 p:1 USD 1")
    assert top_products(engine, 5) == [("s:1", "p:1", 1)]


def test_products_are_read_in_the_customers_own_currency_and_by_key(engine):
    assert top_products(engine, 10) == [
        ("s:1", "p:1", 10),
        ("s:1", "p:2", 5),
        ("s:1", "p:9", 1),
        ("s:2", "p:1", 3),
    ]


def test_no_top_products_are_none(engine):
    assert top_products(engine, 0) == []


@pytest.mark.parametrize("count", [0, 1, 3])
def test_as_many_top_products_as_set_reach_the_clusters(engine, count):
    draw = random.Random(4)
    kept = [(n, p) for n in range(40) for p in (1, 2, 8, 9) if draw.random() < 0.8]
    sell(engine, *[f"s:{n:02} p:{p} USD {draw.randint(1, 99)}" for n, p in kept])
    rules = ClusterRules(top_products=count)
    run_customer_clusters(engine, rules=rules)
    queries = PURCHASES, TOP_PRODUCTS.format(top_products=count)
    expected = find_clusters(engine.table(queries[0]), rules, engine.table(queries[1]))
    assert engine.written["science.cluster_scores"] == expected.scores
    without = find_clusters(engine.table(queries[0]), rules)
    assert (without.scores == expected.scores) == (count == 0)


def test_empty_silver_tables_give_empty_science_tables_of_the_same_shape(engine):
    run(engine)
    full = dict(engine.written)
    for table in ("customers", "contacts", "products", "order_lines"):
        engine.connection.execute(f"delete from silver.{table}")
    assert run(engine) | {"cluster_scores": 0} == dict.fromkeys(run(engine), 0)
    assert {name: data.schema for name, data in engine.written.items()} == {
        name: data.schema for name, data in full.items()
    }


@pytest.mark.parametrize(("campaign", "expected"), [("", "2025-12"), ("spring", "spring")])
def test_a_campaign_without_a_name_is_the_month_of_the_as_of_date(engine, campaign, expected):
    run(engine, coupons=CouponRules(campaign=campaign))
    codes = engine.written["science.coupon_codes"]
    assert set(codes["campaign_id"].to_pylist()) == {expected}
    assert codes["customer_key"].to_pylist() == ["s:1", "s:2"]


def test_no_step_reads_anything_but_silver():
    from tillhouse.science import steps

    for sql in (
        steps.CUSTOMERS,
        steps.CONTACTS,
        PURCHASES,
        TOP_PRODUCTS,
        steps.BUYERS,
        steps.REDEEMED,
    ):
        tables = [word for word in sql.split() if "." in word and word.islower()]
        schemas = {
            word.split(".")[0] for word in tables if word.split(".")[0] in {"gold", "bronze"}
        }
        assert schemas == set()


def test_a_code_that_was_handed_in_names_its_campaign_and_customer_again(engine):
    """The code was given in October, a run of December knows it, however it was typed."""
    run(engine, coupons=CouponRules(campaign="2025-10", control_share=0))
    given = {
        row["customer_key"]: row["coupon_code"]
        for row in engine.written["science.coupon_codes"].to_pylist()
    }
    typed = given["s:2"].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    engine.connection.execute(
        f"update silver.order_lines set coupon_code = '{typed}' where order_key = 'o:1'"
    )
    engine.connection.execute(
        "update silver.order_lines set coupon_code = 'HALF PRICE' where order_key = 'o:2'"
    )
    rules = CouponRules(control_share=0, issued_on=(date(2025, 10, 7),))
    assert run(engine, coupons=rules)["redeemed_codes"] == 2
    assert engine.written["science.redeemed_codes"].to_pylist() == [
        {"coupon_code": "HALF PRICE", "campaign_id": None, "customer_key": None},
        {"coupon_code": typed, "campaign_id": "2025-10", "customer_key": "s:2"},
    ]
    assert engine.written["science.campaign_issues"].to_pylist() == [
        {"campaign_id": "2025-10", "issued_date": date(2025, 10, 7)}
    ]
    codes = engine.written["science.campaign_codes"].to_pylist()
    assert {row["customer_key"]: row["coupon_code"] for row in codes} == given
