"""What dbt has read is kept for the next project, and a changed model is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.engines import parsed
from tillhouse.engines.parsed import FILE, SUM, Slot

SHAPE = {"staging_models": {"orders": ["stg_web__orders"]}}


@pytest.fixture
def own(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "shop/sources/web"
    folder.mkdir(parents=True)
    (folder / "stg_web__orders.sql").write_text("select 1 as order_id", "utf-8")
    return {"web": folder}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def slot(own: dict[str, Path], home: Path = Path("unused"), **shape: object) -> Slot:
    return Slot(home, "duckdb", {**SHAPE, **shape}, own)


def test_what_one_has_read_the_next_of_the_same_models_begins_with(tmp_path, own) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / FILE).write_bytes(b"what dbt knows")
    slot(own).end(tmp_path / "first")
    slot(own).begin(tmp_path / "second")
    assert (tmp_path / "second" / FILE).read_bytes() == b"what dbt knows"
    slot(own, staging_models={}).begin(tmp_path / "third")
    assert not (tmp_path / "third" / FILE).exists()


@pytest.mark.parametrize("name", [FILE, SUM])
@pytest.mark.parametrize("content", [b"", b"what dbt thinks", b"rubbish"])
def test_what_was_damaged_is_not_believed(tmp_path, own, name: str, content: bytes) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / FILE).write_bytes(b"what dbt knows")
    slot(own).end(tmp_path / "first")
    (slot(own).folder / name).write_bytes(content)
    slot(own).begin(tmp_path / "second")
    assert not (tmp_path / "second" / FILE).exists()


def test_a_folder_in_the_place_of_a_copy_is_replaced(tmp_path, own) -> None:
    copy = slot(own).own_models / "staging/web/stg_web__orders.sql"
    copy.mkdir(parents=True)
    slot(own).begin(tmp_path / "target")
    assert copy.read_text("utf-8") == "select 1 as order_id"


def test_a_changed_model_of_the_project_is_another_stamp_and_is_copied(tmp_path, own) -> None:
    before = slot(own)
    before.begin(tmp_path / "target")
    first = before.stamp()
    (own["web"] / "stg_web__orders.sql").write_text("select 2 as order_id", "utf-8")
    (own["web"] / "stg_web__stores.sql").write_text("select 1 as store_id", "utf-8")
    after = slot(own)
    after.begin(tmp_path / "target")
    assert after.stamp() != first
    copies = after.own_models / "staging/web"
    assert (copies / "stg_web__orders.sql").read_text("utf-8") == "select 2 as order_id"
    (own["web"] / "stg_web__stores.sql").unlink()
    after.begin(tmp_path / "target")
    assert [it.name for it in copies.iterdir()] == ["stg_web__orders.sql"]


def test_another_project_has_copies_of_its_own(tmp_path, own) -> None:
    other = tmp_path / "other/sources/web"
    other.mkdir(parents=True)
    assert slot(own).own_models != slot({"web": other}).own_models


def test_without_a_folder_of_the_user_it_is_kept_in_the_project(tmp_path, own, cache) -> None:
    cache.write_text("a file where a folder should be")
    assert slot(own, tmp_path / "home").folder.parent == tmp_path / "home"


def test_only_the_latest_are_kept(tmp_path, own, monkeypatch) -> None:
    monkeypatch.setattr(parsed, "MOST_SLOTS", 2)
    (tmp_path / FILE).write_bytes(b"it")
    for n in range(4):
        slot(own, staging_models={"orders": [f"m{n}"]}).end(tmp_path)
    assert len(list(slot(own).folder.parent.iterdir())) == 2


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path, own, cache) -> None:
    mine = slot({})
    (tmp_path / FILE).write_bytes(b"it")
    mine.folder.parent.mkdir(parents=True, exist_ok=True)
    mine.folder.write_text("a file where a folder should be")
    mine.end(tmp_path)
    mine.begin(tmp_path / "target")
    assert not (tmp_path / "target" / FILE).exists()
