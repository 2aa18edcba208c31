"""`python -m bench.files`: each kind of file beside DuckDB alone."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import duckdb

from bench import sales_lines
from bench.extension import extension
from bench.timing import Pair, Work, compare, show
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.connection import THREADS
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.spec import SourceSpec, load_spec

TARGET = 0.6
# Of a workbook, which ends at 1,048,576 rows, formats decide what is a date, and formulas without
# a value and errors are looked for: that takes what it takes.
WITHOUT_TARGET = ("xlsx",)
WRITTEN = "(format parquet, compression zstd, compression_level 1)"
WAYS = ("csv", "csv.gz", "csv.zst", "dat", "parquet", "xlsx")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.files", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="a workbook has a tenth")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=WAYS, action="append")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    pairs = []
    for way in given.only or WAYS:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            pairs.append(measure(way, given.rows, given.rounds, Path(folder)))
    return show(pairs, given.json)


def measure(way: str, rows: int, rounds: int, folder: Path) -> Pair:
    """One kind of file: made, then read by turns."""
    (folder / "drop").mkdir()
    file = folder / "drop" / f"lines.{way}"
    if way == "xlsx":
        sales_lines.write_workbook(file, rows // 10)
    else:
        _write(way, file, rows)
    works = {"tillhouse": _ours(folder), "duckdb": _duckdb(way, file, folder)}
    return compare(way, works, rounds, None if way in WITHOUT_TARGET else TARGET)


def _write(way: str, file: Path, rows: int) -> None:
    if way == "parquet":
        sales_lines.write_parquet(file, rows)
    elif way == "dat":
        sales_lines.write_fixed(file, rows)
    else:
        packed = {"csv": "none", "csv.gz": "gzip", "csv.zst": "zstd"}[way]
        sales_lines.write_csv(file, rows, packed)


def _ours(folder: Path) -> Work:
    spec = _spec(folder)

    def load() -> int:
        with tempfile.TemporaryDirectory(prefix="lake-", dir=folder) as lake:
            report = ingest("bench", spec, folder / "drop", Bronze(lake), MemoryCache())
        assert not report.refused, report.refused
        return report.rows

    return load


def _spec(folder: Path) -> SourceSpec:
    columns = ", ".join(f'"{name}"' for name in sales_lines.TYPES)
    (folder / "kind").mkdir()
    (folder / "kind" / "source.toml").write_text(
        f'[tables.lines]\nfiles = ["*"]\ncolumns = [{columns}]\n'
        f"widths = {list(sales_lines.WIDTHS)}\n"
    )
    return load_spec("bench", folder / "kind")


def _duckdb(way: str, file: Path, folder: Path) -> Work:
    """DuckDB reads all columns as text and writes Parquet packed as bronze is."""
    target = folder / "plain.parquet"
    texts = ", ".join(f"{name}::varchar as {name}" for name in sales_lines.TYPES)
    source = {
        "parquet": f"(select {texts} from read_parquet('{file}'))",
        "dat": f"(select {_cuts()} from read_csv('{file}', columns = {{'line': 'varchar'}},"
        " header = false, delim = '\x01', quote = '', escape = ''))",
        "xlsx": f"read_xlsx('{file}', all_varchar = true, header = true)",
    }.get(way, f"read_csv('{file}', all_varchar = true, header = true)")

    def load() -> int:
        with duckdb.connect(config={"threads": THREADS}) as con:
            if way == "xlsx":
                con.execute(f"load '{extension('excel')}'")
            con.execute(f"copy (select * from {source}) to '{target}' {WRITTEN}")
            found = con.execute(f"select count(*) from read_parquet('{target}')").fetchone()
        target.unlink()
        return int(found[0]) if found else 0

    return load


def _cuts() -> str:
    cuts, start = [], 1
    for name, width in zip(sales_lines.TYPES, sales_lines.WIDTHS, strict=True):
        cuts.append(f"nullif(trim(line[{start}:{start + width - 1}]), '') as {name}")
        start += width
    return ", ".join(cuts)


if __name__ == "__main__":
    sys.exit(main())
