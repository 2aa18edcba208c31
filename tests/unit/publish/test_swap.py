"""A reader sees the old release or the new one: never a mixture, never nothing."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tillhouse.errors import ConfigError
from tillhouse.publish.audiences import publish
from tillhouse.publish.swap import Shelf, is_held_open

PUBLISH_FOREVER = """
import sys, itertools
from pathlib import Path
import duckdb
from tillhouse.contracts.models import Column, ModelDoc
from tillhouse.publish.audiences import publish

class Warehouse:
    def __init__(self, number):
        self.number = number
    def read(self, sql):
        rows = f"select i::integer as id, {self.number}::integer as run from range(20000) t(i)"
        return duckdb.sql(rows).to_arrow_reader(5000)

columns = (Column("id", "integer"), Column("run", "integer"))
docs = [ModelDoc(n, "gold", "x", "", columns, ("id",), (), Path(n)) for n in ("first", "second")]
target, start = Path(sys.argv[1]), int(sys.argv[2])
for number in itertools.count(start):
    tables = {"sales": docs, "marketing": docs}
    publish(Warehouse(number), tables, target, run_id=f"run-{number}")
    print(number, flush=True)
"""

HOLD_OPEN = """
import sys, duckdb
database = duckdb.connect(sys.argv[1], read_only=True)
print(database.execute("select count(*) from t").fetchone()[0], flush=True)
sys.stdin.readline()
print(database.execute("select sum(n) from t").fetchone()[0], flush=True)
"""


def _releases(target: Path) -> list[str]:
    return sorted(path.name for path in (target / "releases" / "audiences").iterdir())


def _runs_seen(target: Path) -> set[int]:
    # One database is opened once, so all that it holds must be of one run.
    seen = "select run from first union select run from second"
    with duckdb.connect(str(target / "sales.duckdb"), read_only=True) as database:
        runs = {run for (run,) in database.execute(seen).fetchall()}
        assert database.execute("select count(*) from first").fetchone() == (20000,)
    return runs


def _assert_whole(target: Path) -> int:
    (run,) = _runs_seen(target)
    for place in ("sales/first", "sales/second", "marketing/first"):
        assert set(pq.read_table(target / f"{place}.parquet")["run"].to_pylist()) == {run}
    return run


def _kill_at_random_moments(target: Path, kills: int) -> None:
    moments = random.Random(7)
    newest = 0
    for _ in range(kills):
        command = [sys.executable, "-c", PUBLISH_FOREVER, str(target), str(newest + 1)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()  # the first release of this round is out
        time.sleep(moments.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        newest = max(newest + 1, _assert_whole(target))


def test_a_publisher_killed_at_random_moments_leaves_a_whole_release(tmp_path):
    _kill_at_random_moments(tmp_path, kills=3)
    assert (
        len(_releases(tmp_path)) <= 4
    )  # two releases, the link, one that was not yet or no longer used


@pytest.mark.long
def test_a_publisher_killed_forty_times_leaves_a_whole_release(tmp_path):
    _kill_at_random_moments(tmp_path, kills=40)


def test_readers_meanwhile_see_one_run_at_a_time(tmp_path):
    command = [sys.executable, "-c", PUBLISH_FOREVER, str(tmp_path), "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        deadline, seen = time.monotonic() + 3, []
        while time.monotonic() < deadline:
            runs = _runs_seen(tmp_path)
            assert len(runs) == 1
            seen += runs
    finally:
        process.kill()
        process.communicate()
    assert len(set(seen)) > 1, "nothing was swapped while reading"
    assert seen == sorted(seen)


@pytest.fixture
def numbered(warehouse, describe):
    doc = describe("t", {"n": "integer"}, ("n",))

    def release(target: Path, number: int, audiences: tuple[str, ...] = ("sales",)) -> Path:
        warehouse.make("t", f"select {number}::integer as n")
        tables = {audience: [doc] for audience in audiences}
        return publish(warehouse, tables, target, run_id=f"r{number}").folder

    return release


def test_a_reader_of_another_process_goes_on_reading_the_old_file(numbered, tmp_path):
    numbered(tmp_path, 1)
    command = [sys.executable, "-c", HOLD_OPEN, str(tmp_path / "sales.duckdb")]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    assert reader.stdout.readline() == "1\n"
    for number in (2, 3, 4):
        numbered(tmp_path, number)
    assert is_held_open(tmp_path / "releases" / "audiences" / "r1")
    assert reader.communicate("go on\n", timeout=30)[0] == "1\n"
    numbered(tmp_path, 5)
    assert _releases(tmp_path) == ["current", "r4", "r5"]


def test_two_releases_are_kept(numbered, tmp_path):
    for number in (1, 2, 3):
        numbered(tmp_path, number)
    assert _releases(tmp_path) == ["current", "r2", "r3"]


def test_the_same_run_published_again_is_a_release_of_its_own(numbered, tmp_path):
    assert [numbered(tmp_path, 1).name for _ in range(2)] == ["r1", "r1-2"]
    assert Shelf(tmp_path, "audiences").current() == tmp_path / "releases" / "audiences" / "r1-2"


def test_leftovers_of_a_killed_publisher_are_removed(numbered, tmp_path):
    for place in (".next/audiences/sales", "releases/audiences/never-switched-to"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "t.parquet").write_text("half")
    numbered(tmp_path, 1)
    assert _releases(tmp_path) == ["current", "r1"]
    assert not (tmp_path / ".next" / "audiences").exists()


def test_an_audience_that_is_no_longer_published_cannot_be_opened(numbered, tmp_path):
    numbered(tmp_path, 1, ("sales", "marketing"))
    numbered(tmp_path, 2, ("sales",))
    assert sorted(path.name for path in tmp_path.glob("*")) == [
        ".next",
        "releases",
        "sales",
        "sales.duckdb",
    ]


def test_what_is_published_may_be_moved_elsewhere_as_a_whole(numbered, tmp_path):
    numbered(tmp_path / "here", 1)
    (tmp_path / "here").rename(tmp_path / "there")
    assert pq.read_table(tmp_path / "there" / "sales" / "t.parquet").num_rows == 1


def test_a_folder_that_is_not_ours_is_left_alone(numbered, tmp_path):
    (tmp_path / "sales").mkdir()
    (tmp_path / "sales" / "mine.txt").write_text("keep")
    with pytest.raises(ConfigError, match="a folder that Tillhouse did not make"):
        numbered(tmp_path, 1)
    assert (tmp_path / "sales" / "mine.txt").read_text() == "keep"


def test_somebody_elses_file_is_told_before_anything_is_swapped(numbered, tmp_path):
    numbered(tmp_path, 1)
    (tmp_path / "marketing.duckdb").write_text("somebody's")
    with pytest.raises(ConfigError, match="a file that Tillhouse did not make"):
        numbered(tmp_path, 2, ("sales", "marketing"))
    assert (tmp_path / "marketing.duckdb").read_text() == "somebody's"
    assert pq.read_table(tmp_path / "sales" / "t.parquet")["n"].to_pylist() == [1]
    assert _releases(tmp_path) == ["current", "r1"]
    assert not (tmp_path / ".next" / "audiences").exists()


@pytest.mark.parametrize("place", ["releases/audiences/current", "sales"])
def test_a_folder_in_the_place_of_a_link_is_told_and_kept(numbered, tmp_path, place):
    numbered(tmp_path, 1)
    (tmp_path / place).unlink()
    (tmp_path / place).mkdir()
    with pytest.raises(ConfigError, match="a folder that Tillhouse did not make"):
        numbered(tmp_path, 2)
    assert (tmp_path / place).is_dir()


def test_a_link_that_was_changed_by_hand_is_set_anew(numbered, tmp_path):
    numbered(tmp_path, 1)
    for place in ("releases/audiences/current", "sales", "sales.duckdb"):
        (tmp_path / place).unlink()
        (tmp_path / place).symlink_to("nowhere")
    numbered(tmp_path, 2)
    assert pq.read_table(tmp_path / "sales" / "t.parquet")["n"].to_pylist() == [2]


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_readers_get_to_what_is_theirs_under_any_mask(numbered, tmp_path, mask):
    before = os.umask(mask)
    try:
        numbered(tmp_path / "a" / "published", 1)
    finally:
        os.umask(before)
    places = ("a", "a/published", "a/published/releases", "a/published/releases/audiences")
    assert {stat.S_IMODE((tmp_path / it).stat().st_mode) for it in places} == {0o755}
    assert stat.S_IMODE((tmp_path / "a/published/sales").stat().st_mode) == 0o750
    assert stat.S_IMODE((tmp_path / "a/published/sales.duckdb").stat().st_mode) == 0o640


def test_a_target_that_cannot_be_written_says_which_setting(numbered, tmp_path):
    (tmp_path / "published").write_text("a file")
    with pytest.raises(ConfigError) as caught:
        numbered(tmp_path / "published", 1)
    assert caught.value.where == "[publish] path"


def test_without_links_files_are_replaced_one_by_one(numbered, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("links are not supported here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    numbered(tmp_path, 1, ("sales", "marketing"))
    numbered(tmp_path, 2, ("sales",))
    assert not (tmp_path / "sales.duckdb").is_symlink()
    assert pq.read_table(tmp_path / "sales" / "t.parquet")["n"].to_pylist() == [2]
    assert not (tmp_path / "marketing.duckdb").exists()
    assert not list((tmp_path / "marketing").glob("*"))


def test_a_full_disk_leaves_what_was_published(numbered, tmp_path, monkeypatch):
    numbered(tmp_path, 1)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tillhouse.publish.parquet.force_to_disk", refuse)
    with pytest.raises(ConfigError, match="No space left on device"):
        numbered(tmp_path, 2)
    assert pq.read_table(tmp_path / "sales" / "t.parquet")["n"].to_pylist() == [1]
