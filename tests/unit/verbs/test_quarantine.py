"""`tillhouse quarantine` shows what was rejected, by reason and row by row."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import duckdb
import pytest

from tillhouse.verbs.quarantine import _as_text


@pytest.fixture
def rejected(project: Path) -> Path:
    """30 rows of pos with an unreadable price, two rows of a database without a number."""
    folder = project / "published"
    folder.mkdir()
    with duckdb.connect(str(folder / "data_quality.duckdb")) as database:
        database.execute(
            """create table quarantine as
            select 'order_lines' as entity, 'pos' as source_system, 'sales_1.csv' as source_file,
              i as source_row, 'price "' || i || '; x "y"" is not a number' as reason,
              '=price=' || i || 'x, name=Zoë "Z"' as delivered,
              cast(1.5 as decimal(18,4)) as amount, 'l1' as load_id from range(2, 32) as r(i)
            union all
            select 'orders', 'orders', 'sales_orders', i, 'order_id is missing', null, 0, 'l2'
            from range(7, 9) as r(i)"""
        )
        database.execute(
            """create table rejections as
            select entity, source_system, load_id, source_file, source_row, 'price' as column_name,
              'not_a_number' as code, source_row || '; x "y"' as value,
              cast(null as varchar) as row_key from quarantine where entity = 'order_lines'
            union all
            select entity, source_system, load_id, source_file, source_row, 'order_id', 'missing',
              null, 'line_id=' || source_row from quarantine where entity = 'orders'"""
        )
    return project


def test_the_summary_counts_one_reason_once_whatever_the_value(call, rejected):
    told = call("quarantine", "--json", "--project", rejected)
    kinds = json.loads(told.stdout)["by_reason"]
    assert [(kind["row_count"], kind["column"], kind["code"]) for kind in kinds] == [
        (30, "price", "not_a_number"),
        (2, "order_id", "missing"),
    ]
    assert kinds[0]["reason_kind"] == "price … is not a number"


def test_a_value_cannot_split_its_own_reason(call, rejected):
    rows = json.loads(call("quarantine", "--json", "--project", rejected).stdout)["rows"]
    (first, *_) = (
        rows[0]["problems"] if rows[0]["entity"] == "order_lines" else rows[-1]["problems"]
    )
    assert first["value"].endswith('; x "y"')
    assert (first["column"], first["own_column"], first["code"]) == ("price",) * 2 + (
        "not_a_number",
    )
    assert all(len(row["problems"]) == 1 for row in rows)


def test_a_person_sees_the_summary_then_the_first_rows(call, rejected):
    told = call("quarantine", "--project", rejected).stdout
    assert told.startswith("32 rejected rows, by reason:")
    assert told.index("price … is not a number") < told.index('price "2; x "y"" is not a number')
    assert "The first 20 of them (--limit 0 shows all" in told
    assert call("quarantine", "--project", rejected, "--limit", 0).stdout.count("sales_1.csv") == 30


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--source", "pos"), 30),
        (("--entity", "orders"), 2),
        (("--reason", "IS MISSING"), 2),
        (("--reason", '"7;'), 1),
        (("--reason", "not_a_number"), 30),
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
    # Behind the sign for text no spreadsheet takes it for a formula.
    assert {row["delivered"] for row in rows} >= {'\'=price=2x, name=Zoë "Z"', ""}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_in_a_pipe_each_row_is_one_line(call, rejected):
    told = call("quarantine", "--source", "orders", "--project", rejected).stdout
    rows = [line for line in told.splitlines() if "sales_orders " in line]
    assert len(rows) == 2
    assert all("line_id=" in row for row in rows)  # how the database knows them
    assert all("order_id is missing" in row for row in rows)


def test_before_the_first_run_it_says_so(call, project):
    told = call("quarantine", "--project", project)
    assert told.exit_code == 0
    assert "tillhouse run" in told.stdout
    assert json.loads(call("quarantine", "--json", "--project", project).stdout) == {
        "by_reason": [],
        "rows": [],
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+2", "'=1+2"),
        ("+cmd|x", "'+cmd|x"),
        ("-2+3", "'-2+3"),
        ("@sum(a1)", "'@sum(a1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-5.00", "-5.00"),
        ("-1.234,50", "-1.234,50"),
        ("+7", "+7"),
        ("-12%", "-12%"),
        ("plain = text", "plain = text"),
    ],
)
def test_a_formula_becomes_text_and_a_number_stays_one(text, written):
    assert _as_text(text) == written


def test_a_csv_that_was_open_to_others_is_closed(call, rejected, tmp_path):
    file = tmp_path / "rejected.csv"
    file.write_text("old")
    file.chmod(0o666)
    assert call("quarantine", "--csv", file, "--project", rejected).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
