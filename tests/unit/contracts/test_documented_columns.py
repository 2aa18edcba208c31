"""A built table is compared with its YAML, and every difference is said."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tillhouse.contracts.check import check_built, compare_columns
from tillhouse.contracts.models import Column, ModelDoc
from tillhouse.errors import DataError


def _doc(**types: str) -> ModelDoc:
    columns = tuple(Column(name, kind) for name, kind in types.items())
    return ModelDoc("t", "gold", "sales", "", columns, (), (), Path("t.yml"))


@pytest.fixture
def engine():
    class Engine:
        database = duckdb.connect()

        def read(self, sql):
            return self.database.execute(sql).to_arrow_reader(10)

    Engine.database.execute("create schema gold")
    Engine.database.execute("create table gold.t as select 1::bigint as a, 1.5::decimal(18,2) as b")
    return Engine()


def test_a_table_as_documented_passes(engine):
    check_built(engine, [_doc(a="bigint", b="decimal(18,2)")])


def test_all_differences_of_all_tables_are_said_at_once(engine):
    with pytest.raises(DataError) as caught:
        check_built(engine, [_doc(a="integer", c="date"), _doc(b="decimal(18,2)", a="bigint")])
    assert caught.value.what.splitlines() == [
        "4 columns are not as documented:",
        "  gold.t: c is documented but not built",
        "  gold.t: b is built but not documented",
        "  gold.t: a is bigint, documented as integer",
        "  gold.t: the order of the columns is a, b",
    ]


def test_a_wider_decimal_is_a_difference():
    assert compare_columns(_doc(b="decimal(18,2)"), [("b", "decimal(38,2)")]) == [
        "b is decimal(38,2), documented as decimal(18,2)"
    ]
