"""What is remembered between runs, and what happens when it is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tillhouse.errors import BusyError, ConfigError
from tillhouse.state import State
from tillhouse.state_records import Built


@pytest.fixture
def state(tmp_path):
    with State(tmp_path) as opened:
        yield opened


def start(state: State) -> str:
    return state.start_run(target="duckdb", settings_hash="abc")


def test_runs_are_listed_newest_first(state):
    first, second = start(state), start(state)
    state.end_run(first, "succeeded", "3 tables", versions={"duckdb": "1.5.5"}, as_of="2025-12-31")
    newest, oldest = state.history()
    assert [newest.run_id, oldest.run_id] == [second, first]
    assert newest.status == "running"
    assert (oldest.status, oldest.as_of, oldest.message) == ("succeeded", "2025-12-31", "3 tables")
    assert oldest.versions["duckdb"] == "1.5.5"
    assert "tillhouse" in oldest.versions
    assert len(state.history(limit=1)) == 1


def test_two_runs_of_one_second_have_two_ids_that_sort(state):
    ids = [start(state) for _ in range(5)]
    assert ids == sorted(set(ids))


def test_a_step_keeps_its_counts(state):
    run = start(state)
    with state.step(run, "bronze") as step:
        step.rows_in, step.rows_out, step.rows_rejected = 10, 9, 1
    (kept,) = state.steps(run)
    assert (kept.rows_in, kept.rows_out, kept.rows_rejected, kept.status) == (10, 9, 1, "succeeded")
    assert kept.ended_at >= kept.started_at


def test_a_step_that_fails_says_so_and_the_error_passes_on(state):
    run = start(state)
    with pytest.raises(ValueError, match="no date"), state.step(run, "silver"):
        raise ValueError("no date\nin row 7")
    (kept,) = state.steps(run)
    assert (kept.status, kept.message) == ("failed", "no date")


def test_a_step_under_way_is_seen_by_a_second_reader(state, tmp_path):
    run = start(state)
    with state.step(run, "gold"), State(tmp_path) as reader:
        assert reader.steps(run)[0].status == "running"
        assert reader.history()[0].status == "running"


def test_a_run_whose_process_was_killed_shows_as_killed(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from tillhouse.state import State;"
        "State(Path(sys.argv[1])).start_run(target='duckdb', settings_hash='x');"
        "os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert ended.returncode == -9
    with State(tmp_path) as state:
        assert state.history()[0].status == "killed"


def test_a_run_of_a_reused_process_number_shows_as_killed(state):
    run = start(state)
    identity = f"{os.uname().nodename}:{os.getpid()}:1"
    with state._connection:
        state._connection.execute("update runs set process = ? where run_id = ?", [identity, run])
    assert state.history()[0].status == "killed"


def test_how_far_the_warehouse_is_built_is_remembered(tmp_path):
    with State(tmp_path) as state:
        assert state.last_built() is None
        state.record_built(Built("f1", {"pos/sales": 3}, ("silver",)))
        state.record_built(Built("f1", {"pos/sales": 3}, ("silver", "science")))
    with State(tmp_path) as state:
        assert state.last_built() == Built("f1", {"pos/sales": 3}, ("silver", "science"))


def test_what_was_published_last_is_remembered(tmp_path):
    with State(tmp_path) as state:
        assert state.last_published() is None
        state.record_published("f1", {"pos/sales": 3}, "r1")
        state.record_published("f2", {"pos/sales": 4}, "r2")
    with State(tmp_path) as state:
        published = state.last_published()
    assert (published.fingerprint, published.lake_versions, published.run_id) == (
        "f2",
        {"pos/sales": 4},
        "r2",
    )


def test_a_damaged_state_file_is_begun_anew_and_kept_aside(tmp_path):
    (tmp_path / "state.sqlite").write_bytes(b"this is not a database" * 500)
    with State(tmp_path) as state:
        assert "begun anew" in state.note
        assert state.history() == []
        start(state)
    with State(tmp_path) as state:
        assert state.note == ""
        assert len(state.history()) == 1
    assert len(list(tmp_path.glob("state-set-aside-*.sqlite"))) == 1


def test_a_state_file_damaged_in_the_middle_is_begun_anew(tmp_path):
    with State(tmp_path) as state:
        for number in range(3000):
            state.files.remember(f"file-{number}", (number, 2, 3, 4), "ab" * 32)
    content = bytearray((tmp_path / "state.sqlite").read_bytes())
    content[8192 : len(content) - 4096] = os.urandom(len(content) - 4096 - 8192)
    (tmp_path / "state.sqlite").write_bytes(content)
    with State(tmp_path) as state:
        assert state.note
        assert state.files.known_hash("file-7", (7, 2, 3, 4)) is None


def test_a_locked_state_file_is_not_thrown_away(tmp_path, monkeypatch):
    State(tmp_path).close()
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, timeout: real(file, timeout=0.1))
    blocker = real(tmp_path / "state.sqlite", isolation_level=None)
    blocker.execute("pragma locking_mode = exclusive")
    blocker.execute("begin exclusive")
    with pytest.raises(BusyError):
        State(tmp_path)
    blocker.close()
    assert not list(tmp_path.glob("state-set-aside-*"))


def test_a_hash_is_known_only_while_the_file_is_untouched(tmp_path):
    with State(tmp_path) as state:
        state.files.remember("a.csv", (10, 20, 30, 40), "cafe")
        assert state.files.known_hash("a.csv", (10, 20, 30, 40)) == "cafe"
    with State(tmp_path) as state:
        assert state.files.known_hash("a.csv", (10, 20, 30, 40)) == "cafe"
        assert state.files.known_hash("a.csv", (10, 21, 30, 40)) is None
        assert state.files.known_hash("b.csv", (10, 20, 30, 40)) is None


def test_ten_thousand_hashes_take_few_statements(tmp_path):
    statements: list[str] = []
    with State(tmp_path) as state:
        state._connection.set_trace_callback(statements.append)
        for number in range(10_000):
            assert state.files.known_hash(f"{number}.csv", (number, 1, 1, 1)) is None
            state.files.remember(f"{number}.csv", (number, 1, 1, 1), "ab")
        state.files.flush()
        commits = [s for s in statements if s.strip().upper().startswith(("COMMIT", "SELECT"))]
    assert len(commits) <= 4
    with State(tmp_path) as state:
        assert state.files.known_hash("9999.csv", (9999, 1, 1, 1)) == "ab"


def test_the_state_folder_is_made_on_first_use(tmp_path):
    State(tmp_path / "deep" / ".tillhouse").close()
    assert (Path(tmp_path) / "deep" / ".tillhouse" / "state.sqlite").exists()


def test_a_hash_of_which_a_letter_is_wrong_is_not_believed(tmp_path):
    """The file would be loaded a second time under the wrong hash."""
    with State(tmp_path) as state:
        state.files.remember("sales.csv", (1, 2), "ab" * 32)
    with sqlite3.connect(tmp_path / "state.sqlite") as database:
        database.execute("update files set sha256 = 'cb' || substr(sha256, 3)")
    with State(tmp_path) as state:
        assert state.files.known_hash("sales.csv", (1, 2)) is None


@pytest.mark.parametrize("table", ["built", "published", "asked", "runs"])
def test_json_of_which_a_letter_is_wrong_is_as_if_it_were_not_there(tmp_path, table):
    with State(tmp_path) as state:
        run = start(state)
        state.end_run(run, "succeeded")
        state.record_built(Built("f", {"a": "1"}, ("silver",)))
        state.record_published("f", {"a": "1"}, run)
    column = {"asked": "questions", "runs": "versions"}.get(table, "lake_versions")
    with sqlite3.connect(tmp_path / "state.sqlite") as database:
        database.execute("insert or replace into asked values (1, 0, '[]')")
        database.execute(f"update {table} set {column} = '}}' || {column}")
    with State(tmp_path) as state:
        assert state.history()[0].status == "succeeded"
        assert state.asked().questions == []
        assert (state.last_built() is None) == (table == "built")
        assert (state.last_published() is None) == (table == "published")


def test_a_column_of_which_a_letter_is_wrong_has_the_state_begun_anew(tmp_path):
    State(tmp_path).close()
    content = (tmp_path / "state.sqlite").read_bytes()
    assert content.count(b"fingerprint text") == 2
    (tmp_path / "state.sqlite").write_bytes(content.replace(b"fingerprint", b"fingerpsint"))
    with State(tmp_path) as state:
        assert "begun anew" in state.note
        assert state.last_published() is None


@pytest.mark.parametrize("name", ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"])
def test_a_folder_in_the_place_of_the_state_goes_aside(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "mine.txt").write_text("keep")
    with State(tmp_path) as state:
        assert "begun anew" in state.note
    assert [it.read_text() for it in tmp_path.rglob("mine.txt")] == ["keep"]


def test_a_state_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="cannot be used"):
        State(tmp_path / "file" / "state")
