from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tillhouse.errors import SourceError
from tillhouse.sources.files.discover import discover
from tillhouse.sources.spec import SourceSpec


def deliver(path: Path, at: int = 1_700_000_000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("store_id,quantity\n1,2\n")
    os.utime(path, (at, at))


def test_files_come_in_the_order_of_their_natural_names_whenever_they_were_copied(
    spec: SourceSpec, drop: Path
) -> None:
    deliver(drop / "sales_10.csv")
    deliver(drop / "sales_9.csv", at=1_700_000_030)
    deliver(drop / "sales_1.csv", at=1_700_000_060)
    found = [file.relative for file in discover(drop, spec).files]
    assert found == ["sales_1.csv", "sales_9.csv", "sales_10.csv"]


def test_unfinished_and_hidden_files_are_passed_over(spec: SourceSpec, drop: Path) -> None:
    for name in (".sales.csv", "~$sales.csv", "sales.csv.part", "sales.csv.tmp", ".git/sales.csv"):
        deliver(drop / name)
    found = discover(drop, spec)
    assert not found.files
    assert not found.unused


def test_a_file_that_no_table_wants_is_named(spec: SourceSpec, drop: Path) -> None:
    deliver(drop / "notes" / "x.pdf")
    assert discover(drop, spec).unused == ["notes/x.pdf"]


def test_a_folder_named_like_a_file_is_a_problem_and_is_searched(
    spec: SourceSpec, drop: Path
) -> None:
    deliver(drop / "sales.csv" / "sales_1.csv")
    found = discover(drop, spec)
    assert [name for name, _ in found.problems] == ["sales.csv"]
    assert [file.relative for file in found.files] == ["sales.csv/sales_1.csv"]


def test_links_in_a_circle_end(spec: SourceSpec, drop: Path) -> None:
    deliver(drop / "a" / "sales.csv")
    (drop / "a" / "again").symlink_to(drop)
    assert len(discover(drop, spec).files) <= 2


def test_a_pipe_is_not_waited_for(spec: SourceSpec, drop: Path) -> None:
    os.mkfifo(drop / "sales.csv")
    assert discover(drop, spec).problems == [("sales.csv", "it is no ordinary file")]


def test_a_missing_location_says_what_to_do(spec: SourceSpec, drop: Path) -> None:
    with pytest.raises(SourceError) as caught:
        discover(drop / "nowhere", spec)
    assert str(drop / "nowhere") in caught.value.what
    assert caught.value.remedy


def test_a_location_that_is_a_file_says_so(spec: SourceSpec, drop: Path) -> None:
    deliver(drop / "sales.csv")
    with pytest.raises(SourceError, match="not a folder"):
        discover(drop / "sales.csv", spec)


def test_a_link_out_of_the_location_is_named_and_not_followed(
    spec: SourceSpec, drop: Path, tmp_path: Path
) -> None:
    deliver(tmp_path / "private" / "sales.csv")
    (drop / "sales_1.csv").symlink_to(tmp_path / "private" / "sales.csv")
    (drop / "more").symlink_to(tmp_path / "private")
    (drop / "deep").mkdir()
    (drop / "deep" / "sales_2.csv").symlink_to("../../private/sales.csv")
    found = discover(drop, spec)
    assert found.files == []
    assert [name for name, _ in found.problems] == ["deep/sales_2.csv", "more", "sales_1.csv"]
    assert all("leads out of the location" in reason for _, reason in found.problems)


def test_a_link_inside_the_location_is_followed(spec: SourceSpec, drop: Path) -> None:
    deliver(drop / "2024" / "sales_1.csv")
    (drop / "sales_2.csv").symlink_to("2024/sales_1.csv")
    found = discover(drop, spec)
    assert [file.relative for file in found.files] == ["2024/sales_1.csv", "sales_2.csv"]
    assert found.problems == []


def test_a_location_that_is_a_link_is_a_location(
    spec: SourceSpec, drop: Path, tmp_path: Path
) -> None:
    deliver(drop / "sales_1.csv")
    (drop / "sales_2.csv").symlink_to(drop / "sales_1.csv")
    (tmp_path / "mounted").symlink_to(drop)
    assert len(discover(tmp_path / "mounted", spec).files) == 2


@pytest.mark.parametrize("name", ["sales_1.csv", "folder", "notes.pdf"])
def test_links_that_lead_to_each_other_or_nowhere_end(
    spec: SourceSpec, drop: Path, name: str
) -> None:
    (drop / name).symlink_to(name)
    (drop / f"x{name}").symlink_to("nowhere")
    deliver(drop / "sales_2.csv")
    assert [file.relative for file in discover(drop, spec).files] == ["sales_2.csv"]


def test_a_socket_and_a_device_are_not_opened(spec: SourceSpec, drop: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(drop)
        listening.bind("sales_1.csv")
        os.chdir(here)
    (drop / "sales_2.csv").symlink_to("/dev/zero")
    problems = dict(discover(drop, spec).problems)
    assert problems["sales_1.csv"] == "it is no ordinary file"
    assert "/dev/zero" in problems["sales_2.csv"]
