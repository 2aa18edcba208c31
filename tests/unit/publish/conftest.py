"""A small warehouse and small descriptions for the tests of publishing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from tillhouse.contracts.models import Column, ModelDoc


class Warehouse:
    """Stands for an engine: a DuckDB in memory that hands rows over in batches of any size."""

    def __init__(self, rows_per_batch: int = 1000) -> None:
        self.database = duckdb.connect()
        self.database.execute("create schema gold")
        self.rows_per_batch = rows_per_batch

    def read(self, sql: str) -> pa.RecordBatchReader:
        return self.database.execute(sql).to_arrow_reader(self.rows_per_batch)

    def make(self, name: str, select: str) -> None:
        self.database.execute(f"create or replace table gold.{name} as {select}")


@pytest.fixture
def warehouse():
    return Warehouse()


@pytest.fixture
def describe():
    def make(
        name: str,
        types: dict[str, str],
        key: tuple[str, ...] = (),
        audience: str = "sales",
        not_null: tuple[str, ...] = (),
    ) -> ModelDoc:
        columns = tuple(
            Column(column, kind, f"The {column}.", is_not_null=column in not_null)
            for column, kind in types.items()
        )
        text = f"One row per {name}. It's a test."
        return ModelDoc(name, "gold", audience, text, columns, key, ("R5",), Path(f"{name}.yml"))

    return make
