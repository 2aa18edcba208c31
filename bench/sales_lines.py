"""Sales lines to load: the same for every way in, with columns such as a shop has."""

from __future__ import annotations

from pathlib import Path

import duckdb

TYPES = {
    "line_id": "integer",
    "order_id": "integer",
    "product_name": "varchar(80)",
    "quantity": "smallint",
    "unit_price": "decimal(19,4)",
    "discount_rate": "double precision",
    "ordered_at": "timestamp",
    "business_date": "date",
    "customer_email": "varchar(80)",
    "note": "varchar(80)",
}
WIDTHS = (10, 10, 34, 4, 12, 6, 20, 11, 34, 24)


def query(rows: int) -> str:
    """DuckDB SQL of the rows, typed. Nothing in it is random: hashes of the row number."""
    return f"""
        select n::integer as line_id, (n // 4)::integer as order_id,
          'Product ' || (hash(n) % 5000) || ' of the range' as product_name,
          (1 + hash(n, 1) % 9)::smallint as quantity,
          ((hash(n, 2) % 1000000) / 100.0)::decimal(19,4) as unit_price,
          (hash(n, 3) % 20) / 100.0::double as discount_rate,
          timestamp '2023-01-01' + to_seconds((n * 13 + hash(n, 4) % 7)::bigint) as ordered_at,
          (timestamp '2023-01-01' + to_seconds((n * 13)::bigint))::date as business_date,
          'c' || (hash(n // 4, 5) % 200000) || '@example.org' as customer_email,
          case when n % 5 = 0 then 'a note of ' || (hash(n, 6) % 100000) end as note
        from range(1, {rows} + 1) t(n)"""


def write_csv(path: Path, rows: int, compression: str = "none") -> None:
    """A CSV file with a header; compression none, gzip or zstd."""
    duckdb.sql(f"copy ({query(rows)}) to '{path}' (format csv, header, compression {compression})")


def write_parquet(path: Path, rows: int) -> None:
    """A Parquet file with types, as another system would write it."""
    duckdb.sql(query(rows)).write_parquet(str(path), compression="snappy")


def write_fixed(path: Path, rows: int) -> None:
    """Columns of fixed width without a header."""
    texts = (
        f"rpad(coalesce({name}::varchar, ''), {width}, ' ')"
        for name, width in zip(TYPES, WIDTHS, strict=True)
    )
    line = " || ".join(texts)
    duckdb.sql(
        f"copy (select {line} from ({query(rows)})) to '{path}'"
        " (format csv, header false, quote '', escape '', delimiter '\x01')"
    )


def write_workbook(path: Path, rows: int) -> None:
    """An Excel workbook: numbers as numbers, moments as Excel's dates."""
    import xlsxwriter

    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("lines")
        sheet.write_row(0, 0, list(TYPES))
        for number, row in enumerate(duckdb.sql(query(rows)).fetchall(), 1):
            sheet.write_row(number, 0, row)
