"""Killed with SIGKILL at any moment and run again, bronze holds what an unkilled load gives."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.retention import prune

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
PROGRAM = """
import sys
from pathlib import Path
import duckdb, deltalake, pyarrow.parquet
from tillhouse.lake.bronze import Bronze
from tillhouse.sources import ingest as module
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.spec import load_spec
module.BYTES_PER_COMMIT = 40_000  # many commits, so that many moments differ
print("ready", flush=True)
report = module.ingest(
    "tills", load_spec("pos"), Path(sys.argv[1]), Bronze(sys.argv[2]), MemoryCache()
)
print("done", len(report.loaded), flush=True)
"""


@pytest.fixture(scope="module")
def drop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty daily files, some of them with records that do not fit, and two to be refused."""
    folder = tmp_path_factory.mktemp("drop")
    choose = random.Random(11)
    for day in range(40):
        rows = [f"{choose.randint(1, 99)},121,tea {n},2024-01-{day % 28 + 1:02d},7,2.5,4,10.0"
                for n in range(400)]  # fmt: skip
        if day % 5 == 0:
            rows[17] = "1,121,tea"
        text = HEADER + "\n".join(rows) + "\n"
        (folder / f"sales_{day:02d}.csv").write_text(text)
    (folder / "sales_empty.csv").write_text("")
    (folder / "sales_lacking.csv").write_text("store_id\n121\n")
    (folder / "store.csv").write_text("id,address\n121,Delhi\n")
    return folder


def start(drop: Path, lake: Path) -> subprocess.Popen[str]:
    """A process that has imported everything and now begins to load."""
    command = [sys.executable, "-c", PROGRAM, str(drop), str(lake)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def load(drop: Path, lake: Path) -> float:
    """Load to the end; seconds."""
    started = time.perf_counter()
    process = start(drop, lake)
    output, _ = process.communicate(timeout=120)
    assert output.startswith("done")
    return time.perf_counter() - started


def content(lake: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of bronze without load ids and times, and the ledger, in an order of its own."""
    bronze = Bronze(lake)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for source, table in bronze.tables():
        snapshot = bronze.snapshot(source, table)
        assert snapshot is not None
        query = (
            "select * exclude (_load_id, _loaded_at) from read_parquet($1, union_by_name = true)"
        )
        rows = duckdb.execute(query, [list(snapshot.files)]).fetchall()
        found[table] = sorted(rows, key=repr)
    ledger = bronze.ledger()
    found["ledger"] = [(e.table, e.file, e.sha256, e.rows, e.unreadable_rows) for e in ledger]
    found["refused"] = sorted((e.file, e.reason) for e in bronze.refused.entries())
    assert ledger == sorted(ledger, key=lambda entry: entry.load_id)
    return found


def kill_and_compare(drop: Path, place: Path, kills: int, seed: int) -> None:
    seconds = min(load(drop, place / "whole"), load(drop, place / "whole_again"))
    wanted = content(place / "whole")
    choose = random.Random(seed)
    for attempt in range(kills):
        lake = place / f"lake_{attempt}"
        for _ in range(choose.choice([1, 1, 2])):
            process = start(drop, lake)
            time.sleep(choose.uniform(0, seconds * 0.7))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        load(drop, lake)
        assert content(lake) == wanted, f"attempt {attempt} with seed {seed}"
        prune(Bronze(lake), None, datetime.now(UTC))
        assert content(lake) == wanted, "removing orphans removed more than orphans"
        shutil.rmtree(lake)


@pytest.mark.long
def test_three_kills_leave_no_trace(drop: Path, tmp_path: Path) -> None:
    kill_and_compare(drop, tmp_path, kills=3, seed=1)


@pytest.mark.skipif(not os.environ.get("TILLHOUSE_SOAK"), reason="`make test-soak` does it")
@pytest.mark.long
def test_thirty_kills_leave_no_trace(drop: Path, tmp_path: Path) -> None:
    kill_and_compare(drop, tmp_path, kills=30, seed=2)
