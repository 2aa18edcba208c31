"""Canonical Arrow types: every engine's values, exactly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from tillhouse.engines.arrow import arrow_type, canonical, cast_exactly, natural_type, neutral_name
from tillhouse.errors import EngineError

NEUTRAL = ["varchar", "bigint", "integer", "decimal(18,2)", "date", "timestamp", "boolean"]


@pytest.mark.parametrize("name", [*NEUTRAL, "double"])
def test_a_neutral_name_survives_the_way_there_and_back(name):
    assert neutral_name(arrow_type(name)) == name


@pytest.mark.parametrize(
    "name", ["text", "decimal", "decimal(39,2)", "decimal(0,0)", "timestamptz"]
)
def test_a_type_that_not_every_engine_has_is_refused(name):
    with pytest.raises(EngineError, match="is not a type that every engine has"):
        arrow_type(name)


def test_what_engines_return_is_brought_to_one_form():
    noon = datetime(2024, 5, 22, 12)
    engine = pa.table(
        {
            "text": pa.array(["a", None], pa.large_string()),
            "coded": pa.array(["b", "b"]).dictionary_encode(),
            "at": pa.array([noon, None], pa.timestamp("ns", tz="UTC")),
            "day": pa.array([date(2024, 5, 22), None], pa.date64()),
            "small": pa.array([1, 2], pa.int16()),
            "rate": pa.array([0.5, None], pa.float32()),
        }
    )
    found = canonical(engine.to_reader()).read_all()
    names = ["varchar", "varchar", "timestamp", "date", "integer", "double"]
    assert [neutral_name(kind) for kind in found.schema.types] == names
    assert found.to_pylist()[0]["at"] == noon
    assert found.to_pylist()[0]["day"] == date(2024, 5, 22)


def test_a_zoned_time_becomes_utc_and_not_local_time():
    instant = pa.array([0], pa.int64()).cast(pa.timestamp("us", tz="America/New_York"))
    assert cast_exactly(instant, arrow_type("timestamp"), "x")[0].as_py() == datetime(1970, 1, 1)


def test_declared_columns_decide_order_and_types():
    table = pa.table({"b": pa.array([Decimal("1.2300")], pa.decimal128(38, 4)), "a": [7]})
    found = canonical(table.to_reader(), {"a": "decimal(18,2)", "b": "decimal(18,2)"}).read_all()
    assert found.column_names == ["a", "b"]
    assert found.to_pylist() == [{"a": Decimal("7.00"), "b": Decimal("1.23")}]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (pa.array([Decimal("1.235")], pa.decimal128(18, 3)), "decimal(18,2)"),
        (pa.array([Decimal("12345678901234567.00")], pa.decimal128(38, 2)), "decimal(18,2)"),
        (pa.array([1.1], pa.float64()), "decimal(18,2)"),
        (pa.array([2**40], pa.int64()), "integer"),
        (pa.array([1], pa.timestamp("ns")), "timestamp"),
        (pa.array([datetime(2024, 1, 1, 5)], pa.timestamp("us")), "date"),
        (pa.array(["12"]), "bigint"),
        (pa.array([12]), "varchar"),
        (pa.array([12]), "double"),
    ],
)
def test_a_cast_that_would_change_a_value_names_table_and_column(values, wanted):
    table = pa.table({"net_amount": values})
    with pytest.raises(EngineError, match=r"gold\.x\.net_amount do not fit"):
        canonical(table.to_reader(), {"net_amount": wanted}, table="gold.x").read_all()


def test_missing_unknown_and_doubled_columns_are_all_named():
    table = pa.table([[1], [2], [2]], names=["extra", "twice", "twice"])
    with pytest.raises(EngineError) as caught:
        canonical(table.to_reader(), {"wanted": "bigint", "twice": "bigint"}, table="gold.x")
    assert caught.value.what == (
        "gold.x lacks wanted and has extra, which its YAML does not know"
        " and has twice more than once"
    )


def test_a_column_without_any_value_takes_the_declared_type():
    found = canonical(pa.table({"a": pa.nulls(2)}).to_reader(), {"a": "decimal(18,2)"}).read_all()
    assert found.schema.field("a").type == pa.decimal128(18, 2)


def test_a_struct_stays_visible_as_what_it_is():
    assert neutral_name(natural_type(pa.struct([("x", pa.int32())]))) == "struct<x: int32>"
