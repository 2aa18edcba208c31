"""Deliver mutated files one after the other in this process; a line of JSON for each.

python -m tests.mutations.child FOLDER SEED...
"""

from __future__ import annotations

import json
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

import duckdb

from tests.mutations.deliveries import NAMES, delivery
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec

GOOD = ",".join(NAMES) + "\n1,101,Rice,2024-05-01,7,2.00,1,2.00\n"


def deliver(seed: int, home: Path) -> dict[str, Any]:
    """What became of one delivery beside a good one; `wrong` says what should not be."""
    shutil.rmtree(home, ignore_errors=True)
    drop = home / "drop"
    drop.mkdir(parents=True)
    name, content = delivery(seed)
    (drop / name).write_bytes(content)
    (drop / "sales_good.csv").write_text(GOOD)
    bronze = Bronze(home / "lake")
    try:
        report = ingest("tills", load_spec("pos"), drop, bronze, MemoryCache())
        wrong = check(report, bronze)
    except BaseException:
        return {"seed": seed, "name": name, "wrong": traceback.format_exc()}
    told = [it.message for it in report.refused]
    return {"seed": seed, "name": name, "wrong": wrong, "told": told, "kilobytes": peak()}


def check(report: IngestReport, bronze: Bronze) -> str:
    """Each file is loaded or refused, and the lake holds the rows that the ledger tells of."""
    if "sales_good.csv" not in [it.file for it in report.loaded]:
        return "the good file is not loaded"
    # Two files with the same content are one delivery.
    told = len(report.loaded) + len(report.refused) + len(report.known) + len(report.unused)
    if told != 2 or any(it.code == "passing" for it in report.refused):
        return f"2 files came, told of {told}: {report.messages()}"
    for message in report.messages():
        if not message.isprintable():
            return f"a message writes lines of its own: {message!r}"
    snapshot = bronze.snapshot("tills", "sales")
    assert snapshot is not None
    counted = duckdb.execute(
        "select _source_file, count(*), count(_unreadable)"
        " from read_parquet($1, union_by_name=true) group by 1 order by 1",
        [list(snapshot.files)],
    ).fetchall()
    ledger = sorted(
        (it.file, it.rows, it.unreadable_rows) for it in bronze.ledger("tills", "sales")
    )
    return "" if counted == ledger else f"the lake holds {counted}, the ledger tells {ledger}"


def peak() -> int:
    """The most memory that this process and those that it started took, added up."""
    tasks = Path("/proc/self/task").iterdir()
    pids = ["self", *(pid for it in tasks for pid in (it / "children").read_text().split())]
    lines = [it for pid in pids for it in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return sum(int(it.split()[1]) for it in lines if it.startswith("VmHWM"))


if __name__ == "__main__":
    for given in sys.argv[2:]:
        print(json.dumps(deliver(int(given), Path(sys.argv[1]))), flush=True)
