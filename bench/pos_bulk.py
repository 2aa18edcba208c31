"""`python -m bench.pos_bulk`: daily till files in bulk through a whole run, and its memory.

Each store delivers one file a day, zstd-packed CSV. First only the way in is run, then the rest,
each a process of its own, as a user starts it; what is told is its seconds by step and the most
memory that it held. `--memory` limits DuckDB's share: what does not fit goes to disk, 0.4 GB per
million lines while the tables are built.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

FIRST = date(2023, 1, 1)
STORES, CUSTOMERS, PRODUCTS, STAFF = 40, 200_000, 2_000, 400
PROJECT = """
[shop]
name = "Bulk"
time_zone = "America/New_York"
currency = "USD"

[sources.till]
kind = "pos"
location = "drops"
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pos_bulk", description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000_000)
    parser.add_argument("--days", type=int, default=500, help="a file for each and each store")
    parser.add_argument("--memory", default="4GB", help="for DuckDB; the rest is Tillhouse itself")
    parser.add_argument("--way-in", action="store_true", help="only into bronze")
    parser.add_argument("--keep", type=Path, help="a folder to work in, kept for another run")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bulk-", dir=given.keep) as scratch:
        folder = given.keep or Path(scratch)
        if not (folder / "tillhouse.toml").exists():
            deliver(folder, given.lines, given.days, given.memory)
        tell("into bronze", run(folder, "--step", "bronze.till"))
        if not given.way_in:
            tell("the whole run", run(folder))
        return count(folder, given.lines, given.way_in)


def deliver(folder: Path, lines: int, days: int, memory: str) -> None:
    """The project and its files. Nothing in them is random: hashes of the line's number."""
    drops = folder / "drops"
    drops.mkdir(parents=True)
    (folder / ".env").write_text(f"TILLHOUSE_SECRET={secrets.token_hex(32)}\n")
    with duckdb.connect(config={"threads": 2}) as con:
        for name, query in dimensions().items():
            con.execute(f"copy ({query}) to '{drops / name}.csv' (header)")
        for number in range(days):
            _deliver_day(con, drops, FIRST + timedelta(days=number), number, lines // days)
    text = f'{PROJECT}\n[warehouse]\nmemory_limit = "{memory}"\n'
    (folder / "tillhouse.toml").write_text(text)


def dimensions() -> dict[str, str]:
    """File → query of each dimension."""
    return {
        "customer": f"""select n as customer_id, 'Ann' as first_name, 'No' || n as last_name,
            n || ' Main St' as address, '02134' as pincode, '617-555-0100' as phone_number,
            '2020-01-02' as customer_joining_date from range(1, {CUSTOMERS} + 1) t(n)""",
        "product": f"""select n as id, 'tea no ' || n as name, 12.5 as current_price,
            11 as old_price, '2020-01-01' as created_date, '2022-01-01' as updated_date,
            null as expiry_date from range(1, {PRODUCTS} + 1) t(n)""",
        "sales_team": f"""select n as id, 'Sam' as first_name, 'No' || n as last_name,
            1 as manager_id, 'N' as is_manager, '1 Elm St' as address, '02134' as pincode,
            '2019-05-06' as joining_date from range(1, {STAFF} + 1) t(n)""",
        "store": f"""select n as id, n || ' High St' as address, '02134' as store_pincode,
            'Kim' as store_manager_name, '2018-01-01' as store_opening_date, 'good' as reviews
            from range(1, {STORES} + 1) t(n)""",
    }


def _deliver_day(
    con: duckdb.DuckDBPyConnection, drops: Path, day: date, number: int, lines: int
) -> None:
    start = number * lines
    con.execute(
        f"""create or replace temp table day as
        select case when hash(n) % 10 < 8 then 1 + hash(n, 1) % {CUSTOMERS} end as customer_id,
          1 + n % {STORES} as store_id, 'tea no ' || (1 + hash(n, 2) % {PRODUCTS}) as product_name,
          '{day}' as sales_date, 1 + hash(n, 3) % {STAFF} as sales_person_id,
          ((100 + hash(n, 4) % 9900) / 100.0)::decimal(12, 2) as price,
          (1 + hash(n, 5) % 4)::int as quantity,
          (price * quantity)::decimal(14, 2) as total_cost
        from range({start}, {start + lines}) t(n)"""
    )
    con.execute(
        f"copy day to '{drops}' (format csv, header, compression zstd, file_extension 'csv.zst',"
        f" partition_by (store_id), write_partition_columns, overwrite_or_ignore,"
        f" filename_pattern 'sales_{day}_{{i}}')"
    )


@dataclass(frozen=True)
class Ran:
    """One process: wall clock, peak of resident memory in bytes, its steps."""

    seconds: float
    peak: int
    steps: list[dict[str, Any]]


def run(folder: Path, *options: str) -> Ran:
    """`tillhouse run` as a process of its own."""
    command = [sys.executable, "-m", "tillhouse", "run", "--json", *options]
    started = time.perf_counter()
    with (folder / "report.json").open("wb") as out:
        child = subprocess.Popen(command, cwd=folder, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"The run failed with {os.waitstatus_to_exitcode(status)}.")
    steps = json.loads((folder / "report.json").read_text())["steps"]
    return Ran(seconds, usage.ru_maxrss * 1024, steps)


def tell(what: str, ran: Ran) -> None:
    """The figures of one process."""
    print(f"{what}: {ran.seconds:,.0f} s, at most {ran.peak / 2**30:.2f} GiB held")
    for step in ran.steps:
        print(f"  {step['step']:<20}{step['seconds']:>9.1f} s")


def count(folder: Path, lines: int, is_way_in: bool) -> int:
    """Print how many lines arrived; 1 where it is not every line of the files."""
    with duckdb.connect() as con:
        if is_way_in:
            arrived = f"read_parquet('{folder}/lake/till/sales/**/*.parquet')"
        else:
            con.execute(f"attach '{folder}/warehouse/warehouse.duckdb' as warehouse (read_only)")
            arrived = "warehouse.silver.order_lines"
        found = con.execute(f"select count(*) from {arrived}").fetchone()
    assert found is not None
    print(f"{found[0]:,} of {lines:,} lines arrived")
    return int(found[0] != lines)


if __name__ == "__main__":
    sys.exit(main())
