"""Drops as they come in real life: in part, late, wrong, and one system at a time.

One story per fixture, in the order in which it would happen; each test looks at one moment of it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
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
from tillhouse.config import load_project
from tillhouse.pipeline import run
from tillhouse.progress import silent

pytestmark = pytest.mark.long

KINDS = {"orders": "retail_org", "till": "pos"}
HEAVY = ("duckdb", "dbt", "pyarrow", "deltalake", "numpy", "sklearn")
NO_PRICE = "customer_id,store_id,product_name,sales_date,sales_person_id,quantity,total_cost\n"


def write(shop: Any, source: str, name: str, text: str) -> Path:
    path: Path = shop.drop(source) / name
    path.write_text(text, encoding="utf-8")
    return path


def call(shop: Any, *arguments: str) -> Result:
    """A verb in this process, as on the command line."""
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


def program(shop: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program itself, in a process of its own."""
    command = [sys.executable, "-m", "tillhouse.cli", *arguments]
    return subprocess.run(command, cwd=shop.folder, capture_output=True, text=True, timeout=120)


def counts(shop: Any) -> dict[str, int]:
    """What the last release holds: table → rows."""
    tables = {}
    for audience in ("sales", "marketing", "operations"):
        names = shop.published(audience, "select table_name from duckdb_tables()")
        for (name,) in names:
            tables[name] = shop.published(audience, f"select count(*) from {name}")[0][0]
    return tables


def net(shop: Any, source: str) -> Any:
    return shop.ask(
        f"select sum(net_amount) from silver.order_lines where source_system = '{source}'"
    )[0][0]


@pytest.fixture(scope="module")
def story(new_shop: Callable[..., Any]) -> dict[str, Any]:
    """Empty, customers, orders and tills without tables of theirs, contacts and a bad file."""
    shop = new_shop(KINDS)
    told: dict[str, Any] = {"shop": shop}
    for chapter, files in (
        ("empty", ()),
        ("customers", (("orders", "customers.csv", customer_rows(range(1, 6))),)),
        (
            "orders",
            (
                ("orders", "sales_orders_a.csv", order_rows(range(1, 8))),
                ("till", "sales_1.csv", till_file(STORES, DAYS[0])),
            ),
        ),
        ("contacts", (("orders", "contacts.csv", contact_rows(range(1, 5))),)),
        ("late", (("till", "sales_1_again.csv", till_file(("101",), DAYS[0], salt=1)),)),
    ):
        for source, name, text in files:
            write(shop, source, name, text)
        result = call(shop, "run", "--json")
        assert result.exit_code == 0, result.stderr
        told[chapter] = json.loads(result.stdout) | {
            "rows": counts(shop),
            "status": call(shop, "status").stdout,
            "quarantine": call(shop, "quarantine").stdout,
            "till": net(shop, "till"),
            "orders": net(shop, "orders"),
        }
    return told


def test_an_empty_location_publishes_empty_tables_and_says_so(story: dict[str, Any]) -> None:
    empty = story["empty"]
    # R6: a dimension has its unknown member before anything comes
    rows = {name: count for name, count in empty["rows"].items() if not name.startswith("dim_")}
    assert set(rows.values()) == {0}
    assert empty["as_of"] is None
    assert any("nothing was sold yet" in note for note in empty["notes"])
    assert "Published since" in empty["status"]
    assert "No row was rejected" in empty["quarantine"]


def test_customers_today_are_counted_before_any_order_has_come(story: dict[str, Any]) -> None:
    rows = story["customers"]["rows"]
    assert rows["unreachable_customers"] == 1
    assert rows["sales_by_period"] == 0


def test_orders_next_week_find_the_customers_of_this_week(story: dict[str, Any]) -> None:
    known = story["shop"].ask(
        "select count(*) filter (customer_key <> 'unknown'), count(*) from silver.order_lines"
        " where source_system = 'orders' and customer_id in ('1', '2', '3', '4', '5')"
    )[0]
    assert known[0] == known[1] > 0


def test_sales_without_dimension_tables_count_in_full(story: dict[str, Any]) -> None:
    assert story["orders"]["till"] > 0
    assert story["orders"]["rows"]["sales_team_data_mart"] > 0


