"""`tillhouse quarantine` shows what was rejected, by reason and row by row."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import duckdb
import pytest


@pytest.fixture
def rejected(project: Path) -> Path:
    """30 rows of pos with an unreadable price, two of orders without a number."""
    folder = project / "published"
    folder.mkdir()
    with duckdb.connect(str(folder / "data_quality.duckdb")) as database:
        database.execute(
            """create table quarantine as
            select 'order_lines' as entity, 'pos' as source_system, 'sales_1.csv' as source_file,
              i as source_row, 'price ''' || i || 'x'' is not a number' as reason,
              'price=' || i || 'x, name=Zoë "Z"' as delivered,
              cast(1.5 as decimal(18,4)) as amount, 'l1' as load_id from range(2, 32) as r(i)
            union all
            select 'orders', 'orders', 'sales_orders.csv', i, 'order_id is missing', null, 0, 'l2'
            from range(7, 9) as r(i)"""
        )
    return project


def test_the_summary_counts_one_reason_once_whatever_the_value(call, rejected):
    told = call("quarantine", "--json", "--project", rejected)
    kinds = json.loads(told.stdout)["by_reason"]
    assert [(kind["row_count"], kind["reason_kind"]) for kind in kinds] == [
        (30, "price … is not a number"),
        (2, "order_id is missing"),
    ]


def test_a_person_sees_the_summary_then_the_first_rows(call, rejected):
    told = call("quarantine", "--project", rejected).stdout
    assert told.startswith("32 rejected rows, by reason:")
    assert told.index("price … is not a number") < told.index("price '2x' is not a number")
    assert "The first 20 of them (--limit 0 shows all" in told
    assert call("quarantine", "--project", rejected, "--limit", 0).stdout.count("sales_1.csv") == 30


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--source", "pos"), 30),
        (("--entity", "orders"), 2),
        (("--reason", "IS MISSING"), 2),
        (("--reason", "'7x'"), 1),
        (("--source", "pos", "--entity", "orders"), 0),
        (("--reason", "100%"), 0),
        (("--source", "x' or 'a'='a"), 0),
    ],
)
def test_rows_can_be_asked_for(call, rejected, options, count):
    told = call("quarantine", "--json", "--limit", 0, "--project", rejected, *options)
    assert len(json.loads(told.stdout)["rows"]) == count


def test_a_csv_holds_all_rows_as_delivered_and_is_private(call, rejected, tmp_path):
    file = tmp_path / "rejected.csv"
    told = call("quarantine", "--csv", file, "--limit", 1, "--project", rejected)
    assert told.exit_code == 0
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 32
    assert {row["delivered"] for row in rows} >= {'price=2x, name=Zoë "Z"', ""}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_in_a_pipe_each_row_is_one_line(call, rejected):
    told = call("quarantine", "--source", "orders", "--project", rejected).stdout
    rows = [line for line in told.splitlines() if "sales_orders.csv" in line]
    assert len(rows) == 2
    assert all("order_id is missing" in row for row in rows)


def test_before_the_first_run_it_says_so(call, project):
    told = call("quarantine", "--project", project)
    assert told.exit_code == 0
    assert "tillhouse run" in told.stdout
    assert json.loads(call("quarantine", "--json", "--project", project).stdout) == {
        "by_reason": [],
        "rows": [],
    }
