"""`python -m bench.databases`: PostgreSQL and MariaDB beside connectorx alone.

Servers of one's own are started in a temporary folder on a free port and stopped again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb
from tests.servers import PASSWORD, USER, NotInstalled, Server, running

from bench import sales_lines
from bench.extension import extension
from bench.timing import Pair, Work, compare, show
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.access import Access
from tillhouse.sources.database.ingest import ingest_relations
from tillhouse.sources.spec import SourceSpec, load_spec

TARGET = 0.8
SYSTEMS = ("postgresql", "mysql")
BATCH_ROWS = 50_000
COLUMNS = ", ".join(sales_lines.TYPES)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.databases", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=SYSTEMS, action="append")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    pairs = []
    for system in given.only or SYSTEMS:
        try:
            with tempfile.TemporaryDirectory(prefix="bench-") as folder, running(system) as server:
                pairs.append(measure(server, given.rows, given.rounds, Path(folder)))
        except NotInstalled as missing:
            print(missing, file=sys.stderr)
    return show(pairs, given.json)


def measure(server: Server, rows: int, rounds: int, folder: Path) -> Pair:
    """One server: filled, then read by turns."""
    location = fill(server, rows, folder)
    works = {
        "tillhouse": _ours(location, folder),
        "connectorx": _connectorx(location, folder),
        "duckdb scanner": _scanner(server, folder),
    }
    name = "PostgreSQL" if server.system == "postgresql" else "MariaDB"
    return compare(name, works, rounds, TARGET)


def fill(server: Server, rows: int, folder: Path) -> str:
    """The table `sales_lines` with a primary key, its statistics up to date; the location."""
    location = server.new_database("bench")
    types = sales_lines.TYPES
    if server.system == "mysql":
        types = {**types, "ordered_at": "datetime", "discount_rate": "double"}
    listed = ", ".join(f"{name} {kind}" for name, kind in types.items())
    server.sql("bench", f"create table sales_lines ({listed}, primary key (line_id))")
    with _attached(server) as con:
        con.execute(f"insert into db.sales_lines {sales_lines.query(rows)}")
    update = "analyze table" if server.system == "mysql" else "vacuum analyze"
    server.sql("bench", f"{update} sales_lines")
    return location


def _attached(server: Server) -> duckdb.DuckDBPyConnection:
    """DuckDB with its own scanner of the server, as `db`."""
    kind = "postgres" if server.system == "postgresql" else "mysql"
    con = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": 2})
    con.execute(f"load '{extension(f'{kind}_scanner')}'")
    login = f"host=127.0.0.1 port={server.port} user={USER} password={PASSWORD}"
    name = "dbname" if kind == "postgres" else "database"
    con.execute(f"attach '{login} {name}=bench' as db (type {kind})")
    return con


def _ours(location: str, folder: Path) -> Work:
    spec = _spec(folder)
    access = Access(places={"database": location}, user=USER, password=PASSWORD)

    def load() -> int:
        with tempfile.TemporaryDirectory(prefix="lake-", dir=folder) as lake:
            return ingest_relations("bench", spec, access, Bronze(lake)).rows

    return load


def _spec(folder: Path) -> SourceSpec:
    listed = ", ".join(f'"{name}"' for name in sales_lines.TYPES)
    (folder / "source.toml").write_text(
        f'[tables.lines]\nrelation = "sales_lines"\nkey = ["line_id"]\ncolumns = [{listed}]\n'
    )
    return load_spec("bench", folder)


def _connectorx(location: str, folder: Path) -> Work:
    """One query into a stream of Arrow batches, types as they are; Parquet packed as bronze is."""
    import connectorx
    import pyarrow.parquet as pq

    address = location.replace("//", f"//{USER}:{PASSWORD}@")
    target = folder / "plain.parquet"

    def load() -> int:
        batches = connectorx.read_sql(
            address,
            f"select {COLUMNS} from sales_lines",
            return_type="arrow_stream",
            batch_size=BATCH_ROWS,
        )
        rows = 0
        with pq.ParquetWriter(
            target, batches.schema, compression="zstd", compression_level=1
        ) as writer:
            for batch in batches:
                writer.write_batch(batch)
                rows += len(batch)
        target.unlink()
        return rows

    return load


def _scanner(server: Server, folder: Path) -> Work:
    target = folder / "scanned.parquet"
    packed = "(format parquet, compression zstd, compression_level 1)"

    def load() -> int:
        with _attached(server) as con:
            con.execute(f"copy (select {COLUMNS} from db.sales_lines) to '{target}' {packed}")
        rows = duckdb.sql(f"select count(*) from read_parquet('{target}')").fetchone()
        target.unlink()
        return int(rows[0]) if rows else 0

    return load


if __name__ == "__main__":
    sys.exit(main())
