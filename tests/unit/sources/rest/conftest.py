"""An API with one list of orders, and an ingest of it that loses patience soon."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.rest_api.server import Api, serve

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.access import Access
from tillhouse.sources.report import IngestReport
from tillhouse.sources.rest.access import Patience
from tillhouse.sources.rest.ingest import ingest_resources
from tillhouse.sources.spec import SourceSpec, load_spec

TOKEN = "a-token-that-nobody-may-see"
PATIENCE = Patience(
    tries=3,
    first_wait=0.01,
    polite_tries=4,
    longest_wait=5,
    connect_seconds=2,
    read_seconds=0.5,
    page_seconds=2,
)
TABLE = """
title = "An API"
[tables.orders]
resource = "/orders"
columns = ["id", "name", "amount"]
required = ["id"]
aliases = {{name = ["label"]}}
{keys}
"""
PAGE = 'paging = "page"\nkey = ["id"]\ntotal = "meta.total"\nstamp = "header:ETag"\n'
CURSOR = 'paging = "cursor"\nkey = ["id"]\n'

Ingest = Callable[..., IngestReport]


def orders(count: int) -> list[dict[str, Any]]:
    return [{"id": number, "name": f"order {number}"} for number in range(1, count + 1)]


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands between a test and its own server."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")


@pytest.fixture
def api() -> Iterator[Api]:
    with serve(Api(tables={"/orders": orders(5)}, paging={"/orders": "cursor"})) as served:
        yield served


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    return Bronze(tmp_path / "lake")


@pytest.fixture
def make_spec(tmp_path: Path) -> Callable[[str], SourceSpec]:
    def make(keys: str) -> SourceSpec:
        folder = tmp_path / "kind"
        folder.mkdir(exist_ok=True)
        (folder / "source.toml").write_text(TABLE.format(keys=keys))
        return load_spec("shop_api", folder)

    return make


@pytest.fixture
def ingest(api: Api, bronze: Bronze, make_spec: Callable[[str], SourceSpec]) -> Ingest:
    def run(keys: str = CURSOR, patience: Patience = PATIENCE, **access: Any) -> IngestReport:
        place = access.pop("location", api.address)
        door = Access(places={"rest": place}, **access)
        return ingest_resources("shop", make_spec(keys), door, bronze, patience=patience)

    return run


@pytest.fixture
def loaded(bronze: Bronze) -> Callable[[], list[dict[str, Any]]]:
    """The rows of bronze, in the order of load."""

    def rows() -> list[dict[str, Any]]:
        snapshot = bronze.snapshot("shop", "orders")
        files = snapshot.files if snapshot else ()
        tables = [pq.read_table(file) for file in files]
        if not tables:
            return []
        table = pa.concat_tables(tables, promote_options="default")
        return sorted(table.to_pylist(), key=lambda row: (row["_load_id"], row["_source_row"]))

    return rows
