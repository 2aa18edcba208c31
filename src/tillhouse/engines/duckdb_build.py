"""Compiled models built on DuckDB: each by one statement, after those that it reads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from tillhouse.engines.base import ModelResult
from tillhouse.engines.compiled import CompiledModel, asks

if TYPE_CHECKING:
    import duckdb

    from tillhouse.engines.dbt import Told

THREADS = 2  # the same as in profiles.yml


class OutdatedError(Exception):
    """A relation has other columns than when the models that read them were compiled."""


def compiled_models(
    connection: duckdb.DuckDBPyConnection, nodes: Sequence[Any], manifest: Any
) -> list[CompiledModel]:
    """What dbt has just built, with the columns of all that was read where they were asked for,
    be it built in the same run or before."""
    built = {node.unique_id for node in nodes}
    known = {**manifest.sources, **manifest.nodes}
    return [
        CompiledModel(
            unique_id=node.unique_id,
            name=node.name,
            schema=node.schema,
            relation=node.relation_name,
            kind=str(node.config.materialized),
            sql=node.compiled_code,
            reads=tuple(sorted(set(node.depends_on.nodes) & built)),
            asked={
                relation: _columns_of(connection, relation)
                for relation in (known[it].relation_name for it in node.depends_on.nodes)
                if asks(node, manifest.macros)
            },
        )
        for node in nodes
    ]


def build(
    connection: duckdb.DuckDBPyConnection, models: Sequence[CompiledModel], told: Told | None
) -> list[ModelResult]:
    """Build them all; raises what DuckDB raises, and `OutdatedError`."""
    _drop_other_kinds(connection, models)
    by_id = {model.unique_id: model for model in models}
    order = TopologicalSorter({name: model.reads for name, model in by_id.items()})
    order.prepare()
    results: list[ModelResult] = []
    with _workers(connection) as (pool, cursors):
        running: dict[Future[ModelResult], str] = {}
        while order.is_active():
            for name in order.get_ready():
                running[pool.submit(_build_one, cursors, by_id[name])] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                results.append(future.result())
                order.done(running.pop(future))
                if told:
                    told(results[-1].name, results[-1].seconds)
    return results


@contextmanager
def _workers(
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[ThreadPoolExecutor, list[duckdb.DuckDBPyConnection]]]:
    """Threads, and a cursor for each; what they do ends when one fails or the user stops it."""
    cursors = [connection.cursor() for _ in range(THREADS)]
    all_cursors = list(cursors)
    pool = ThreadPoolExecutor(THREADS)
    try:
        yield pool, cursors
    except BaseException:
        for cursor in all_cursors:
            cursor.interrupt()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        for cursor in all_cursors:
            cursor.close()


def _build_one(cursors: list[duckdb.DuckDBPyConnection], model: CompiledModel) -> ModelResult:
    began = time.perf_counter()
    cursor = cursors.pop()
    try:
        for relation, columns in model.asked.items():
            if _columns_of(cursor, relation) != columns:
                raise OutdatedError(relation)
        cursor.execute(f"create or replace {model.kind} {model.relation} as {model.sql}")
    finally:
        cursors.append(cursor)
    return ModelResult(model.name, model.schema, time.perf_counter() - began)


def _columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[list[str]]:
    described = connection.execute(f"describe {relation}").fetchall()
    return [[str(row[0]), str(row[1])] for row in described]


def _drop_other_kinds(
    connection: duckdb.DuckDBPyConnection, models: Sequence[CompiledModel]
) -> None:
    """A view cannot be replaced by a table, nor a table by a view."""
    named = "database_name = current_database() and not internal"
    found = connection.execute(
        f"select schema_name, view_name, 'view' from duckdb_views() where {named} union all "
        f"select schema_name, table_name, 'table' from duckdb_tables() where {named}"
    ).fetchall()
    kinds = {(schema, name): kind for schema, name, kind in found}
    for model in models:
        kind = kinds.get((model.schema, model.name), model.kind)
        if kind != model.kind:
            connection.execute(f"drop {kind} {model.relation}")
