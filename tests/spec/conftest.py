"""One engine per kind for all specs; each spec gets a shop of its own on it.

A spec is a rule id, a sentence, the tables that go in and the table that must come out. It runs
on every engine that is installed, through this one fixture.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from silver_shop import SilverShop
from small_shop import SmallShop, silver_shapes

from tillhouse.engines.base import Engine
from tillhouse.engines.duckdb import DuckDBEngine

HAS_SPARK = find_spec("pysail") is not None
# By default the second engine is held against the first over a whole shop (test_second_engine).
SECOND = pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.long])
ENGINES = ["duckdb", SECOND] if HAS_SPARK else ["duckdb"]


@pytest.fixture(scope="session", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """An empty warehouse on each engine, kept for the whole session: starting one costs seconds."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with make_engine(request.param, folder) as opened:
        yield opened


def make_engine(name: str, folder: Path) -> Engine:
    if name == "duckdb":
        return DuckDBEngine(folder, folder / "warehouse.duckdb")
    from tillhouse.engines.spark import SparkEngine

    return SparkEngine(folder, folder / "warehouse")


@pytest.fixture(scope="session")
def shapes() -> dict[str, dict[str, str]]:
    return silver_shapes()


@pytest.fixture
def shop(engine: Engine, shapes: dict[str, dict[str, str]]) -> SmallShop:
    """An empty shop: USD, default rules, as of the last date of its order lines."""
    return SmallShop(engine, shapes)


@pytest.fixture
def records(engine: Engine) -> Iterator[SilverShop]:
    """No records yet: a shop in Berlin, euros, default rules."""
    shop = SilverShop(engine)
    yield shop
    shop.close()