def test_without_contacts_marketing_is_empty_and_the_run_says_why(story: dict[str, Any]) -> None:
    assert story["orders"]["rows"]["marketing_contacts"] == 0
    assert any("no contact of any customer" in note for note in story["orders"]["notes"])


def test_contacts_that_come_late_fill_the_marketing_tables(story: dict[str, Any]) -> None:
    assert story["contacts"]["rows"]["marketing_contacts"] == 4
    assert not any("marketing" in note for note in story["contacts"]["notes"])


def test_a_late_file_restates_its_store_and_day_and_nothing_else(story: dict[str, Any]) -> None:
    assert story["late"]["till"] != story["contacts"]["till"]
    assert story["late"]["orders"] == story["contacts"]["orders"]
    replaced = story["shop"].ask(
        "select distinct _source_file, store_id from intake.intake_order_lines"
        " where _fate = 'superseded'"
    )
    assert replaced == [("sales_1.csv", "101")]


def test_rejected_rows_are_shown_with_reason_file_and_row(story: dict[str, Any]) -> None:
    assert 'unit_price "many" is not a number' in story["late"]["quarantine"]
    assert "sales_1.csv" in story["late"]["quarantine"]


@pytest.fixture(scope="module")
def after(story: dict[str, Any]) -> Any:
    """The shop when the story has been told, for what happens next."""
    return story["shop"]


def test_a_refused_file_does_not_stop_the_rest_and_is_told_once(after: Any) -> None:
    write(after, "till", "sales_2.csv", NO_PRICE + "1,101,tea,2025-03-02,7,1,1\n")
    write(after, "till", "sales_3.csv", till_file(STORES, DAYS[2]))
    first = program(after, "run")
    assert first.returncode == 5, first.stderr
    assert "1 delivery was refused" in first.stderr
    assert "sales_2.csv, line 1: the mandatory column price is missing" in first.stderr
    assert "Traceback" not in first.stderr
    sold = after.ask("select count(*) from silver.order_lines where business_date = '2025-03-03'")
    assert sold[0][0] > 0
    again = program(after, "run")
    assert again.returncode == 0
    assert again.stdout.startswith("Nothing is new since")
    assert "till: sales_2.csv, line 1" in again.stdout
    assert "sales_2.csv" in call(after, "status").stdout


def test_nothing_new_needs_none_of_the_heavy_libraries(after: Any) -> None:
    code = (
        "import sys\nfrom tillhouse.cli import main\n"
        "try:\n    main(['run', '--json'])\nexcept SystemExit:\n    pass\n"
        f"print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=after.folder, capture_output=True, text=True, timeout=60
    )
    assert json.loads(done.stdout)["status"] == "nothing new"
    assert done.stderr.strip() == "[]"


def test_the_plan_is_a_list_of_steps_with_what_they_read_and_make(after: Any) -> None:
    steps = json.loads(call(after, "run", "--plan", "--json").stdout)
    names = [step["step"] for step in steps]
    assert names[:2] == ["bronze.orders", "bronze.till"]
    assert names[2:] == ["silver", "science", "gold", "audit", "publish"]
    made: set[str] = {"source.orders", "source.till"}
    for step in steps:
        assert set(step["inputs"]) <= made, step
        made |= set(step["outputs"])


def test_a_location_that_is_gone_does_not_keep_the_other_sources_away(after: Any) -> None:
    """Exit code 4 says that a source is missing; what the others brought is published."""
    away = after.drop("till").rename(after.folder / "not mounted")
    try:
        idle = call(after, "run")
        write(after, "orders", "sales_orders_b.csv", order_rows(range(20, 24)))
        before = net(after, "orders")
        busy = call(after, "run")
    finally:
        away.rename(after.drop("till"))
    assert idle.exit_code == busy.exit_code == 4
    assert "drops/till does not exist" in idle.stderr
    assert "drops/till does not exist" in busy.stderr
    assert net(after, "orders") > before
    assert "drops/till does not exist" in call(after, "status").stdout
    last = call(after, "run")
    assert last.exit_code == 0, last.output


