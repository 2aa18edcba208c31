"""Killed with SIGKILL at a random moment and run again: the same published bytes, nothing lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.deliveries import deliver, fingerprint, seeds, whole_plan

pytestmark = pytest.mark.long

KINDS = {"orders": "retail_org", "till": "pos"}
SEEDS = seeds(4, 64)


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tillhouse", "run", "--quiet", "--force"]
    (folder / "tmp").mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
    return subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)


def scratch_in(folder: Path) -> list[Path]:
    """What only a run under way has, and a killed one leaves."""
    patterns = (
        "tmp/*",
        "lake/**/.*",
        "warehouse/*.tmp",
        "published/.next/*",
        "published/**/.*.new",
    )
    return [path for pattern in patterns for path in folder.glob(pattern)]


@pytest.fixture(scope="module")
def unkilled(new_shop: Callable[..., Any]) -> tuple[dict[str, str], float]:
    """What an undisturbed run publishes, and how many seconds it takes when models are compiled."""
    for _ in range(2):
        shop = new_shop(KINDS)
        deliver(shop.folder, whole_plan()[0], moment=1_750_000_000)
        began = time.monotonic()
        assert start(shop.folder).wait() == 0
    return fingerprint(shop.folder / "published"), time.monotonic() - began


def kill_and_run_again(seed: int, seconds: float, shop: Any) -> dict[str, str]:
    deliver(shop.folder, whole_plan()[0], moment=1_750_000_000)
    running = start(shop.folder)
    time.sleep(random.Random(seed).uniform(0.05, seconds))
    running.send_signal(signal.SIGKILL)
    running.wait()
    for path in (shop.folder / "published").glob("*.duckdb"):
        assert path.stat().st_size > 0  # what can be seen is whole
    assert start(shop.folder).wait() == 0
    assert scratch_in(shop.folder) == []
    return fingerprint(shop.folder / "published")


@pytest.mark.parametrize("seed", SEEDS)
def test_runs_killed_at_many_moments_lose_nothing(
    seed: int, unkilled: tuple[dict[str, str], float], new_shop: Callable[..., Any]
) -> None:
    expected, seconds = unkilled
    assert kill_and_run_again(seed, seconds, new_shop(KINDS)) == expected
