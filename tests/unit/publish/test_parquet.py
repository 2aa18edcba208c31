"""The same rows give the same bytes (R5)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tillhouse.errors import EngineError
from tillhouse.publish import parquet
from tillhouse.publish.parquet import select_sorted, write_parquet

ROWS = pa.table(
    {
        "product_key": [f"pos:{number:04}" for number in range(1000)],
        "member_name": [None if number % 7 else f"Näme {number % 13}" for number in range(1000)],
        "net_amount": pa.array(
            [Decimal(number * 37) / 100 for number in range(1000)], pa.decimal128(18, 2)
        ),
        "sold_at": pa.array([number * 10**6 for number in range(1000)], pa.timestamp("us")),
    }
)
TYPES = dict(
    zip(ROWS.column_names, ["varchar", "varchar", "decimal(18,2)", "timestamp"], strict=True)
)


@pytest.fixture
def doc(describe):
    return describe("sales_by_product", TYPES, ("product_key",))


def _in_batches(table: pa.Table, cuts: list[int]) -> pa.RecordBatchReader:
    places = sorted({0, *cuts, table.num_rows})
    parts = [table.slice(a, b - a) for a, b in pairwise(places)]
    batches = [batch for part in parts for batch in part.combine_chunks().to_batches()]
    return pa.RecordBatchReader.from_batches(table.schema, batches)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(1, 999), max_size=30))
def test_batch_sizes_of_the_engine_do_not_reach_the_bytes(cuts, doc, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 256)
    write_parquet(_in_batches(ROWS, []), tmp_path / "whole.parquet", doc)
    write_parquet(_in_batches(ROWS, cuts), tmp_path / "cut.parquet", doc)
    assert (tmp_path / "cut.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_pages_of_a_large_group_are_cut_at_the_same_rows(describe, tmp_path):
    long = pa.table({"text": [f"{number:>40}{number * 7919:>40}" for number in range(60_000)]})
    doc = describe("long", {"text": "varchar"})
    write_parquet(_in_batches(long, []), tmp_path / "whole.parquet", doc)
    write_parquet(_in_batches(long, list(range(0, 60_000, 777))), tmp_path / "cut.parquet", doc)
    assert (tmp_path / "cut.parquet").read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_the_form_in_which_an_engine_holds_values_does_not_reach_the_bytes(doc, tmp_path):
    spark_like = pa.table(
        {
            "sold_at": ROWS["sold_at"].cast(pa.timestamp("us", tz="UTC")),
            "product_key": ROWS["product_key"].cast(pa.large_string()),
            "net_amount": ROWS["net_amount"].cast(pa.decimal128(38, 4)),
            "member_name": ROWS["member_name"].dictionary_encode(),
        }
    ).replace_schema_metadata({"written by": "another engine"})
    write_parquet(ROWS.to_reader(), tmp_path / "a.parquet", doc)
    write_parquet(spark_like.to_reader(), tmp_path / "b.parquet", doc)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_values_come_back_as_they_were(doc, tmp_path):
    written = write_parquet(ROWS.to_reader(), tmp_path / "a.parquet", doc)
    assert pq.read_table(tmp_path / "a.parquet").equals(ROWS)
    assert (written.rows, written.bytes) == (1000, (tmp_path / "a.parquet").stat().st_size)


def test_row_groups_have_a_fixed_number_of_rows(doc, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "ROWS_PER_GROUP", 300)
    write_parquet(_in_batches(ROWS, [1, 299, 301]), tmp_path / "a.parquet", doc)
    groups = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [300] * 3 + [100]


def test_an_empty_table_is_a_file_with_columns(doc, tmp_path):
    assert write_parquet(ROWS.slice(0, 0).to_reader(), tmp_path / "a.parquet", doc).rows == 0
    assert pq.read_table(tmp_path / "a.parquet").schema.equals(ROWS.schema)


def test_memory_is_bounded_by_a_row_group_and_not_by_the_table(describe, tmp_path):
    held: list[int] = []

    def batches():
        for start in range(0, 5_000_000, 10_000):
            held.append(pa.total_allocated_bytes() - before)
            yield pa.record_batch({"number": pa.array(range(start, start + 10_000))})

    before = pa.total_allocated_bytes()
    reader = pa.RecordBatchReader.from_batches(pa.schema([("number", pa.int64())]), batches())
    write_parquet(reader, tmp_path / "a.parquet", describe("long", {"number": "bigint"}))
    assert max(held) < 20_000_000  # the table has 40 MB


def test_a_value_that_does_not_fit_its_yaml_names_the_column(describe, tmp_path):
    doc = describe("x", {**TYPES, "net_amount": "decimal(18,1)"})
    with pytest.raises(EngineError, match=r"gold\.x\.net_amount"):
        write_parquet(ROWS.to_reader(), tmp_path / "a.parquet", doc)


def test_rows_are_asked_for_in_the_order_of_the_key(warehouse, describe):
    warehouse.make("t", "from (values (2, 'b', null), (1, null, 'x'), (1, 'a', 'y')) v(n, t, u)")
    doc = describe("t", {"u": "varchar", "t": "varchar", "n": "integer"}, ("n", "t"))
    rows = warehouse.read(select_sorted(doc)).read_all().to_pylist()
    assert [tuple(row.values()) for row in rows] == [("y", "a", 1), ("x", None, 1), (None, "b", 2)]


def test_without_a_key_all_columns_give_the_order(describe):
    doc = describe("t", {"b": "varchar", "a": "varchar"})
    assert select_sorted(doc).endswith("order by b asc nulls last, a asc nulls last")


def test_a_file_says_nothing_of_when_it_was_written(doc, tmp_path):
    write_parquet(ROWS.to_reader(), tmp_path / "a.parquet", doc)
    assert pq.read_metadata(tmp_path / "a.parquet").metadata is None
    assert str(datetime.now(UTC).year).encode() not in (tmp_path / "a.parquet").read_bytes()[-4000:]
