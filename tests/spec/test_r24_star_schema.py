"""R2, R3, R6, R7, R24: facts at their finest grain, and dimensions that multiply nothing."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest
from small_shop import SmallShop

from tillhouse.contracts.models import read_models

DIMENSIONS = {doc.name: doc for doc in read_models() if doc.name.startswith("dim_")}
AUDITS = ("audit_fact_sales", "audit_fact_returns", "audit_service_facts", "audit_dimensions")
FACTS = {doc.name: doc for doc in read_models() if doc.name.startswith("fact_") and doc.audience}

TWO_VERSIONS = """
    customer_id | version_number | city   | state_code | country_code | valid_from_at       | valid_to_at         | is_current
    ada         | 1              | London | -          | GB           | 1900-01-01 00:00:00 | 2024-03-01 12:00:00 | no
    ada         | 2              | Austin | TX         | US           | 2024-03-01 12:00:00 | 9999-12-31 00:00:00 | yes
"""


def failed(shop: SmallShop, *audits: str) -> list[dict[str, Any]]:
    """What the audits object to, built from the tables as they are given."""
    shop.build(*audits)
    return [row for audit in audits for row in shop.built(audit) if row["verdict"] != "pass"]


def test_a_line_has_the_customer_and_the_product_as_they_were_then(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id | city | country_code\nada | Austin | US",
        customers_history=TWO_VERSIONS,
        products="product_id | category_name\nball | toys",
        products_history="""
            product_id | version_number | product_name | category_name | valid_from_date | valid_to_date | is_current
            ball       | 1              | ball         | sports        | 1900-01-01      | 2024-03-01    | no
            ball       | 2              | ball         | toys          | 2024-03-01      | 9999-12-31    | yes
        """,
        order_lines="""
            business_date | ordered_at          | order_id | line_number | customer_id | product_id
            2024-02-29    | -                   | 1        | 1           | ada         | ball
            2024-03-01    | -                   | 2        | 1           | ada         | ball
            2024-03-01    | 2024-03-01 12:00:00 | 3        | 1           | ada         | ball
            2024-03-02    | -                   | 4        | 1           | who         | what
        """,
    )
    shop.expect("fact_sales", """
        order_code | date_day   | customer_version_code | product_version_key | territory_key
        pos:1      | 2024-02-29 | code pos:ada-1        | pos:ball-1          | GB//
        pos:2      | 2024-03-01 | code pos:ada-1        | pos:ball-2          | GB//
        pos:3      | 2024-03-01 | code pos:ada-2        | pos:ball-2          | US/TX/
        pos:4      | 2024-03-02 | unknown               | unknown             | unknown
    """)  # fmt: skip


def test_the_place_is_the_stores_and_only_without_one_the_customers(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id | state_code | country_code\nada | TX | US",
        stores="""
            store_id | country_code | territory_name | region_name
            1        | DE           | Germany        | Europe
            2        | -            | -              | -
        """,
        order_lines="""
            business_date | order_id | customer_id | store_id
            2024-01-01    | 1        | ada         | 1
            2024-01-01    | 2        | ada         | 2
            2024-01-01    | 3        | ada         | -
            2024-01-01    | 4        | -           | -
        """,
    )
    shop.build("fact_sales", "dim_territory")
    keys = {row["order_code"]: row["territory_key"] for row in shop.built("fact_sales")}
    assert keys == {
        "pos:1": "DE//Germany", "pos:2": "US/TX/", "pos:3": "US/TX/", "pos:4": "unknown",
    }  # fmt: skip
    places = {row["territory_key"]: row["region_name"] for row in shop.built("dim_territory")}
    assert places == {"DE//Germany": "Europe", "US/TX/": "unknown", "unknown": "unknown"}


def test_without_a_place_of_the_store_an_order_was_sold_where_it_went(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id | state_code | country_code\nada | TX | US",
        stores="store_id | country_code | territory_name\n1 | DE | Germany",
        order_places="order_key | country_code | state_code | territory_key\n"
        "pos:1 | FR | - | FR//\npos:2 | FR | - | FR//",
        order_lines="""
            business_date | order_id | customer_id | store_id
            2024-01-01    | 1        | ada         | 1
            2024-01-01    | 2        | ada         | -
            2024-01-01    | 3        | ada         | -
        """,
    )
    shop.build("fact_sales", "dim_territory", "sales_performance")
    keys = {row["order_code"]: row["territory_key"] for row in shop.built("fact_sales")}
    assert keys == {"pos:1": "DE//Germany", "pos:2": "FR//", "pos:3": "US/TX/"}
    assert "FR//" in {row["territory_key"] for row in shop.built("dim_territory")}
    countries = [it for it in shop.built("sales_performance") if it["dimension"] == "country"]
    assert {it["member_key"] for it in countries} == {"DE", "FR", "US"}


def test_what_came_back_is_apart_from_what_was_sold(shop: SmallShop) -> None:
    shop.given(
        order_lines="""
        business_date | order_id | quantity | unit_price | discount_amount | status
        2024-01-01    | 1        | 3        | 10         | 6               | completed
        2024-01-02    | 2        | -1       | 10         | -2              | completed
        2024-01-02    | 3        | 5        | 10         | 0               | cancelled
    """
    )
    shop.expect("fact_sales", """
        order_code | quantity | returned_quantity | gross_amount | discount_amount | return_amount | net_amount
        pos:1      | 3.0000   | 0.0000            | 30.0000      | 6.0000          | 0.0000        | 24.0000
        pos:2      | 0.0000   | 1.0000            | 0.0000       | 0.0000          | 8.0000        | -8.0000
    """)  # fmt: skip


def test_a_return_is_told_once_however_the_source_tells_it(shop: SmallShop) -> None:
    """Order 1 tells its return as a line and as a record, order 2 as two records, 7 as neither."""
    shop.as_of = date(2024, 1, 9)
    shop.given(
        products="product_id\nball\nsoap",
        employees="employee_id\n7",
        order_lines="""
            business_date | order_id | line_number | product_id | employee_id | quantity | currency_code
            2024-01-01    | 1        | 1           | ball       | 7           | 3        | USD
            2024-01-02    | 1        | 2           | ball       | 7           | -1       | USD
            2024-01-01    | 2        | 1           | soap       | 7           | 1        | EUR
            2024-01-01    | 2        | 2           | soap       | 7           | 4        | EUR
            2024-01-09    | 3        | 1           | soap       | 7           | 4        | EUR
        """,
        returns="""
            return_id | order_id | product_id | returned_date | quantity | amount
            a         | 1        | ball       | 2024-01-02    | 1        | 10
            b         | 2        | soap       | 2024-01-03    | 1        | 10
            c         | 2        | soap       | 2024-01-04    | 2        | -
            d         | -        | ball       | 2024-01-05    | 5        | 50
            e         | -        | ball       | 2024-01-10    | 9        | 90
        """,
    )
    shop.expect("fact_returns", """
        return_code  | return_kind   | order_line_code | date_day   | product_version_key | salesperson_code | promotion_key | currency_code | returned_quantity | return_amount
        line pos:1:2 | order line    | pos:1:2         | 2024-01-02 | pos:ball-1          | code pos:7       | none          | USD           | 1.0000            | 10.0000
        record pos:b | return record | pos:2:1         | 2024-01-03 | pos:soap-1          | code pos:7       | none          | EUR           | 1.0000            | 10.0000
        record pos:c | return record | pos:2:1         | 2024-01-04 | pos:soap-1          | code pos:7       | none          | EUR           | 2.0000            | 20.0000
        record pos:d | return record | -               | 2024-01-05 | pos:ball-1          | unknown          | none          | USD           | 5.0000            | 50.0000
    """)  # fmt: skip
    returned = {
        row["order_line_code"]: row["returned_quantity"] for row in shop.rows_of("fact_sales")
    }
    assert {key: int(units) for key, units in returned.items() if units} == {
        "pos:1:2": 1,
        "record pos:b": 1,
        "record pos:c": 2,
        "record pos:d": 5,
    }
    assert failed(shop, *AUDITS) == []


def test_promotions_none_and_unknown_are_members(shop: SmallShop) -> None:
    shop.given(
        promotions="promotion_id | promotion_name | discount_rate\n5 | Spring | 0.10",
        order_lines="""
            business_date | order_id | promotion_key
            2024-01-01    | 1        | pos:5
            2024-01-01    | 2        | -
            2024-01-01    | 3        | pos:9
        """,
    )
    shop.expect("fact_sales", """
        order_code | promotion_key
        pos:1      | pos:5
        pos:2      | none
        pos:3      | unknown
    """)  # fmt: skip


def test_tickets_and_visits_are_facts_of_their_day_until_the_as_of_date(shop: SmallShop) -> None:
    shop.given(
        customers="customer_id | city | country_code\nada | Austin | US",
        customers_history=TWO_VERSIONS,
        order_lines="business_date\n2024-03-10",
        support_tickets="""
            ticket_id | customer_id | created_at          | resolved_at         | issue_type | satisfaction_score
            1         | ada         | 2024-02-01 10:00:00 | 2024-02-01 11:30:00 | Delivery   | 4
            2         | ada         | 2024-03-02 00:00:00 | 2024-03-11 00:00:00 | -          | -
            3         | who         | 2024-03-03 10:00:00 | 2024-03-03 09:00:00 | Refund     | 1
            4         | ada         | 2024-03-11 10:00:00 | -                   | Refund     | -
        """,
        web_sessions="""
            session_id | customer_id | started_at          | page_views | duration_minutes | device
            1          | ada         | 2024-03-10 23:00:00 | 3          | 1.5              | mobile
            2          | -           | 2024-03-10 23:00:00 | -          | -                | -
            3          | ada         | 2024-03-12 23:00:00 | 3          | 1.5              | mobile
        """,
    )
    shop.expect("fact_tickets", """
        ticket_code | date_day   | customer_version_code | issue_type | ticket_count | resolved_count | hours_to_resolve | satisfaction_score
        pos:1       | 2024-02-01 | code pos:ada-1        | Delivery   | 1            | 1              | 2                | 4
        pos:2       | 2024-03-02 | code pos:ada-2        | unknown    | 1            | 0              | -                | -
        pos:3       | 2024-03-03 | unknown               | Refund     | 1            | 1              | -                | 1
    """)  # fmt: skip
    shop.expect("fact_web_sessions", """
        session_code | date_day   | customer_version_code | device  | session_count | page_view_count | duration_minutes
        pos:1        | 2024-03-10 | code pos:ada-2        | mobile  | 1             | 3               | 1.5000
        pos:2        | 2024-03-10 | unknown               | unknown | 1             | -               | -
    """)  # fmt: skip


def test_what_an_order_charges_is_spread_and_not_repeated(shop: SmallShop) -> None:
    shop.given(
        order_lines="business_date | order_id | line_number\n2024-01-01 | 1 | 1\n2024-01-01 | 1 | 2\n2024-01-01 | 2 | 1",
        orders="order_id | channel | subtotal_amount | tax_amount | total_due_amount\n1 | online | 20 | 3 | 23",
        order_line_amounts="""
            order_id | line_number | subtotal_amount | tax_amount | total_due_amount
            1        | 1           | 10              | 1.5        | 11.5
            1        | 2           | 10              | 1.5        | 11.5
        """,
    )
    shop.expect("fact_sales", """
        order_line_code | channel | subtotal_amount | tax_amount | freight_amount | total_due_amount
        pos:1:1         | online  | 10.0000         | 1.5000     | -              | 11.5000
        pos:1:2         | online  | 10.0000         | 1.5000     | -              | 11.5000
        pos:2:1         | unknown | -               | -          | -              | -
    """)  # fmt: skip
    assert failed(shop, *AUDITS) == []


def test_a_day_of_any_fact_is_in_the_calendar(shop: SmallShop) -> None:
    shop.given(
        order_lines="business_date\n2024-12-31",
        web_sessions="session_id | started_at\n1 | 2022-01-01 10:00:00",
    )
    shop.expect("dim_date", """
        date_day   | weekday_number | weekday_name | is_weekend | iso_week_label | month_name | quarter_label
        2022-01-01 | 6              | Saturday     | yes        | 2021-W52       | January    | 2022-Q1
        2024-12-31 | 2              | Tuesday      | no         | 2025-W01       | December   | 2024-Q4
    """, "date_day in (date '2022-01-01', date '2024-12-31')")  # fmt: skip
    assert len(shop.built("dim_date")) == 365 + 365 + 366


@pytest.mark.parametrize("fact", sorted(FACTS))
def test_a_fact_and_a_dimension_share_the_key_of_the_dimension_and_no_other_column(
    fact: str,
) -> None:
    """A BI tool joins by the names that two tables share; here that never multiplies a row."""
    joined = set()
    for name, dimension in DIMENSIONS.items():
        shared = set(FACTS[fact].types) & set(dimension.types)
        assert shared in (set(), set(dimension.key)), name
        joined |= shared
    assert len(joined) in (3, 7)


EDGES = {
    "nothing": {},
    "one line of nobody": {"order_lines": "business_date\n2024-01-01"},
    "one customer": {
        "customers": "customer_id\nada", "order_lines": "business_date | customer_id\n2024-01-01 | ada",
    },
    "a customer who never bought": {"customers": "customer_id\nada"},
    "only cancelled": {"order_lines": "business_date | status\n2024-01-01 | cancelled"},
    "all returned": {"order_lines": "business_date | quantity\n2024-01-01 | 1\n2024-01-01 | -1"},
    "negative totals": {"order_lines": "business_date | quantity\n2024-01-01 | -3"},
    "free of charge": {"order_lines": "business_date | unit_price\n2024-01-01 | 0"},
    "only tickets": {"support_tickets": "ticket_id | created_at\n1 | 2024-01-01 10:00:00"},
    "only visits": {"web_sessions": "session_id | started_at\n1 | 2024-01-01 10:00:00"},
}  # fmt: skip


PLAIN = ("nothing", "one line of nobody", "all returned")


@pytest.mark.parametrize(
    "edge",
    [it if it in PLAIN else pytest.param(it, marks=pytest.mark.long) for it in sorted(EDGES)],
)
def test_a_shop_at_the_edge_is_right_or_empty(shop: SmallShop, edge: str) -> None:
    shop.given(**EDGES[edge])
    assert failed(shop, *AUDITS, "audit_keys", "audit_not_null") == []


def test_no_join_with_any_dimensions_changes_a_sum(shop: SmallShop) -> None:
    """Two versions of a customer, an unknown product, a return: all subsets of the dimensions."""
    shop.given(
        customers="customer_id\nada",
        customers_history=TWO_VERSIONS,
        order_lines="""
            business_date | order_id | customer_id | product_id | quantity
            2024-01-01    | 1        | ada         | ball       | 2
            2024-06-01    | 2        | ada         | ball       | 3
            2024-06-01    | 3        | who         | what       | -1
        """,
    )
    shop.build("fact_sales", *DIMENSIONS)
    subsets = [names for size in range(8) for names in combinations(sorted(DIMENSIONS), size)]
    whole = "select count(*) as n, sum(net_amount) as net from gold.fact_sales"
    for names in (*subsets[:9], subsets[-1]):
        joins = " ".join(f"join gold.{it} using ({DIMENSIONS[it].key[0]})" for it in names)
        (row,) = shop.engine.read(f"{whole} {joins}").read_all().to_pylist()
        assert (row["n"], row["net"]) == (3, 40), names
