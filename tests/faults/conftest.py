"""A drop folder of the packaged till source and a lake to deliver it into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.ingest import ingest
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    return Bronze(tmp_path / "lake")


@pytest.fixture
def deliver(drop: Path, bronze: Bronze) -> Callable[[], IngestReport]:
    return lambda: ingest("tills", load_spec("pos"), drop, bronze, MemoryCache())
