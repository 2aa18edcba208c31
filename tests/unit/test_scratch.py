"""Scratch of processes that are gone is removed; of those that work, and of others, never."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tillhouse.scratch import remove_abandoned, scratch_prefix

MAKE = """
import sys, tempfile
from tillhouse.scratch import scratch_prefix
for lead in ("", ".new-", "."):
    print(tempfile.mkdtemp(prefix=scratch_prefix(lead), dir=sys.argv[1]), flush=True)
input()
"""


@pytest.fixture
def other(tmp_path: Path):
    command = [sys.executable, "-c", MAKE, str(tmp_path)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.folders = [Path(process.stdout.readline().strip()) for _ in range(3)]
    yield process
    process.kill()
    process.communicate()


def test_what_a_living_process_works_in_stays(other, tmp_path):
    assert remove_abandoned(tmp_path) == []
    assert all(folder.is_dir() for folder in other.folders)


def test_what_a_killed_process_left_is_removed(other, tmp_path):
    (other.folders[0] / "customers.csv").write_text("half")
    other.kill()
    other.wait()
    assert sorted(remove_abandoned(tmp_path)) == sorted(other.folders)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_stays(tmp_path):
    mine = scratch_prefix()
    machine = mine.split("-")[1]
    names = ("tillhouse-notes", "tillhouse-000000-1-1-x", f"tillhouse-{machine}-x-1-y", mine + "z")
    for name in names:
        (tmp_path / name).mkdir()
    assert remove_abandoned(tmp_path) == []


def test_a_number_that_another_process_has_now_is_no_excuse(tmp_path):
    _, machine, pid, ticks, _ = scratch_prefix().split("-")
    (tmp_path / f"tillhouse-{machine}-{pid}-{int(ticks or 0) + 1}-x").mkdir()
    assert len(remove_abandoned(tmp_path)) == 1


def test_a_folder_that_is_not_there_is_nothing_to_do(tmp_path):
    assert remove_abandoned(tmp_path / "none") == []
