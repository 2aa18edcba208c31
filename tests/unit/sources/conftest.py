"""A small source and helpers to deliver to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec, load_spec

SOURCE = """
title = "Tills"
[tables.sales]
files = [
  "**/*sales*.csv", "**/*sales*.csv.gz", "**/*sales*.csv.zst", "**/*sales*.txt",
  "**/*sales*.parquet", "**/*sales*.xlsx",
]
columns = ["store_id", "product_name", "quantity"]
required = ["store_id", "quantity"]
[tables.sales.aliases]
quantity = ["qty"]
[tables.sales_team]
files = ["**/sales_team*.csv"]
columns = ["id", "name"]
"""


@pytest.fixture
def spec(tmp_path: Path) -> SourceSpec:
    folder = tmp_path / "kind"
    folder.mkdir()
    (folder / "source.toml").write_text(SOURCE)
    return load_spec("tills", folder)


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    return Bronze(tmp_path / "lake")


@pytest.fixture
def run(spec: SourceSpec, drop: Path, bronze: Bronze) -> Callable[[], IngestReport]:
    """Ingest the drop, with one cache for all calls."""
    cache = MemoryCache()
    return lambda: ingest("tills", spec, drop, bronze, cache)
