from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from test_bronze import append

from tillhouse.lake import plain_parquet
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.plain_parquet import is_mirrored, mirror
from tillhouse.lake.retention import prune

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    lake = Bronze(tmp_path)
    append(lake, 1, NOW - timedelta(days=60))
    append(lake, 2, NOW - timedelta(days=5))
    return lake


def count(bronze: Bronze) -> int:
    source, table = bronze.tables()[0]
    files = mirror(bronze) / source / table / "*.parquet"
    found = duckdb.sql(f"select count(*) from read_parquet('{files}', union_by_name = true)")
    return int(found.fetchall()[0][0])


def test_the_folder_has_the_rows_of_the_table(bronze: Bronze) -> None:
    assert count(bronze) == sum(entry.rows for entry in bronze.ledger())


def test_what_was_pruned_is_gone_there_too(bronze: Bronze) -> None:
    before = count(bronze)
    assert prune(bronze, 30, NOW)[0].rows == 2
    assert count(bronze) == before - 2


def test_it_follows_every_commit(bronze: Bronze) -> None:
    before = count(bronze)
    append(bronze, 3, NOW)
    assert not is_mirrored(bronze)
    assert count(bronze) > before
    assert is_mirrored(bronze)


def test_the_folder_is_no_table_of_the_lake(bronze: Bronze) -> None:
    before = bronze.tables()
    mirror(bronze)
    assert bronze.tables() == before
    assert Bronze(bronze.root).versions() == bronze.versions()


def test_where_links_cannot_be_made_it_is_copies(
    bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(plain_parquet.os, "link", refuse)
    assert count(bronze) == sum(entry.rows for entry in bronze.ledger())
    copied = [path for path in (bronze.root / "_parquet").rglob("*") if path.is_file()]
    assert all(path.stat().st_nlink == 1 for path in copied)
    assert not [path for path in copied if path.name.endswith(".part")]
