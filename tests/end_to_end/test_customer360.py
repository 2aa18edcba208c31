"""The CRM's four workbooks, end to end: every planted defect has its fate, sums to the cent.

What silver holds is compared with the workbooks as openpyxl reads them, which is not how they are
read by the pipeline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.end_to_end.answer_key import AnswerKey
from tests.end_to_end.deliveries import fingerprint
from tests.end_to_end.service_marts import assert_service_is_as_recomputed
from tests.oracle.service import happenings, hours
from tillhouse.errors import ConfigError

pytestmark = pytest.mark.long  # whole systems: minutes, and servers

SETTINGS = '\n[sources.crm.settings]\nsession_duration_unit = "{unit}"\n'
TABLES = {
    "customers": "Customer_master",
    "order_lines": "Transaction",
    "support_tickets": "Customer_support",
    "web_sessions": "Web_Interactions",
}


def declare(shop: Any, unit: str) -> None:
    project = shop.folder / "tillhouse.toml"
    project.write_text(project.read_text("utf-8") + SETTINGS.format(unit=unit), "utf-8")


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    from tillhouse.demo.shop import generate_shop

    made = new_shop({"crm": "customer360"})
    made.drop("crm").rmdir()
    generate_shop(made.folder / "drops", scale=0.1, systems=["crm"])
    declare(made, "seconds")
    made.result = made.run()
    return made


@pytest.fixture(scope="module")
def key(shop: Any) -> AnswerKey:
    return AnswerKey(shop.folder / "drops" / "answer_key")


def cells(shop: Any, name: str) -> list[tuple[Any, ...]]:
    book = load_workbook(shop.drop("crm") / f"{name}.xlsx", read_only=True)
    return list(book[name].iter_rows(values_only=True))[1:]


def test_what_the_key_says_is_quarantined_and_nothing_else(shop: Any, key: AnswerKey) -> None:
    found = Counter(
        ("crm", *row)
        for row in shop.published(
            "data_quality", "select entity, source_file, source_row, 0 from quarantine"
        )
    )
    expected = key.rows("quarantined")
    assert len(expected) > 15
    assert found == expected


def test_what_the_key_says_is_kept_is_kept(shop: Any, key: AnswerKey) -> None:
    for entity in TABLES:
        loaded = set(
            shop.ask(
                f"select 'crm', '{entity}', _source_file, _source_row, 0"
                f" from intake.intake_{entity} where _fate = 'loaded'"
            )
        )
        assert {place for place in key.rows("kept") if place[1] == entity} <= loaded


def test_the_sum_of_the_transactions_is_that_of_the_truth(shop: Any, key: AnswerKey) -> None:
    (total,) = shop.ask("select sum(net_amount) from silver.order_lines")[0]
    assert total == Decimal(key.totals["crm/Transaction"]["loaded_amount"])
    assert shop.ask("select sum(amount) from silver.payments") == [(total,)]


def test_each_transaction_is_one_order_with_one_line_and_one_payment(shop: Any) -> None:
    counts = [
        shop.ask(f"select count(*), count(distinct order_id) from silver.{table}")[0]
        for table in ("orders", "order_lines", "payments")
    ]
    assert len(set(counts)) == 1
    assert counts[0][0] == counts[0][1] > 500


def test_every_date_is_read_however_it_was_typed(shop: Any) -> None:
    """A date that openpyxl sees as a date must come out the same; no typed one may be lost."""
    silver = dict(shop.ask("select order_id, business_date from silver.order_lines"))
    typed = 0
    for number, _, on, *_ in cells(shop, "Transaction"):
        if isinstance(on, datetime) and str(number) in silver:
            assert silver[str(number)] == on.date()
        typed += isinstance(on, str) and str(number) in silver
    assert typed > 50


def test_session_minutes_are_the_declared_seconds(shop: Any) -> None:
    silver = dict(shop.ask("select session_id, duration_minutes from silver.web_sessions"))
    for number, _, _, seconds, *_ in cells(shop, "Web_Interactions"):
        if str(number) in silver:
            minutes = (Decimal(seconds) / 60).quantize(Decimal("0.0001"))
            assert silver[str(number)] == minutes


def test_an_open_ticket_stays_open_and_a_resolved_one_has_its_moment(shop: Any) -> None:
    silver = dict(shop.ask("select ticket_id, resolved_at from silver.support_tickets"))
    rows = [row for row in cells(shop, "Customer_support") if str(row[0]) in silver]
    assert {str(row[0]) for row in rows if row[3] is None} == {
        ticket for ticket, moment in silver.items() if moment is None
    }
    for number, _, _, resolved, *_ in rows:
        if isinstance(resolved, datetime):
            assert silver[str(number)] == resolved


def test_a_score_that_is_none_is_left_out_and_its_ticket_stays(shop: Any, key: AnswerKey) -> None:
    bad = key.rows("kept", "satisfaction_out_of_range")
    found = shop.ask(
        "select 'crm', 'support_tickets', _source_file, _source_row, 0"
        " from intake.intake_support_tickets where _unread_fields = 'satisfaction_score'"
    )
    assert Counter(found) == bad
    assert shop.ask("select min(satisfaction_score), max(satisfaction_score)"
                    " from silver.support_tickets") == [(1, 5)]  # fmt: skip


def test_a_location_becomes_city_state_and_country(shop: Any) -> None:
    found = set(shop.ask("select city, state_code, country_code from silver.customers"))
    assert {("San Diego", "CA", "US"), ("Toronto", "ON", "CA"), ("Berlin", None, "DE")} & found
    assert ("Berlin", "DE", "US") not in found


def test_what_was_read_ties_with_what_became_of_it(shop: Any) -> None:
    wrong = shop.ask(
        "select * from silver.reconciliation where rows_read <> rows_loaded + rows_quarantined"
        " + rows_superseded + rows_identical_dropped or amount_read <> amount_loaded"
        " + amount_quarantined + amount_superseded + amount_identical_dropped"
    )
    assert wrong == []


def test_the_unit_of_a_session_must_be_declared(new_shop: Callable[..., Any]) -> None:
    made = new_shop({"crm": "customer360"})
    with pytest.raises(ConfigError, match="session_duration_unit"):
        made.run()


CSV = {
    "Transaction.csv": (
        "transaction_id,customer_id,transaction_date,amount,payment_method,store_location\n"
        "1,17850.0,03/04/2024,10.00,card,Austin\n"
        "2.0,17850.0,25/04/2024,20.00,card,Austin\n"
        "3,17850,45407,-5.00,card,Austin\n"
        '4,17850,"May 7, 2024",1.50,cash,Austin\n'
    ),
    "Customer_master.csv": (
        "customer_id,name,email,phone,signup_date,location\n"
        '17850.0,Ann  Lee,ann@example.com,(512) 555-2000,2024-01-05,"Austin, TX"\n'
    ),
    "Web_Interactions.csv": (
        "session_id,customer_id,page_views,session_duration,device,interaction_date\n"
        "1,17850,3,90,Mobile,5/22/24 1:45 PM\n"
        "2,17850,3,0:05:30,mobile,2024-05-22T13:45:00\n"
    ),
    "Customer_support.csv": (
        "ticket_id,customer_id,created_at,resolved_at,issue_type,satisfaction_score\n"
        "1,17850,2024-05-22 10:00:00,,refund,4.0\n"
    ),
}


def csv_shop(new_shop: Callable[..., Any], order: str = "") -> Any:
    made = new_shop({"crm": "customer360"})
    declare(made, "seconds")
    if order:
        with (made.folder / "tillhouse.toml").open("a") as project:
            project.write(f'date_order = "{order}"\n')
    for name, text in CSV.items():
        (made.drop("crm") / name).write_text(text)
    made.run()
    return made


def test_csv_is_taken_as_well_and_an_undeclared_order_of_day_and_month_is_said(
    new_shop: Callable[..., Any],
) -> None:
    made = csv_shop(new_shop)
    ((row, reason),) = made.ask("select source_row, reason from silver.quarantine")
    assert row == 2
    assert reason.startswith('transaction_date "03/04/2024" is not clear, it may be two dates')
    assert made.ask("select column_name, code, value from silver.rejections order by 2") == [
        ("business_date", "not_a_date", "03/04/2024"),  # what the contract misses by it
        ("transaction_date", "unclear_date", "03/04/2024"),
    ]
    assert made.ask(
        "select order_id, cast(business_date as varchar), quantity, net_amount, is_return"
        " from silver.order_lines order by 1"
    ) == [
        ("2", "2024-04-25", 1, Decimal("20.0000"), False),
        ("3", "2024-04-25", -1, Decimal("-5.0000"), True),
        ("4", "2024-05-07", 1, Decimal("1.5000"), False),
    ]
    assert made.ask(
        "select started_at, duration_minutes from silver.web_sessions order by session_id"
    ) == [
        (datetime(2024, 5, 22, 13, 45), Decimal("1.5000")),
        (datetime(2024, 5, 22, 13, 45), Decimal("5.5000")),
    ]
    assert made.ask("select distinct customer_key from silver.order_lines") == [("crm:17850",)]
    assert made.ask("select satisfaction_score from silver.support_tickets") == [(4,)]


@pytest.mark.parametrize(
    ("order", "day"), [("day_first", "2024-04-03"), ("month_first", "2024-03-04")]
)
def test_a_declared_order_of_day_and_month_decides(
    new_shop: Callable[..., Any], order: str, day: str
) -> None:
    made = csv_shop(new_shop, order)
    assert made.ask(
        "select cast(business_date as varchar) from silver.order_lines where order_id = '1'"
    ) == [(day,)]


def test_tickets_and_visits_are_facts_once_each_whatever_dimensions_are_joined(shop: Any) -> None:
    """Recomputed in Python from what was accepted; all sets of the three dimensions."""
    tickets = happenings(shop.ask).tickets
    resolved = sum(ticket["resolved_at"] is not None for ticket in tickets)
    waits = [wait for wait in map(hours, tickets) if wait is not None]
    whole = [wait.quantize(Decimal(1), ROUND_HALF_UP) for wait in waits]  # as sales has them
    visits = shop.ask("select page_views, duration_minutes from silver.web_sessions")
    pages, minutes = (sum(value or 0 for value in values) for values in zip(*visits, strict=True))
    keys = {"dim_date": "date_day", "dim_customer": "customer_version_code"}
    keys["dim_territory"] = "territory_key"
    for names in (names for size in range(4) for names in combinations(keys, size)):
        joins = " ".join(f"join {name} using ({keys[name]})" for name in names)
        measures = "sum(ticket_count), sum(resolved_count), sum(hours_to_resolve)"
        (found,) = shop.published("sales", f"select {measures} from fact_tickets {joins}")
        assert found == (len(tickets), resolved, sum(whole))
        measures = "sum(session_count), sum(page_view_count), sum(duration_minutes)"
        (found,) = shop.published("sales", f"select {measures} from fact_web_sessions {joins}")
        assert found == (len(visits), pages, minutes)


def test_service_counts_what_the_workbooks_hold(shop: Any) -> None:
    """Rows of each workbook per customer, for what was accepted: as openpyxl reads them."""
    assert_service_is_as_recomputed(shop)
    for name, entity, number, column in (
        ("Customer_support", "support_tickets", "ticket_id", "ticket_count"),
        ("Web_Interactions", "web_sessions", "session_id", "session_count"),
        ("Transaction", "order_lines", "order_id", "order_count"),
    ):
        accepted = {it for (it,) in shop.ask(f"select {number} from silver.{entity}")}
        rows = [row for row in cells(shop, name) if str(row[0]) in accepted]
        expected = Counter(str(row[1]) for row in rows)
        published = shop.published("service", f"select customer_id, {column} from customer_360")
        found = {customer: count for customer, count in published if count}
        unknown = expected.keys() - {customer for customer, _ in published}
        assert found == {key: n for key, n in expected.items() if key not in unknown}
        assert unknown >= {"990001", "990002"}
        assert unknown.isdisjoint(str(row[0]) for row in cells(shop, "Customer_master"))


@pytest.mark.spark
def test_medians_ranks_and_stories_are_the_same_to_the_byte_on_spark(
    shop: Any, new_shop: Callable[..., Any]
) -> None:
    pytest.importorskip("pysail", reason="the spark extra is not installed")
    other = new_shop({"crm": "customer360"}, target="spark")
    declare(other, "seconds")
    other.drop("crm").rmdir()
    other.drop("crm").symlink_to(shop.drop("crm"))
    (other.folder / "lake").symlink_to(shop.folder / "lake")
    other.run()
    expected = fingerprint(shop.folder / "published")
    assert {"service/customer_360.parquet", "service/support_patterns.parquet"} <= expected.keys()
    assert fingerprint(other.folder / "published") == expected
