"""Whole runs over many mutated deliveries at once, beside good files of two sources."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from tests.mutations.child import GOOD
from tests.mutations.deliveries import delivery

SECONDS = 600
PROJECT = """
[shop]
name = "Mutations"
[sources.good]
kind = "pos"
location = "good"
[sources.pos]
kind = "pos"
location = "drop"
"""
SOLD = "select net_amount from sales_by_period where dimension = 'all' and period_type = 'year'"


def run_whole(seeds: Sequence[int]) -> list[str]:
    """What went wrong in a run over these deliveries, in lines; nothing when all is well."""
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        home = Path(folder)
        for name in ("drop", "good"):
            (home / name).mkdir()
        (home / "tillhouse.toml").write_text(PROJECT)
        (home / "good" / "sales_good.csv").write_text(GOOD)
        for seed in seeds:
            name, content = delivery(seed)
            (home / "drop" / name).write_bytes(content)
        done = _run(home)
        named = f"a run over the seeds {seeds[0]} to {seeds[-1]}"
        return [f"{named}: {it}" for it in _check(done, home)]


def _run(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tillhouse", "run", "--json"],
        cwd=home,
        env={**os.environ, "TILLHOUSE_SECRET": "only for mutations"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def _check(done: subprocess.CompletedProcess[str], home: Path) -> list[str]:
    if done.returncode not in (0, 5) or "bug in Tillhouse" in done.stderr:
        return [f"exit {done.returncode}: {done.stderr[-2000:]}"]
    result = json.loads(done.stdout)
    wrong = [line for told in _by_entity(result["account"]) if (line := _account(*told))]
    with duckdb.connect(str(home / "published" / "sales.duckdb"), read_only=True) as published:
        (sold,) = published.execute(SOLD).fetchone() or (None,)
    if sold is None or sold < Decimal("2.00"):
        wrong.append(f"what is good is not published: {sold}")
    return wrong


def _by_entity(account: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, int]]]:
    found: dict[str, dict[str, int]] = {}
    for row in account:
        states = found.setdefault(f"{row['source_system']}.{row['entity']}", {})
        states[row["state"]] = states.get(row["state"], 0) + row["row_count"]
    return list(found.items())


def _account(name: str, states: dict[str, int]) -> str:
    """Delivered = counted + not counted + replaced + identical + rejected + held."""
    became = sum(count for state, count in states.items() if state != "delivered")
    return "" if became == states.get("delivered", 0) else f"{name}: {states}"
