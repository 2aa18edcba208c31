"""One writer per project, also among processes, also when one is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from tillhouse.errors import BusyError, ConfigError
from tillhouse.lock import holder, is_running, process_identity, writer_lock

HOLD = """
import sys, time
from pathlib import Path
from tillhouse.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def hold(folder, seconds: float = 60) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_writer_is_told_who_holds_the_project_since_when(tmp_path):
    process = hold(tmp_path)
    try:
        with pytest.raises(BusyError) as caught, writer_lock(tmp_path):
            pass
        who = json.loads((tmp_path / "lock").read_text())
        assert f"process {process.pid}" in str(caught.value)
        assert who["started_at"] in str(caught.value)
        assert "--wait" in str(caught.value)
        assert caught.value.exit_code == 8
        assert holder(tmp_path)["pid"] == process.pid
    finally:
        end(process)


def test_the_lock_of_a_killed_process_is_free_at_once(tmp_path):
    end(hold(tmp_path))
    assert (tmp_path / "lock").read_text()  # it had no time to tidy up
    assert holder(tmp_path) is None
    with writer_lock(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()
    assert holder(tmp_path) is None


def test_a_waiting_writer_goes_on_when_the_first_ends(tmp_path):
    process = hold(tmp_path, seconds=0.8)
    began = time.monotonic()
    with writer_lock(tmp_path, wait=30):
        assert time.monotonic() - began < 20
    end(process)


def test_the_lock_is_free_after_an_error(tmp_path):
    with pytest.raises(ValueError, match="boom"), writer_lock(tmp_path):
        raise ValueError("boom")
    with writer_lock(tmp_path):
        pass


def test_asking_who_holds_it_makes_no_file(tmp_path):
    assert holder(tmp_path) is None
    assert not (tmp_path / "lock").exists()


def test_a_process_is_known_by_its_start_and_not_only_by_its_number():
    identity = process_identity()
    assert is_running(identity)
    host, pid, _ = identity.rsplit(":", 2)
    assert not is_running(f"{host}:{pid}:1")
    assert not is_running(f"{host}:4194304:1")
    assert is_running("another-machine:1:1")
    assert not is_running("")


def test_a_folder_in_the_place_of_the_lock_is_told_with_what_to_do(tmp_path):
    (tmp_path / "lock").mkdir()
    with pytest.raises(ConfigError) as caught, writer_lock(tmp_path):
        pass
    assert str(tmp_path / "lock") in caught.value.what
    assert caught.value.remedy.startswith("Move what lies there away")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe rubbish", b'{"pid": 1}', b"[1]"])
def test_whatever_stands_in_the_lock_the_second_comer_is_told(tmp_path, content):
    with writer_lock(tmp_path):
        (tmp_path / "lock").write_bytes(content)
        with pytest.raises(BusyError), writer_lock(tmp_path):
            pass
