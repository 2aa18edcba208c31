"""The same rows, published from two engines, are the same bytes (R5)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tillhouse.engines.arrow import arrow_schema
from tillhouse.engines.duckdb import DuckDBEngine
from tillhouse.publish.audiences import publish

TYPES = {
    "member_key": "varchar",
    "order_count": "bigint",
    "rank": "integer",
    "net_amount": "decimal(18,2)",
    "net_change_rate": "decimal(18,6)",
    "sold_date": "date",
    "sold_at": "timestamp",
    "is_complete": "boolean",
    "latitude": "double",
    "note": "varchar",
}
# Texts in which engines could sort differently: cases, accents, signs, a longer one.
TEXTS = ["Z", "a", "é", "_", " ", "aa", "ß", "10", "9", "日本"]


def _row(number: int) -> dict[str, object]:
    return {
        "member_key": f"{TEXTS[number % len(TEXTS)]}{number * 7919 % 5000}",
        "order_count": number,
        "rank": None if number % 5 == 0 else number,
        "net_amount": Decimal(number - 2000) / 100,
        "net_change_rate": Decimal(number) / 1_000_000,
        "sold_date": date(2024, 2, 29),
        "sold_at": datetime(2024, 3, 31, 2, 30, 5, number),
        "is_complete": None if number % 7 == 0 else number % 3 == 0,
        "latitude": number / 7,
        "note": None if number % 4 else "x",
    }


def _publish(engine, docs, target: Path) -> list[bytes]:
    schema = arrow_schema(TYPES)
    with engine:
        rows = pa.Table.from_pylist([_row(number) for number in range(5000)], schema=schema)
        engine.write("gold", "totals", rows)
        publish(engine, docs, target, run_id="r1")
    return [(target / audience / "totals.parquet").read_bytes() for audience in docs]


@pytest.mark.spark
def test_two_engines_publish_the_same_bytes(describe, tmp_path):
    pytest.importorskip("pysail", reason="the spark extra is not installed")
    from tillhouse.engines.spark import SparkEngine

    by_key = describe("totals", TYPES, ("member_key", "order_count"))
    by_all = describe("totals", TYPES, (), "marketing")
    docs = {"sales": [by_key], "marketing": [by_all]}
    duck = DuckDBEngine(tmp_path / "a", tmp_path / "a" / "warehouse.duckdb")
    spark = SparkEngine(tmp_path / "b", tmp_path / "b" / "warehouse")
    assert _publish(spark, docs, tmp_path / "s") == _publish(duck, docs, tmp_path / "d")
