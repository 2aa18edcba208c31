"""One audience's DuckDB file, made from its Parquet files and checked against its YAML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from tillhouse.contracts.models import ModelDoc
from tillhouse.errors import DataError
from tillhouse.publish.durable import force_to_disk
from tillhouse.publish.parquet import Written

# Nothing may be fetched, and two threads are as fast as more for what is done here.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": 2,
}


def build_database(path: Path, tables: Sequence[tuple[ModelDoc, Written]]) -> None:
    """Make `path` with one table per Parquet file, described as in the YAML.

    `DataError` when a table does not hold what was written, its key is not unique, or a column
    that promises a value has none.
    """
    with duckdb.connect(str(path), config=SETTINGS) as database:
        database.begin()  # one transaction: no table is written again for the next one's sake
        for doc, written in tables:
            database.execute(
                f"create table {_quoted(doc.name)} as select * from read_parquet($1)",
                [str(written.path)],
            )
            _describe(database, doc)
            _check(database, doc, written)
        database.commit()
        database.execute("checkpoint")
    force_to_disk(path)


def _describe(database: duckdb.DuckDBPyConnection, doc: ModelDoc) -> None:
    table = _quoted(doc.name)
    said = [(f"table {table}", doc.description)]
    said += [(f"column {table}.{_quoted(c.name)}", c.description) for c in doc.columns]
    escaped = [(what, text.replace("'", "''")) for what, text in said if text]
    comments = [f"comment on {what} is '{text}';" for what, text in escaped]
    database.execute(" ".join(comments))


def _check(database: duckdb.DuckDBPyConnection, doc: ModelDoc, written: Written) -> None:
    rows, gaps = _count_rows(database, doc)
    if rows != written.rows:
        raise _wrong(doc, f"holds {rows} rows where {written.rows} were written")
    if doc.key:
        _check_key(database, doc)
    for column, missing in gaps.items():
        if missing:
            raise _wrong(doc, f"has {missing} rows without {column}, which its YAML promises")


def _count_rows(database: duckdb.DuckDBPyConnection, doc: ModelDoc) -> tuple[int, dict[str, int]]:
    """All rows, and for each column that promises a value those without one: one reading."""
    promised = [column.name for column in doc.columns if column.is_not_null]
    counts = ["count(*)", *(f"count(*) - count({_quoted(name)})" for name in promised)]
    query = f"select {', '.join(counts)} from {_quoted(doc.name)}"
    rows, *gaps = map(int, database.execute(query).fetchone() or ())
    return rows, dict(zip(promised, gaps, strict=True))


def _check_key(database: duckdb.DuckDBPyConnection, doc: ModelDoc) -> None:
    key = ", ".join(map(_quoted, doc.key))
    found = database.execute(
        f"select {key}, count(*) from {_quoted(doc.name)} group by {key} having count(*) > 1"
        f" order by {key} limit 1"
    ).fetchone()
    if found:
        example = ", ".join(f"{k} = {v}" for k, v in zip(doc.key, found, strict=False))
        raise _wrong(doc, f"has {found[-1]} rows with one key: {example}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wrong(doc: ModelDoc, what: str) -> DataError:
    return DataError(
        f"{doc.name} {what}; nothing was published",
        where=f"{doc.schema}.{doc.name}",
        remedy="What was published before is still there. Please report this with the run's log.",
    )
