"""The views by which models see bronze: declared columns, whatever a delivery brought.

`bronze.<kind>__<table>` unites the sources of a kind; a declared column that was never delivered
is NULL, a table that was never delivered is empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tillhouse.engines.base import BronzeTable


@dataclass(frozen=True)
class Dialect:
    """How an engine writes a text type and a quoted name, and reads a table's files."""

    text: str
    quote: str
    scan: Callable[[BronzeTable], str]  # the FROM item


LINEAGE = {"_source_file": "varchar", "_source_row": "bigint", "_load_id": "varchar"}


def table_sql(tables: Sequence[BronzeTable], dialect: Dialect) -> Iterator[str]:
    """One `create view` for each kind and table."""
    by_view: dict[str, list[BronzeTable]] = defaultdict(list)
    for table in tables:
        by_view[table.view].append(table)
    for view, members in by_view.items():
        rows = "\nunion all\n".join(_select_rows(member, dialect) for member in members)
        yield f"create or replace view bronze.{view} as\n{rows}"


def common_sql(tables: Sequence[BronzeTable], dialect: Dialect) -> Iterator[str]:
    """The views over all tables: records that could not be split, and keys of rows."""
    yield unreadable_sql(tables, dialect)
    yield row_keys_sql(tables, dialect)


def row_keys_sql(tables: Sequence[BronzeTable], dialect: Dialect) -> str:
    """`bronze.row_keys`: the rows of tables that have a key, named by it: `order_id=7, line=2`."""
    keyed = [it for it in tables if it.files and it.key and set(it.key) <= set(it.delivered)]
    names = ("source_system", "load_id", "source_file", "row_key")
    nothing = [f"cast(null as {dialect.text}) as {name}" for name in names]
    nothing.append("cast(null as bigint) as source_row")
    rows = "\nunion all\n".join(
        [f"select {', '.join(nothing)} from (select 1 as nothing) as nowhere where 1 = 0"]
        + [_select_keys(table, dialect) for table in keyed]
    )
    return f"create or replace view bronze.row_keys as\n{rows}"


def _select_keys(table: BronzeTable, dialect: Dialect) -> str:
    parts = [f"'{name}=', coalesce({_quoted(name, dialect)}, '')" for name in table.key]
    named = ", ', ', ".join(parts)
    return (
        f"select '{table.source_system}' as source_system, _load_id as load_id, "
        f"_source_file as source_file, concat({named}) as row_key, "
        f"_source_row as source_row from {dialect.scan(table)} as delivered"
    )


def unreadable_sql(tables: Sequence[BronzeTable], dialect: Dialect) -> str:
    """`bronze.unreadable_rows`: the records that could not be split into columns."""
    rows = "\nunion all\n".join(
        [_no_unreadable(dialect)]
        + [_select_unreadable(table, dialect) for table in tables if table.files]
    )
    return f"create or replace view bronze.unreadable_rows as\n{rows}"


def _select_rows(table: BronzeTable, dialect: Dialect) -> str:
    delivered = set(table.delivered) if table.files else set()
    columns = [
        f"{_quoted(name, dialect) if name in delivered else f'cast(null as {dialect.text})'}"
        f" as {_quoted(name, dialect)}"
        for name in table.columns
    ]
    columns.append(f"'{table.source_system}' as source_system")
    if not table.files:
        columns += [f"cast(null as {_typed(kind, dialect)}) as {n}" for n, kind in LINEAGE.items()]
        return f"select {', '.join(columns)} from (select 1 as nothing) as nowhere where 1 = 0"
    listed, rows = ", ".join([*columns, *LINEAGE]), dialect.scan(table)
    return f"select {listed} from {rows} as delivered where _unreadable is null"


def _select_unreadable(table: BronzeTable, dialect: Dialect) -> str:
    return (
        f"select '{table.source_system}' as source_system, "
        f"cast('{table.table}' as {dialect.text}) as source_table, "
        "_load_id as load_id, _source_file as source_file, _source_row as source_row,"
        f" _unreadable as reason, _raw as delivered from {dialect.scan(table)} as delivered "
        "where _unreadable is not null"
    )


def _no_unreadable(dialect: Dialect) -> str:
    names = ("source_system", "source_table", "load_id", "source_file")
    columns = [f"cast(null as {dialect.text}) as {name}" for name in names]
    columns += ["cast(null as bigint) as source_row"]
    columns += [f"cast(null as {dialect.text}) as {name}" for name in ("reason", "delivered")]
    return f"select {', '.join(columns)} from (select 1 as nothing) as nowhere where 1 = 0"


def _typed(neutral: str, dialect: Dialect) -> str:
    return dialect.text if neutral == "varchar" else neutral


def _quoted(name: str, dialect: Dialect) -> str:
    return f"{dialect.quote}{name}{dialect.quote}"
