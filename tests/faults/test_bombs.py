"""What a small file can become is bounded: in memory, on the disk, and in time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bombs import FEW, HEADER, MANY, ROW, delivered

MOST_KILOBYTES = 2_000_000
SECONDS = 300


def check(kind: str, drop: Path) -> None:
    name, write = {**FEW, **MANY}[kind]
    write(drop / name)
    assert (drop / name).stat().st_size < 8_000_000
    (drop / "sales_good.csv").write_bytes(HEADER + ROW)
    told = delivered(drop, drop.parent / "lake", SECONDS)
    assert sum(told["kilobytes"]) < MOST_KILOBYTES
    assert "sales_good.csv" in told["loaded"]
    assert name in told["refused"] or name in told["loaded"]
    for code, reason, remedy in told["refused"].values():
        assert code != "passing", reason
        assert code != "too_large" or any(it.isdigit() for it in reason), reason
        assert reason, remedy


@pytest.mark.parametrize("kind", FEW)
def test_a_small_file_takes_little_whatever_comes_out_of_it(kind: str, drop: Path) -> None:
    check(kind, drop)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", MANY)
def test_more_small_files_take_little_whatever_comes_out_of_them(kind: str, drop: Path) -> None:
    check(kind, drop)
