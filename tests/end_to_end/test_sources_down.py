"""Sources side by side, some of them down: the rest goes on, and what is stale is said."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.end_to_end.deliveries import DAYS, STORES, fingerprint, till_file
from tests.rest_api.server import Api, Fault, hang_up, serve
from tillhouse.cli import main
from tillhouse.sources.rest.access import Patience

pytestmark = pytest.mark.long

PATIENCE = Patience(tries=2, first_wait=0.01, read_seconds=0.5, connect_seconds=2)
API = """
[sources.web]
kind = "segmentation"
location = "{address}"

[sources.web.settings]
customer_id_shift = 0
"""
CUSTOMERS = """id,first_name,last_name,address,pincode,phone_number,customer_joining_date
1,TILL,PERSON,1 HIGH ST,46506,5745550101,2020-01-01
"""


class Down(deque[Fault | None]):
    """Every request fails, for as long as this stands."""

    def __init__(self) -> None:
        super().__init__([None])

    def popleft(self) -> Fault:
        return hang_up()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tillhouse.sources.rest.client.Patience", lambda: PATIENCE)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def transaction(number: int, customer: int = 1) -> dict[str, Any]:
    return {
        "transaction_id": number, "customer_id": customer, "product_id": 1, "store_id": 1,
        "quantity": 1, "unit_price": 9.5, "transaction_date": "2025-03-01", "status": "completed",
    }  # fmt: skip


@pytest.fixture(scope="module")
def web() -> Iterator[Api]:
    tables = {
        "/customers": [{"customer_id": 1, "customer_name": "Web Person", "state": "CA"}],
        "/products": [{"product_id": 1, "product_name": "lamp", "category": "Lamps"}],
        "/stores": [{"store_id": 1, "store_name": "web"}],
        "/transactions": [transaction(number) for number in range(1, 4)],
    }
    paging = {"/customers": "page", "/products": "page", "/transactions": "cursor"}
    with serve(Api(tables=tables, paging=paging)) as served:
        yield served


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any], web: Api) -> Any:
    made = new_shop({"till": "pos"})
    with (made.folder / "tillhouse.toml").open("a", encoding="utf-8") as project:
        project.write(API.format(address=web.address))
    (made.drop("till") / "customer.csv").write_text(CUSTOMERS, encoding="utf-8")
    (made.drop("till") / "sales_1.csv").write_text(till_file(STORES, DAYS[0]), encoding="utf-8")
    return made


def call(shop: Any, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


def as_json(shop: Any, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(shop, *arguments, "--json").stdout)
    return found


def till_days(shop: Any) -> int:
    sql = "select count(distinct business_date) from silver.order_lines where source_system='till'"
    return int(shop.ask(sql)[0][0])


def last_delivery(shop: Any, source: str) -> str:
    found = shop.published(
        "data_quality", f"select max(load_id) from deliveries where source = '{source}'"
    )
    at = datetime.strptime(found[0][0].split("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def test_the_same_number_in_two_systems_is_not_the_same_customer(shop: Any) -> None:
    assert call(shop, "run").exit_code == 0
    names = dict(shop.ask("select customer_key, full_name from silver.customers where is_known"))
    assert {key for key in names if key.endswith(":1")} == {"till:1", "web:1"}
    assert names["till:1"] != names["web:1"]
    buyers = shop.ask(
        "select distinct source_system, customer_key from silver.order_lines"
        " where customer_key like '%:1'"
    )
    assert set(buyers) == {("till", "till:1"), ("web", "web:1")}


def test_a_source_that_is_down_does_not_stop_the_other(shop: Any, web: Api) -> None:
    web.faults = Down()
    (shop.drop("till") / "sales_2.csv").write_text(till_file(STORES, DAYS[1]), encoding="utf-8")
    kept = shop.ask("select count(*) from silver.order_lines where source_system = 'web'")
    done = call(shop, "run")
    assert done.exit_code == 4
    assert "Traceback" not in done.output
    assert "the connection was cut" in done.stderr
    assert "Everything else is loaded" in done.stderr
    since = last_delivery(shop, "web")[:16].replace("T", " ")
    line = f"web was not reached: stale since {since} UTC, its last delivery (/transactions)"
    assert line in done.stdout
    assert "sales_by_period" in done.stdout.split(line)[1]
    assert till_days(shop) == 2
    assert shop.ask("select count(*) from silver.order_lines where source_system = 'web'") == kept


def test_status_says_what_is_stale_since_when(shop: Any) -> None:
    shown = call(shop, "status").stdout
    since = last_delivery(shop, "web")[:16].replace("T", " ")
    assert f"web: not reached in the last run; stale since {since} UTC" in shown
    assert "till: not reached" not in shown


def test_with_nothing_new_elsewhere_it_is_said_again_and_logged(shop: Any) -> None:
    before = fingerprint(shop.folder / "published")
    done = CliRunner().invoke(main, ["run", "--json", "--project", str(shop.folder)])
    assert done.exit_code == 4
    result = json.loads(done.stdout)
    assert result["status"] == "nothing new"
    (entry,) = result["unreachable"]
    assert (entry["source"], entry["stale_since"]) == ("web", last_delivery(shop, "web"))
    assert {"sales_by_period", "marketing_contacts"} <= set(entry["tables"])
    assert fingerprint(shop.folder / "published") == before
    (last, *_) = as_json(shop, "status")["runs"]
    assert last["status"] == "nothing new"
    assert "the connection was cut" in last["message"]


def test_when_all_are_down_nothing_is_built_and_each_is_named(shop: Any) -> None:
    before = fingerprint(shop.folder / "published")
    away = shop.drop("till").rename(shop.folder / "not mounted")
    try:
        done = call(shop, "run")
        forced = call(shop, "run", "--force")
    finally:
        away.rename(shop.drop("till"))
    for it in (done, forced):
        assert it.exit_code == 4
        assert "None of the 2 sources can be reached" in it.stderr
        assert "drops/till does not exist" in it.stderr
        assert "web was not reached: stale since" in it.stderr
        assert "till was not reached: stale since" in it.stderr
    assert fingerprint(shop.folder / "published") == before
    assert as_json(shop, "status")["runs"][0]["status"] == "failed"


def test_what_came_meanwhile_is_loaded_when_it_is_back(shop: Any, web: Api) -> None:
    web.faults = deque()
    web.tables["/transactions"].append(transaction(4))
    done = call(shop, "run")
    assert done.exit_code == 0
    assert "not reached" not in done.output
    assert shop.ask("select count(*) from silver.orders where source_system = 'web'") == [(4,)]
    assert "not reached" not in call(shop, "status").stdout


def test_two_sources_of_files_that_are_both_away_end_like_any_other(
    new_shop: Callable[..., Any],
) -> None:
    """Without a database or an API the location is looked at before anything is begun."""
    made = new_shop({"a": "pos", "b": "pos"})
    for name in ("a", "b"):
        (made.drop(name) / "sales_1.csv").write_text(till_file((name,), DAYS[0]), "utf-8")
    assert call(made, "run").exit_code == 0
    gone: list[Path] = [made.drop(name).rename(made.folder / f"{name} away") for name in ("a", "b")]
    done = call(made, "run")
    assert done.exit_code == 4
    assert "drops/a does not exist" in done.stderr
    assert "a was not reached: stale since" in done.output
    assert "b was not reached: stale since" in done.output
    for name, path in zip(("a", "b"), gone, strict=True):
        path.rename(made.drop(name))
    assert call(made, "run").exit_code == 0
