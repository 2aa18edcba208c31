"""What of the tables of sales can be joined to what another audience opens (R24).

Only the published files are read. Two columns join when they share values that tell rows apart: a
number of an order, a moment to the second. What tells goods, places, days and currencies apart may
be the same everywhere; it is named here, so that whatever comes new has to be decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

OTHERS = ("marketing", "operations", "service")
FEWEST = 12  # distinct values: fewer tell no row apart
# Attributes of goods, places, plans, days and words, by the ends of the names of columns.
ABOUT_THINGS = (
    *("product_name", "product_key", "product_version_key", "category_name", "subcategory_name"),
    *("store_id", "store_key", "store_name", "territory_key", "territory_name", "region_name"),
    *("city", "state_code", "postal_code", "country_code", "currency_code", "time_zone"),
    *("_label", "member_key", "member_name", "plan_name", "promotion_key", "promotion_name"),
    *("promotion_id", "source_system", "issue_type", "device", "leading_device", "tier", "segment"),
    *("next_best_offer", "questions", "vendor_id", "detail", "event_status", "event_type"),
)


def linking_columns(published: Path) -> list[str]:
    """`sales column = other column: n values` for each pair that joins."""
    with duckdb.connect() as engine:
        for audience in ("sales", *OTHERS):
            engine.execute(f"attach '{published / audience}.duckdb' as {audience} (read_only)")
        mine = list(_telling(engine, "sales"))
        theirs = [column for audience in OTHERS for column in _telling(engine, audience)]
        pairs = [(one, other) for one in mine for other in theirs if one[2] == other[2]]
        return sorted(
            f"{one[0]}.{one[1]} = {other[0]}.{other[1]}: {shared} values"
            for one, other in pairs
            if (shared := _shared(engine, one, other))
        )


def _telling(engine: duckdb.DuckDBPyConnection, audience: str) -> Iterator[tuple[str, str, str]]:
    """(table, column, text or moment) of each column that could tell rows apart."""
    columns = engine.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = ? "
        "and data_type in ('VARCHAR', 'TIMESTAMP') order by all",
        [audience],
    ).fetchall()
    for table, column, kind in columns:
        if kind == "TIMESTAMP" or not column.endswith(ABOUT_THINGS):
            place = f'{audience}."{table}"'
            (count,) = engine.sql(f'select count(distinct "{column}") from {place}').fetchall()[0]
            if count >= FEWEST:
                yield place, f'"{column}"', "moment" if kind == "TIMESTAMP" else "text"


def _shared(
    engine: duckdb.DuckDBPyConnection, one: tuple[str, str, str], other: tuple[str, str, str]
) -> int:
    """Values of both; of moments only those with a time of day."""
    clock = "hour(v) + minute(v) + second(v) > 0" if one[2] == "moment" else "v not in ('unknown')"
    sides = (f"select {column} as v from {table}" for table, column, _ in (one, other))
    query = " intersect ".join(f"select v from ({side}) where {clock}" for side in sides)
    (count,) = engine.sql(f"select count(*) from ({query})").fetchall()[0]
    return int(count)
