"""`tillhouse status` at every stage of a project, without the warehouse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.lock import writer_lock
from tillhouse.publish.seal import seal
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.spec import load_spec
from tillhouse.state import State

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
LINE = "1,10,tea,2025-01-02,7,2.50,2,5.00\n"


@pytest.fixture
def loaded(project: Path) -> Path:
    """The project after a run: one file loaded, one refused, an audit failed, rows rejected."""
    drops = project / "drops" / "pos"
    (drops / "sales_1.csv").write_text(HEADER + LINE * 3)
    (drops / "sales_2.csv").write_text("customer_id,store_id\n1,2\n")
    ingest("pos", load_spec("pos"), drops, Bronze(project / "lake"), MemoryCache())
    with State(project / ".tillhouse") as state:
        run = state.start_run(target="duckdb", settings_hash="x")
        state.end_run(run, "succeeded", "21 tables", as_of="2025-01-02")
        state.record_published("f", {"pos/sales": 0}, run)
    publish_quality(project / "published")
    return project


def publish_quality(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(folder / "data_quality.duckdb")) as database:
        database.execute(
            "create table quarantine as select 'order_lines' as entity, 'pos' as source_system,"
            " 'sales_1.csv' as source_file, i as source_row, 'price ''x' || i || ''' is not a"
            " number' as reason, 'price=x' as delivered, 0::decimal(18,4) as amount,"
            " 'load' as load_id from range(2, 5) as r(i)"
        )
        database.execute(
            "create table audits as select 'totals tie' as audit, 'USD' as scope, '5.00' as"
            " expected, '4.00' as found, 'fail' as verdict, 'sales_by_period' as guards,"
            " 'order 7, sales_1.csv, row 3' as examples"
        )


def test_before_the_first_run_the_next_step_is_named_and_nothing_is_made(call, project):
    before = sorted(path.name for path in project.iterdir())
    told = call("status", "--project", project)
    assert told.exit_code == 0, told.output
    assert "Nothing has been run yet. `tillhouse run`" in told.stdout
    assert "Nothing is published yet" in told.stdout
    assert sorted(path.name for path in project.iterdir()) == before


def test_without_sources_it_says_how_to_name_one(call, project):
    (project / "tillhouse.toml").write_text("")
    assert "[sources.<name>]" in call("status", "--project", project).stdout


def test_after_a_run_everything_has_its_line(call, loaded):
    told = call("status", "--project", loaded).stdout
    assert "succeeded" in told
    assert "Published since" in told
    (pos,) = [line for line in told.splitlines() if line.startswith("pos ")]
    assert pos.split()[1] == "pos"
    assert pos.split()[4:6] == ["1", "3"]
    assert pos.split()[-2:] == ["3", "1"]
    assert "sales_2.csv, line 1: the mandatory column" in told
    assert "tillhouse quarantine" in told
    assert "totals tie (USD): order 7, sales_1.csv, row 3" in told


def test_the_json_holds_the_same(call, loaded):
    report = json.loads(call("status", "--json", "--project", loaded).stdout)
    (pos,) = report["sources"]
    assert (pos["files"], pos["rows"], pos["rejected_rows"]) == (1, 3, {"order_lines": 3})
    assert pos["tables"][0]["table"] == "sales"
    assert pos["bytes"] > 0
    assert report["runs"][0]["status"] == "succeeded"
    assert report["published"]["lake_versions"] == {"pos/sales": 0}
    assert report["audits"][0]["verdict"] == "fail"


def test_a_refused_file_that_was_corrected_is_not_shown_any_more(call, loaded):
    drops = loaded / "drops" / "pos"
    (drops / "sales_2.csv").write_text(HEADER + LINE)
    ingest("pos", load_spec("pos"), drops, Bronze(loaded / "lake"), MemoryCache())
    (pos,) = json.loads(call("status", "--json", "--project", loaded).stdout)["sources"]
    assert pos["files"] == 2
    assert pos["refused"] == []


def test_a_source_that_left_the_project_file_is_still_shown(call, loaded):
    (loaded / "tillhouse.toml").write_text("")
    assert "not in the project file" in call("status", "--project", loaded).stdout


def test_it_works_while_a_run_is_under_way(call, loaded):
    warehouse = loaded / "warehouse"
    warehouse.mkdir()
    (warehouse / "warehouse.duckdb").write_bytes(b"held by another process")
    with writer_lock(loaded / ".tillhouse"), State(loaded / ".tillhouse") as state:
        run = state.start_run(target="duckdb", settings_hash="x")
        with state.step(run, "gold"):
            told = call("status", "--project", loaded)
    assert told.exit_code == 0, told.output
    assert "Under way" in told.stdout
    assert "running" in told.stdout


def test_a_run_that_was_killed_is_called_killed(call, project):
    code = (
        "import os, sys; from pathlib import Path; from tillhouse.state import State;"
        "State(Path(sys.argv[1])).start_run(target='duckdb', settings_hash='x');"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(project / ".tillhouse")], check=False)
    assert "killed" in call("status", "--project", project).stdout


def test_a_damaged_state_file_is_mended_with_a_note(call, loaded):
    for suffix in ("-wal", "-shm"):
        (loaded / ".tillhouse" / f"state.sqlite{suffix}").unlink(missing_ok=True)
    (loaded / ".tillhouse" / "state.sqlite").write_bytes(b"not a database" * 999)
    told = call("status", "--project", loaded)
    assert told.exit_code == 0
    assert "begun anew" in told.stdout


def test_a_damaged_lake_is_told_after_all_that_could_be_shown(call, loaded):
    commit = sorted((loaded / "lake").glob("pos/*/_delta_log/*.json"))[-1]
    commit.write_text("rubbish")
    told = call("status", "--project", loaded)
    assert told.exit_code == 5
    assert "Last runs" in told.stdout
    assert str(commit) in told.stderr
    assert "Restore it from a backup" in told.stderr
    assert "bug" not in told.stderr
    assert len(json.loads(call("status", "--json", "--project", loaded).stdout)["damage"]) == 1
    checked = call("check", "--project", loaded)
    assert checked.exit_code != 0
    assert str(commit) in checked.stderr


def test_a_published_file_changed_by_hand_is_told(call, loaded):
    published = loaded / "published"
    (published / "sales.duckdb").write_text("as published")
    with State(loaded / ".tillhouse") as state:
        state.kept.keep("published.audiences", seal(published, ["sales.duckdb"]))
    assert call("status", "--project", loaded).exit_code == 0
    (published / "sales.duckdb").write_text("as it pleases")
    told = call("status", "--project", loaded)
    assert told.exit_code == 5
    assert "1 published file is not as published" in told.stderr
    assert "sales.duckdb has 13 bytes where 12 were written" in told.stderr
    assert "`tillhouse run` publishes them anew" in told.stderr


def test_a_damaged_quality_file_is_a_data_error(call, loaded):
    (loaded / "published" / "data_quality.duckdb").write_bytes(b"x" * 9999)
    told = call("status", "--project", loaded)
    assert told.exit_code == 5
    assert "tillhouse run" in told.stderr
