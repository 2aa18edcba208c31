"""What of the lake is not as it was written is told, with the way out, before it is read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from deltalake import DeltaTable
from tests.unit.lake.test_bronze import append, values

from tillhouse.errors import DataError
from tillhouse.kept import Kept
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.log import LAST_CHECKPOINT, LOG
from tillhouse.lake.watch import look_over


@pytest.fixture
def bronze(tmp_path: Path) -> Bronze:
    made = Bronze(tmp_path / "lake")
    for number in range(3):
        append(made, number)
    return made


@pytest.fixture
def known(bronze: Bronze) -> dict[str, Kept]:
    return look_over(bronze, {}).files


def log_of(bronze: Bronze) -> Path:
    return bronze.folder("tills", "sales") / LOG


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_broken_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES: list[Callable[[Path], object]] = [
    flip,
    Path.unlink,
    a_folder,
    a_broken_link,
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"\xff\x00rubbish"),
    lambda path: path.write_bytes(path.read_bytes()[:40]),
]


def test_an_undamaged_lake_is_as_it_was_left(bronze: Bronze, known: dict[str, Kept]) -> None:
    found = look_over(bronze, known)
    assert found.files == known
    assert (found.damaged, found.notes) == ([], [])
    assert sum(path.endswith(".parquet") for path in known) == 3


def test_a_copy_with_other_time_stamps_is_as_it_was_left(
    bronze: Bronze, known: dict[str, Kept], tmp_path: Path
) -> None:
    shutil.copytree(bronze.root, tmp_path / "copy")
    assert not look_over(Bronze(tmp_path / "copy"), known).damaged


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_commit_is_told(
    bronze: Bronze, known: dict[str, Kept], number: int, damage: Callable[[Path], object]
) -> None:
    path = log_of(bronze) / f"{number:020d}.json"
    damage(path)
    with pytest.raises(DataError) as caught:
        look_over(bronze, known).raise_if_damaged()
    assert LOG in caught.value.where
    assert "Restore it from a backup" in caught.value.remedy
    assert str(bronze.folder("tills", "sales")) in caught.value.remedy


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_data_file_is_told(
    bronze: Bronze, known: dict[str, Kept], damage: Callable[[Path], object]
) -> None:
    path = sorted(bronze.folder("tills", "sales").glob("*.parquet"))[1]
    damage(path)
    with pytest.raises(DataError, match="1 of its files is not as written") as caught:
        look_over(bronze, known).raise_if_damaged()
    assert path.name in caught.value.where


@pytest.mark.parametrize("damage", DAMAGES[1:])
def test_what_shows_by_itself_is_told_without_any_note(
    bronze: Bronze, damage: Callable[[Path], object]
) -> None:
    damage(sorted(bronze.folder("tills", "sales").glob("*.parquet"))[0])
    assert look_over(bronze, {}).damaged


def test_a_log_that_is_gone_beside_its_data_is_told(bronze: Bronze, known: dict[str, Kept]) -> None:
    shutil.rmtree(log_of(bronze))
    ((path, what, _),) = look_over(bronze, known).damaged
    assert (path, what) == (log_of(bronze), "the log of the table is gone")


def test_a_table_that_was_moved_away_begins_anew(bronze: Bronze, known: dict[str, Kept]) -> None:
    bronze.folder("tills", "sales").rename(bronze.root.parent / "aside")
    found = look_over(bronze, known)
    assert (found.files, found.damaged) == ({}, [])
    assert "loaded anew" in found.notes[0]
    append(bronze, 7)
    assert not look_over(bronze, known).damaged, "a table made anew is none that was damaged"


@pytest.mark.parametrize("name", [LAST_CHECKPOINT, "00000000000000000003.checkpoint.parquet"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_left_out_and_costs_no_row(
    bronze: Bronze, name: str, damage: Callable[[Path], object]
) -> None:
    DeltaTable(str(bronze.folder("tills", "sales"))).create_checkpoint()
    known = look_over(bronze, {}).files
    before = values(bronze)
    damage(log_of(bronze) / name)
    assert not look_over(bronze, known, mend=False).damaged
    assert not look_over(bronze, known).damaged
    assert values(bronze) == before


def test_looking_changes_nothing(bronze: Bronze) -> None:
    DeltaTable(str(bronze.folder("tills", "sales"))).create_checkpoint()
    (log_of(bronze) / LAST_CHECKPOINT).write_text("rubbish")
    look_over(bronze, {}, mend=False)
    assert (log_of(bronze) / LAST_CHECKPOINT).read_text() == "rubbish"
