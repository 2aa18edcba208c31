"""Read the drops as they were delivered: which files count, and their records with row numbers."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pyarrow.parquet as pq

ORDERS = {
    "customers": ("customers*.csv", ("customer_id", "customer_name")),
    "sales_orders": (
        "sales_orders*.csv",
        ("order_number", "order_datetime", "customer_id", "ordered_products"),
    ),
    "sales": ("sales.csv", ("customer_id", "order_date", "product", "total_price")),
    "contacts": ("contacts*.csv", ("customer_id",)),
}
POS = {
    "sales": (
        "sales/*",
        (
            "customer_id",
            "store_id",
            "product_name",
            "sales_date",
            "sales_person_id",
            "price",
            "quantity",
            "total_cost",
        ),
    ),
    "customer": ("customer.csv", ("customer_id",)),
    "product": ("product.csv", ("name",)),
    "sales_team": ("sales_team.csv", ("id",)),
    "store": ("store.csv", ("id",)),
}
KINDS = {"orders": ORDERS, "pos": POS}


@dataclass(frozen=True)
class Record:
    """One delivered record; `load` grows with the order in which files are loaded."""

    file: str
    row: int
    load: int
    values: dict[str, str]
    is_readable: bool = True

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()


def read_table(drops: Path, source: str, table: str) -> list[Record]:
    """All records of a table, in load order; copies of a file and refused files left out."""
    pattern, mandatory = KINDS[source][table]
    records: list[Record] = []
    for load, path in enumerate(files_in_load_order(drops / source, pattern)):
        name = path.relative_to(drops / source).as_posix()
        header, rows = read_rows(path)
        if rows and set(mandatory) <= set(header):
            records += records_of(name, load, header, rows, is_typed=path.suffix == ".parquet")
    return records


def count_records(drops: Path) -> dict[tuple[str, str, str], dict[str, int]]:
    """Source, table and file → records in it, and those that could not be split into columns."""
    counts: dict[tuple[str, str, str], dict[str, int]] = {}
    for source, tables in KINDS.items():
        for table in tables:
            for record in read_table(drops, source, table):
                key = source, table, record.file
                count = counts.setdefault(key, {"rows": 0, "unreadable_rows": 0})
                count["rows"] += 1
                count["unreadable_rows"] += not record.is_readable
    return counts


def files_in_load_order(folder: Path, pattern: str) -> Iterator[Path]:
    """By name, numbers in it as numbers; the same content once only."""
    seen: set[str] = set()
    matching = [
        path
        for path in folder.rglob("*")
        if path.is_file() and fnmatch(path.relative_to(folder).as_posix(), pattern)
    ]
    for path in sorted(matching, key=lambda path: natural(path.relative_to(folder).as_posix())):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        if content not in seen:
            seen.add(content)
            yield path


def natural(name: str) -> list[tuple[int, int, str]]:
    """day_2 before day_10."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(0, int(it), it) if it.isdecimal() else (1, 0, it) for it in parts if it]


def read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows, as text."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        rows = [["" if v is None else str(v) for v in row.values()] for row in table.to_pylist()]
        return table.column_names, rows
    rows = list(csv.reader(io.StringIO(text_of(path), newline="")))
    return (rows[0], rows[1:]) if rows else ([], [])


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, with or without a mark, or else in Latin-1."""
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def records_of(
    file: str, load: int, header: list[str], rows: list[list[str]], is_typed: bool
) -> Iterator[Record]:
    """Numbered as a spreadsheet shows them: the header is row 1. Parquet has no header row."""
    first = 1 if is_typed else 2
    for row, values in enumerate(rows, first):
        fits = len(values) == len(header)
        yield Record(file, row, load, dict(zip(header, values, strict=False)), fits)


def read_product_lines(drops: Path) -> Iterator[tuple[int, list[str]]]:
    """The order drop's product list, line by line: its broken quotes would swallow lines.

    A quote in a name is escaped by a backslash there, where CSV would double it.
    """
    lines = text_of(drops / "orders" / "products.csv").splitlines()
    for number, line in enumerate(lines[1:], 2):
        yield number, next(csv.reader([line.replace('\\"', '""')]))
