"""R14: one row per customer: each source is brought to it before anything is joined."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from small_shop import SmallShop

SHOP = {
    "customers": "customer_id\nada\nbob\ncid",
    "contacts": "customer_id | email | phone | is_email_opt_out | is_phone_opt_out\nada | ada@x.org | 555 | yes | no",
    "order_lines": """
        business_date | order_id | line_number | customer_id | quantity | unit_price
        2024-01-10    | 1        | 1           | ada         | 2        | 10
        2024-01-10    | 1        | 2           | ada         | 1        | 5
        2024-02-01    | 2        | 1           | ada         | 1        | 40
        2024-02-03    | 3        | 1           | ada         | -1       | 5
        2024-02-20    | 4        | 1           | bob         | 1        | 7
        2024-02-20    | 5        | 1           | who         | 1        | 9
    """,
    "support_tickets": """
        ticket_id | customer_id | created_at          | resolved_at         | issue_type | satisfaction_score
        1         | ada         | 2024-01-11 10:00:00 | 2024-01-11 12:00:00 | refund     | 5
        2         | ada         | 2024-01-12 10:00:00 | 2024-01-12 11:00:00 | delivery   | 2
        3         | ada         | 2024-01-20 10:00:00 | 2024-01-20 20:00:00 | refund     | -
        4         | ada         | 2024-02-10 10:00:00 | -                   | delivery   | -
        5         | bob         | 2024-02-11 10:00:00 | 2024-02-25 10:00:00 | -          | 4
        6         | who         | 2024-02-12 10:00:00 | 2024-02-12 11:00:00 | refund     | 1
        7         | ada         | 2024-02-21 10:00:00 | -                   | refund     | -
    """,
    "web_sessions": """
        session_id | customer_id | started_at          | page_views | duration_minutes | device
        1          | ada         | 2024-01-09 10:00:00 | 3          | 1.5              | mobile
        2          | ada         | 2024-02-19 10:00:00 | 4          | 2.25             | desktop
        3          | bob         | 2024-01-09 10:00:00 | 10         | -                | -
        4          | ada         | 2024-02-21 10:00:00 | 99         | 99               | mobile
    """,
}  # fmt: skip


@pytest.fixture
def small(shop: SmallShop) -> SmallShop:
    shop.given(**SHOP)
    return shop


def test_orders_tickets_and_visits_multiply_nothing(small: SmallShop) -> None:
    """Ada has 4 lines of 3 orders, 4 tickets and 2 visits. Joined first they would be 32 rows: 15
    times her visits, hours that are none of hers. What comes after the as-of date is not there."""
    small.expect("customer_360", """
        customer_id | order_count | spend_amount | return_count | ticket_count | open_ticket_count | resolved_ticket_count | session_count | page_view_count | visit_minutes
        ada         | 3           | 60.00        | 1            | 4            | 1                 | 3                     | 2             | 7               | 3.7500
        bob         | 1           | 7.00         | 0            | 1            | 1                 | 0                     | 1             | 10              | 0.0000
        cid         | 0           | 0.00         | 0            | 0            | 0                 | 0                     | 0             | 0               | 0.0000
    """)  # fmt: skip


@pytest.mark.long
def test_the_join_of_everything_at_once_is_another_figure_and_fails_the_audits(
    small: SmallShop,
) -> None:
    """The known wrong way, run beside the right one."""
    small.build("audits", "customer_360")
    engine = small.engine
    wrong = engine.read("""
        select customers.customer_key, count(lines.order_id) as orders, sum(lines.net_amount) as spend,
          count(tickets.ticket_id) as tickets, sum(visits.page_views) as pages
        from silver.customers as customers
        left join silver.order_lines as lines on lines.customer_key = customers.customer_key
        left join silver.support_tickets as tickets on concat('pos:', tickets.customer_id) = customers.customer_key
        left join silver.web_sessions as visits on concat('pos:', visits.customer_id) = customers.customer_key
        where customers.customer_key = 'pos:ada'
        group by customers.customer_key
    """).read_all().to_pylist()[0]  # fmt: skip
    assert (wrong["orders"], wrong["tickets"], wrong["pages"]) == (60, 60, 2120)
    assert wrong["spend"] == Decimal("900.0000")
    columns = {
        "order_count": ("orders", "orders of the customers equal silver"),
        "spend_amount": ("spend", "spend is that of silver in the main currency, rounded once"),
        "ticket_count": ("tickets", "tickets of the customers equal silver"),
        "page_view_count": ("pages", "pages of the customers equal silver"),
    }
    right = engine.read("select * from gold.customer_360").read_all()
    for column, (measure, audit) in columns.items():
        rows = right.to_pylist()
        for row in rows:
            if row["customer_key"] == "pos:ada":
                row[column] = type(row[column])(wrong[measure])
        engine.write("gold", "customer_360", right.from_pylist(rows, schema=right.schema))
        small.run("path:models/checks")
        failed = small.built("audits", "verdict = 'fail' and guards = 'customer_360'")
        assert audit in {row["audit"] for row in failed}


def test_unresolved_tickets_stay_unresolved_and_are_no_zero_hours(small: SmallShop) -> None:
    """Ada waited 1, 2 and 10 hours: 2 in the middle, not 1.5 with a zero for the open one. Bob's was
    resolved after the as-of date, the 20th: it is open."""
    small.expect("customer_360", """
        customer_id | median_hours_to_resolve | mean_satisfaction_score | leading_issue_type | last_ticket_date
        ada         | 2.0000                  | 3.5000                  | delivery           | 2024-02-10
        bob         | -                       | 4.0000                  | unknown            | 2024-02-11
        cid         | -                       | -                       | -                  | -
    """)  # fmt: skip


def test_the_leading_device_of_equal_ones_is_the_last_used(small: SmallShop) -> None:
    small.expect("customer_360", """
        customer_id | leading_device | last_visit_date | first_purchase_date | last_purchase_date | days_since_purchase | last_return_date
        ada         | desktop        | 2024-02-19      | 2024-01-10          | 2024-02-01         | 19                  | 2024-02-03
        bob         | unknown        | 2024-01-09      | 2024-02-20          | 2024-02-20         | 0                   | -
        cid         | -              | -               | -                   | -                  | -                   | -
    """)  # fmt: skip


def test_engagement_is_the_mean_percent_rank_of_five_measures(small: SmallShop) -> None:
    """Orders 3, 1, 0; spend 60, 7, 0; visits 2, 1, 0; pages 7, 10, 0; minutes 3.75, 0, 0 (a tie)."""
    small.expect("customer_360", """
        customer_id | orders_percent_rank | spend_percent_rank | sessions_percent_rank | page_views_percent_rank | minutes_percent_rank | engagement_score
        ada         | 1.000000            | 1.000000           | 1.000000              | 0.500000                | 1.000000             | 90.00
        bob         | 0.500000            | 0.500000           | 0.500000              | 1.000000                | 0.000000             | 50.00
        cid         | 0.000000            | 0.000000           | 0.000000              | 0.000000                | 0.000000             | 0.00
    """)  # fmt: skip


def test_spend_is_compared_within_a_currency(shop: SmallShop) -> None:
    """900 yen are not more than 10 dollars. R1"""
    shop.given(customers="customer_id\nada\nbob\ncid", order_lines="""
        business_date | customer_id | currency_code | unit_price
        2024-05-01    | ada         | USD           | 10
        2024-05-01    | bob         | USD           | 20
        2024-05-01    | cid         | JPY           | 900
    """)  # fmt: skip
    shop.expect("customer_360", """
        customer_id | currency_code | spend_amount | spend_percent_rank
        ada         | USD           | 10.00        | 0.000000
        bob         | USD           | 20.00        | 1.000000
        cid         | JPY           | 900.00       | 0.000000
    """)  # fmt: skip


def test_service_sees_who_it_is_and_an_offer_only_when_there_is_one(small: SmallShop) -> None:
    small.expect("customer_360", """
        full_name | email     | phone_number | is_email_opt_out | is_phone_opt_out | next_best_offer
        ada       | ada@x.org | 555          | yes              | no               | -
        bob       | -         | -            | no               | no               | -
        cid       | -         | -            | no               | no               | -
    """)  # fmt: skip


def test_everything_of_a_customer_in_its_order(small: SmallShop) -> None:
    small.given(order_lines="""
        business_date | order_id | line_number | customer_id | quantity | unit_price | status
        2024-01-10    | 0        | 1           | ada         | 1        | 4          | cancelled
    """)  # fmt: skip
    small.expect("customer_timeline", """
        event_number | event_date | event_at         | event_type      | event_key    | event_status | detail   | quantity | amount | currency_code
        1            | 2024-01-09 | 2024-01-09 10:00 | web visit       | pos:1        | -            | mobile   | 3.0000   | -      | -
        2            | 2024-01-10 | -                | order           | pos:0        | cancelled    | -        | 1.0000   | 4.00   | USD
        3            | 2024-01-10 | -                | order           | pos:1        | completed    | -        | 3.0000   | 25.00  | USD
        4            | 2024-01-11 | 2024-01-11 10:00 | ticket opened   | pos:1        | resolved     | refund   | -        | -      | -
        5            | 2024-01-11 | 2024-01-11 12:00 | ticket resolved | pos:1        | resolved     | refund   | -        | -      | -
        6            | 2024-01-12 | 2024-01-12 10:00 | ticket opened   | pos:2        | resolved     | delivery | -        | -      | -
        7            | 2024-01-12 | 2024-01-12 11:00 | ticket resolved | pos:2        | resolved     | delivery | -        | -      | -
        8            | 2024-01-20 | 2024-01-20 10:00 | ticket opened   | pos:3        | resolved     | refund   | -        | -      | -
        9            | 2024-01-20 | 2024-01-20 20:00 | ticket resolved | pos:3        | resolved     | refund   | -        | -      | -
        10           | 2024-02-01 | -                | order           | pos:2        | completed    | -        | 1.0000   | 40.00  | USD
        11           | 2024-02-03 | -                | return          | line pos:3:1 | -            | -        | 1.0000   | 5.00   | USD
        12           | 2024-02-10 | 2024-02-10 10:00 | ticket opened   | pos:4        | open         | delivery | -        | -      | -
        13           | 2024-02-19 | 2024-02-19 10:00 | web visit       | pos:2        | -            | desktop  | 4.0000   | -      | -
    """, where="customer_key = 'pos:ada'")  # fmt: skip


COLUMNS = "business_date | order_id | line_number | customer_id | quantity | unit_price"
ONE = "2024-05-06 | 1 | 1 | ada | 1 | 10"
# What is odd: the tables given, and of each customer the orders, spend, tickets, visits and engagement.
Odd = tuple[dict[str, str], list[tuple[Any, ...]]]
SHOPS: dict[str, Odd] = {
    "nothing at all": ({}, []),
    "customers who never bought": (
        {"customers": "customer_id\nada\nbob"},
        [("ada", 0, "0.00", 0, 0, "0.00"), ("bob", 0, "0.00", 0, 0, "0.00")]),
    "one row": (
        {"customers": "customer_id\nada", "order_lines": f"{COLUMNS}\n{ONE}"},
        [("ada", 1, "10.00", 0, 0, "0.00")]),
    "all ties": (
        {"customers": "customer_id\nada\nbob", "order_lines": f"{COLUMNS}\n{ONE}\n2024-05-06 | 2 | 1 | bob | 1 | 10"},
        [("ada", 1, "10.00", 0, 0, "0.00"), ("bob", 1, "10.00", 0, 0, "0.00")]),
    "all returned": (
        {"customers": "customer_id\nada\nbob", "order_lines": f"{COLUMNS}\n{ONE}\n2024-05-07 | 2 | 1 | ada | -1 | 10"},
        [("ada", 2, "0.00", 0, 0, "20.00"), ("bob", 0, "0.00", 0, 0, "0.00")]),
    "negative totals": (
        {"customers": "customer_id\nada\nbob", "order_lines": f"{COLUMNS}\n2024-05-07 | 2 | 1 | ada | -3 | 10"},
        [("ada", 1, "-30.00", 0, 0, "20.00"), ("bob", 0, "0.00", 0, 0, "20.00")]),
    "only tickets": (
        {"customers": "customer_id\nada", "support_tickets": "ticket_id | customer_id | created_at\n1 | ada | 2024-05-06 10:00:00"},
        [("ada", 0, "0.00", 1, 0, "0.00")]),
    "only visits": (
        {"customers": "customer_id\nada\nbob", "web_sessions": "session_id | customer_id | started_at\n1 | ada | 2024-05-06 10:00:00"},
        [("ada", 0, "0.00", 0, 1, "20.00"), ("bob", 0, "0.00", 0, 0, "0.00")]),
    "nobody is known": (
        {"order_lines": f"{COLUMNS}\n{ONE}", "support_tickets": "ticket_id | created_at\n1 | 2024-05-01 10:00:00"}, []),
    "resolved before it was opened": (
        {"customers": "customer_id\nada", "support_tickets": "ticket_id | customer_id | created_at | resolved_at\n1 | ada | 2024-05-06 10:00:00 | 2024-05-05 10:00:00"},
        [("ada", 0, "0.00", 1, 0, "0.00")]),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("odd", SHOPS)
def test_an_odd_shop_is_right_or_empty_and_passes_every_audit(shop: SmallShop, odd: str) -> None:
    tables, expected = SHOPS[odd]
    shop.given(**tables)
    shop.build("audits")
    about_service = "guards in ('customer_360', 'support_patterns', 'customer_timeline')"
    wrong = [row for row in shop.built("audits", about_service) if row["verdict"] != "pass"]
    assert wrong == []
    columns = ("customer_id", "order_count", "spend_amount", "ticket_count", "session_count", "engagement_score")  # fmt: skip
    found = [tuple(row[column] for column in columns) for row in shop.built("customer_360")]
    assert sorted(found) == sorted(
        (*row[:2], Decimal(row[2]), *row[3:5], Decimal(row[5])) for row in expected
    )


def test_row_order_changes_nothing(small: SmallShop) -> None:
    first = {name: small.rows_of(name) for name in ("customer_360", "customer_timeline")}
    for rows in small.rows.values():
        rows.reverse()
    small.as_of = date(2024, 2, 20)
    for name, before in first.items():
        again = small.rows_of(name)
        assert sorted(map(str, again)) == sorted(map(str, before))
