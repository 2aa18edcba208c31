"""Spark builds the same tables as DuckDB: silver and gold cell by cell, published byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.end_to_end.deliveries import deliver, fingerprint, whole_plan
from tillhouse.contracts.models import ModelDoc, read_models
from tillhouse.engines.arrow import canonical

pytest.importorskip("pysail", reason="the spark extra is not installed")
pytestmark = pytest.mark.spark

KINDS = {"orders": "retail_org", "till": "pos"}
TABLES = [
    doc
    for doc in read_models()
    if doc.layer in ("silver", "gold", "checks")
    and 'materialized="view"' not in doc.sql.read_text("utf-8")
]


@pytest.fixture(scope="module")
def on_duckdb(new_shop: Callable[..., Any]) -> Any:
    shop = new_shop(KINDS)
    deliver(shop.folder, whole_plan()[0], moment=1_750_000_000)
    shop.run()
    return shop


@pytest.fixture(scope="module")
def on_spark(on_duckdb: Any, new_shop: Callable[..., Any]) -> Any:
    """The same lake, so that loads have the same ids, built by Spark."""
    shop = new_shop(KINDS, target="spark")
    (shop.folder / "lake").symlink_to(on_duckdb.folder / "lake")
    deliver(shop.folder, whole_plan()[0], moment=1_750_000_000)
    shop.run()
    return shop


def read_duckdb(shop: Any, doc: ModelDoc) -> pa.Table:
    import duckdb

    columns = ", ".join(column.name for column in doc.columns)
    with duckdb.connect(str(shop.folder / "warehouse/warehouse.duckdb"), read_only=True) as db:
        found = db.sql(f"select {columns} from {doc.schema}.{doc.name} order by all nulls first")
        return canonical(found.to_arrow_reader()).read_all()


def read_delta(shop: Any, doc: ModelDoc) -> pa.Table:
    """A table that Spark left behind, read without Spark."""
    import duckdb
    from deltalake import DeltaTable

    folders = list((shop.folder / "warehouse/spark").glob(f"{doc.name}-????????-*"))
    assert len(folders) == 1, folders
    delivered = DeltaTable(str(folders[0])).to_pyarrow_table()
    columns = ", ".join(column.name for column in doc.columns)
    with duckdb.connect() as db:
        db.register("delivered", delivered)
        db.execute("set timezone = 'UTC'")
        found = db.sql(f"select {columns} from delivered order by all nulls first")
        return canonical(found.to_arrow_reader()).read_all()


@pytest.mark.parametrize("doc", TABLES, ids=lambda doc: f"{doc.schema}.{doc.name}")
def test_a_table_is_the_same_on_both_engines(doc: ModelDoc, on_duckdb: Any, on_spark: Any) -> None:
    ours, theirs = read_duckdb(on_duckdb, doc), read_delta(on_spark, doc)
    assert ours.schema == theirs.schema
    assert ours.to_pylist() == theirs.to_pylist()


def test_what_is_published_has_the_same_bytes(on_duckdb: Any, on_spark: Any) -> None:
    expected = fingerprint(on_duckdb.folder / "published")
    assert fingerprint(on_spark.folder / "published") == expected
    assert len(expected) >= 9


def test_the_run_log_names_the_engine(on_spark: Path) -> None:
    engines = on_spark.published("data_quality", "select distinct engine, versions from run_log")
    assert [engine for engine, _ in engines] == ["spark"]
    assert "pysail" in engines[0][1]
