from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_bronze import append, values

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.retention import prune

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    """Two deliveries: 60 days and 5 days before now."""
    lake = Bronze(tmp_path)
    append(lake, 1, NOW - timedelta(days=60))
    append(lake, 2, NOW - timedelta(days=5))
    return lake


def test_rows_go_by_age_and_the_ledger_stays(bronze: Bronze) -> None:
    before = bronze.ledger()
    (pruned,) = prune(bronze, 30, NOW)
    assert (pruned.deliveries, pruned.rows, pruned.files) == (1, 2, 1)
    assert pruned.bytes > 0
    assert values(bronze) == ["2.0", None]
    assert bronze.ledger() == before


def test_pruning_twice_changes_nothing_more(bronze: Bronze) -> None:
    prune(bronze, 30, NOW)
    version = bronze.versions()
    assert prune(bronze, 30, NOW) == []
    assert bronze.versions() == version


def test_a_commit_with_old_and_young_rows_keeps_the_young(tmp_path: Path) -> None:
    from test_bronze import batch, delivery

    lake = Bronze(tmp_path)
    old, young = delivery(1, NOW - timedelta(days=60)), delivery(2, NOW)
    batches = [batch(old, ["old"]), batch(young, ["young"])]
    lake.append("tills", "sales", batches, [old, young])
    prune(lake, 30, NOW)
    assert values(lake) == ["young"]


def test_without_an_age_only_orphans_go(bronze: Bronze) -> None:
    orphan = bronze.folder("tills", "sales") / "left-by-a-kill.parquet"
    orphan.write_bytes(b"PAR1")
    (pruned,) = prune(bronze, None, NOW)
    assert (pruned.deliveries, pruned.rows, pruned.files, pruned.bytes) == (0, 0, 1, 4)
    assert not orphan.exists()
    assert values(bronze) == ["1.0", "2.0", None, None]


def test_loading_goes_on_after_everything_was_pruned(bronze: Bronze) -> None:
    prune(bronze, 1, NOW)
    assert values(bronze) == []
    append(bronze, 3, NOW)
    assert values(bronze) == ["3.0", None]
