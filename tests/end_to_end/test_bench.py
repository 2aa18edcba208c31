"""The benches run and count the same rows on both sides. How fast they are is nobody's test."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.servers import Server

ROOT = Path(__file__).parents[2]


def bench(*arguments: str) -> list[dict[str, Any]]:
    """What a bench tells; 1 only says that a target was missed, as it is with so few rows."""
    command = [sys.executable, "-m", *arguments, "--rows", "2000", "--rounds", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    pairs: list[dict[str, Any]] = json.loads(done.stdout)
    return pairs


def test_every_kind_of_file_is_held_against_duckdb() -> None:
    pairs = bench("bench.files")
    rows = {it["way"]: it["rows"] for it in pairs}
    assert rows == dict.fromkeys(("csv", "csv.gz", "csv.zst", "dat", "parquet"), 2000) | {
        "xlsx": 200
    }
    assert {it["plain_engine"] for it in pairs} == {"duckdb"}


def test_every_server_is_held_against_connectorx(server: Server) -> None:
    (pair,) = bench("bench.databases", "--only", server.system)
    assert (pair["rows"], pair["plain_engine"]) == (2000, "connectorx")
