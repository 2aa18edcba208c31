"""Packed text: zstd is read as gzip is, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from tillhouse.sources.report import IngestReport

HEADER = b"store_id,quantity\n"
LINES = HEADER + b"".join(b"%d,%d\n" % (n, n % 7) for n in range(50_000))

Run = Callable[[], IngestReport]


def pack(content: bytes) -> bytes:
    return pa.compress(content, codec="zstd", asbytes=True)


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_zstd_is_unpacked_whole_however_many_frames_it_has(
    drop: Path, run: Run, frames: int
) -> None:
    step = len(LINES) // frames + 1
    pieces = [LINES[at : at + step] for at in range(0, len(LINES), step)]
    (drop / "sales.csv.zst").write_bytes(b"".join(map(pack, pieces)))
    report = run()
    assert [(it.file, it.rows) for it in report.loaded] == [("sales.csv.zst", 50_000)]
    assert report.is_clean


FAULTS = {
    "cut off": (lambda: pack(LINES)[:-5], "cut off or damaged"),
    "cut in the middle": (lambda: pack(LINES)[:9000], "cut off or damaged"),
    "no zstd": (lambda: LINES, "no zstd"),
    "empty": (lambda: b"", "empty"),
    "nothing packed": (lambda: pack(b""), "empty"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_zstd_that_cannot_be_unpacked_is_refused(drop: Path, run: Run, fault: str) -> None:
    make, reason = FAULTS[fault]
    (drop / "sales.csv.zst").write_bytes(make())
    (refused,) = run().refused
    assert reason in refused.reason


def test_zstd_without_its_name_is_refused_by_what_it_is(drop: Path, run: Run) -> None:
    (drop / "sales.csv").write_bytes(pack(LINES))
    (refused,) = run().refused
    assert "zstd" in refused.reason