def test_when_no_source_can_be_looked_at_nothing_is_built(new_shop: Callable[..., Any]) -> None:
    shop = new_shop({"till": "pos"})
    shop.drop("till").rmdir()
    done = call(shop, "run")
    assert done.exit_code == 4
    assert not (shop.folder / "published").exists()


def test_without_the_secret_a_run_stops_before_it_begins(after: Any, monkeypatch: Any) -> None:
    monkeypatch.delenv("TILLHOUSE_SECRET", raising=False)
    hidden = (after.folder / ".env").rename(after.folder / "env")
    try:
        done = call(after, "run", "--force", "--json")
    finally:
        hidden.rename(after.folder / ".env")
    error = json.loads(done.stderr)["error"]
    assert (done.exit_code, error["exit_code"]) == (3, 3)
    assert "TILLHOUSE_SECRET" in error["what"]
    assert ".env" in error["remedy"]
    assert done.stdout == ""


def test_a_second_run_is_told_who_holds_the_project(after: Any) -> None:
    holding = (
        "import sys\nfrom pathlib import Path\nfrom tillhouse.lock import writer_lock\n"
        f"with writer_lock(Path({str(after.folder / '.tillhouse')!r})):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        busy, status = call(after, "run"), call(after, "status")
        other.communicate(b"")
    assert busy.exit_code == 8
    assert f"process {other.pid}" in busy.stderr
    assert "--wait" in busy.stderr
    assert "Under way" in status.stdout


def test_deleted_tables_are_published_again_without_reloading(after: Any) -> None:
    run(load_project(after.folder), silent())
    before, versions = fingerprint(after.folder / "published"), loads(after)
    shutil.rmtree(after.folder / "published")
    assert "Nothing has been checked yet" in call(after, "quarantine").stdout
    told = call(after, "status")
    assert told.exit_code == 5
    assert "published" in told.stderr
    assert "`tillhouse run`" in told.stderr
    last = call(after, "run")
    assert last.exit_code == 0, last.output
    assert fingerprint(after.folder / "published") == before
    assert loads(after) == versions


def loads(shop: Any) -> list[tuple[Any, ...]]:
    found = shop.published("data_quality", "select load_id, file from deliveries order by all")
    return list(found)


@pytest.mark.long
def test_steps_done_one_by_one_are_the_whole_run(after: Any) -> None:
    """Each in a run of its own, as a scheduler does; then nothing is new."""
    assert call(after, "run", "--force").exit_code == 0
    before = fingerprint(after.folder / "published")
    write(after, "till", "sales_4.csv", till_file(STORES, DAYS[1]))
    for step in ("bronze.orders", "bronze.till", "silver", "science", "gold", "audit", "publish"):
        done = call(after, "run", "--step", step)
        assert done.exit_code == 0, (step, done.stderr)
    stepwise = fingerprint(after.folder / "published")
    assert stepwise != before
    assert "Nothing is new" in call(after, "run").stdout
    assert call(after, "run", "--force").exit_code == 0
    assert fingerprint(after.folder / "published") == stepwise


@pytest.mark.long
def test_an_earlier_as_of_date_counts_from_there_and_leaves_the_lake_alone(after: Any) -> None:
    before, versions = fingerprint(after.folder / "published"), loads(after)
    done = call(after, "run", "--as-of", "2025-03-02", "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["as_of"] == "2025-03-02"
    assert after.ask("select * from silver.as_of") == [(date(2025, 3, 2),)]
    assert loads(after) == versions
    last = call(after, "run")
    assert last.exit_code == 0, last.output
    assert fingerprint(after.folder / "published") == before


def test_one_json_document_on_standard_output_whatever_happens(after: Any) -> None:
    for verb in (["run"], ["run", "--force"], ["status"], ["check"], ["quarantine"]):
        done = program(after, *verb, "--json")
        json.loads(done.stdout)
        assert done.stderr == "" or json.loads(done.stderr), verb


def test_a_run_with_a_file_that_cannot_be_opened_is_told_as_refused(after: Any) -> None:
    if os.geteuid() == 0:
        (after.drop("till") / "sales_9.csv").mkdir()  # for root, no file is closed
    else:
        write(after, "till", "sales_9.csv", "x").chmod(0)
    done = call(after, "run")
    assert done.exit_code == 5
    assert "sales_9.csv" in done.stderr
