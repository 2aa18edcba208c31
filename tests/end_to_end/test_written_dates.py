"""Dates, times and durations as people and spreadsheets write them, on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tillhouse.contracts.models import read_models

pytestmark = pytest.mark.long

DATES = {
    "2024-05-22": "2024-05-22", "2024/5/2": "2024-05-02", "20240522": "2024-05-22",
    "22.05.2024": "2024-05-22", "22/05/2024": "2024-05-22", "05-22-24": "2024-05-22",
    "22-May-24": "2024-05-22", "May 22, 2024": "2024-05-22", "3 sept 2024": "2024-09-03",
    "45434": "2024-05-22", "45434.75": "2024-05-22", "2024-05-22T13:45:00Z": "2024-05-22",
    "05/05/2024": "2024-05-05", "1.1.70": "1970-01-01", "1.1.69": "2069-01-01",
    "12/31/1999": "1999-12-31", "2024-05-22 00:00:00": "2024-05-22",
    "2024-02-30": None, "31.02.2024": None, "13/13/2024": None, "Foo 3, 2024": None,
    "3-Anf-24": None, "99999": None, "12345": None, "2024-05-22 soon": None, "03/04/2024": None,
}  # fmt: skip
MOMENTS = {
    "5/22/24 12:05 AM": "2024-05-22 00:05:00", "5/22/24 12:05 PM": "2024-05-22 12:05:00",
    "May 5, 2024 1:02:03 pm": "2024-05-05 13:02:03", "22.05.2024 13:45": "2024-05-22 13:45:00",
    "2024-05-22T13:45:07.123": "2024-05-22 13:45:07", "45434.5729166667": "2024-05-22 13:45:00",
    "45434.999999": "2024-05-23 00:00:00", "2024-05-22": "2024-05-22 00:00:00",
    "2024-05-22 25:00": None, "2024-05-22 13:65": None,
}  # fmt: skip
DURATIONS = {
    "90": "1.5000", "0:05:30": "5.5000", "30:05:00": "1805.0000", "100": "1.6667", "1.55": "0.0258",
    "long": None, "5:30": None,
}  # fmt: skip
SILVER = ["customers", "order_lines", "orders", "payments", "web_sessions", "support_tickets",
          "stores", "quarantine"]  # fmt: skip
SETTINGS = '\n[sources.crm.settings]\nsession_duration_unit = "seconds"\n'


def delivered(new_shop: Callable[..., Any], target: str) -> Any:
    shop = new_shop({"crm": "customer360"}, target=target)
    with (shop.folder / "tillhouse.toml").open("a") as project:
        project.write(SETTINGS)
    rows = [f'{at},7,"{text}",1.5,card,Austin' for at, text in enumerate(DATES, start=1)]
    header = "transaction_id,customer_id,transaction_date,amount,payment_method,store_location"
    (shop.drop("crm") / "Transaction.csv").write_text("\n".join([header, *rows]))
    header = "session_id,customer_id,page_views,session_duration,device,interaction_date"
    rows = [f'm{at},7,1,60,pc,"{text}"' for at, text in enumerate(MOMENTS)]
    rows += [f'd{at},7,1,"{text}",pc,2024-05-22' for at, text in enumerate(DURATIONS)]
    (shop.drop("crm") / "Web_Interactions.csv").write_text("\n".join([header, *rows]))
    return shop


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    made = delivered(new_shop, "duckdb")
    made.run()
    return made


@pytest.mark.parametrize("text", DATES)
def test_a_date_is_read_or_rejected_as_it_was_written(shop: Any, text: str) -> None:
    number = list(DATES).index(text) + 1
    found = shop.ask(
        f"select cast(business_date as varchar) from silver.order_lines where order_id = '{number}'"
    )
    assert found == ([(DATES[text],)] if DATES[text] else [])
    reasons = shop.ask(
        "select reason from silver.quarantine where entity = 'order_lines'"
        f" and source_row = {number + 1}"
    )
    assert [f'"{text}"' in reason for (reason,) in reasons] == ([] if DATES[text] else [True])


@pytest.mark.parametrize("text", MOMENTS)
def test_a_time_is_read_to_the_second_or_rejected(shop: Any, text: str) -> None:
    number = list(MOMENTS).index(text)
    found = shop.ask(
        "select cast(started_at as varchar) from silver.web_sessions"
        f" where session_id = 'm{number}'"
    )
    assert found == ([(MOMENTS[text],)] if MOMENTS[text] else [])


@pytest.mark.parametrize("text", DURATIONS)
def test_a_duration_becomes_minutes_or_is_left_out(shop: Any, text: str) -> None:
    number = list(DURATIONS).index(text)
    ((found,),) = shop.ask(
        "select cast(duration_minutes as varchar) from silver.web_sessions"
        f" where session_id = 'd{number}'"
    )
    assert found == DURATIONS[text]


@pytest.mark.long
@pytest.mark.spark
def test_spark_reads_them_the_same(shop: Any, new_shop: Callable[..., Any]) -> None:
    pytest.importorskip("pysail", reason="the spark extra is not installed")
    from tests.end_to_end.test_second_engine import read_delta, read_duckdb

    other = delivered(new_shop, "spark")
    (other.folder / "lake").symlink_to(shop.folder / "lake")
    other.run()
    for doc in read_models():
        if doc.layer == "silver" and doc.name in SILVER:
            ours, theirs = read_duckdb(shop, doc), read_delta(other, doc)
            assert ours.to_pylist() == theirs.to_pylist(), doc.name
