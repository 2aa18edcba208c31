"""What readers open is noted when it is published, so that a change by hand shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tillhouse.kept import Kept
from tillhouse.publish.audiences import publish
from tillhouse.publish.seal import changes, seal

ENTRIES = ("sales", "sales.duckdb")


@pytest.fixture
def sealed(warehouse, describe, tmp_path) -> dict[str, Kept]:
    warehouse.make("t", "select 1::integer as n")
    publish(warehouse, {"sales": [describe("t", {"n": "integer"}, ("n",))]}, tmp_path, run_id="r1")
    return seal(tmp_path, ENTRIES)


def test_what_was_published_is_noted_and_unchanged(sealed, tmp_path):
    assert sorted(sealed) == ["sales.duckdb", "sales/t.parquet"]
    assert changes(tmp_path, sealed) == []
    shutil.copytree(tmp_path, tmp_path / "copy", symlinks=True)
    assert changes(tmp_path / "copy", sealed) == []


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("path", ["sales.duckdb", "sales/t.parquet"])
@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (flip, "holds other bytes"),
        (lambda path: path.write_bytes(path.read_bytes()[:50]), "has 50 bytes where"),
        (Path.unlink, "is gone"),
        (lambda path: path.chmod(0o666), "has mode 0666 where 0640 was set"),
    ],
)
def test_a_change_by_hand_is_named(sealed, tmp_path, path: str, damage: Callable, told: str):
    damage(tmp_path / path)
    (line,) = changes(tmp_path, sealed)
    assert line.startswith(f"{path} {told}")


def test_a_link_that_leads_elsewhere_is_named(sealed, tmp_path):
    (tmp_path / "sales").unlink()
    (tmp_path / "sales").symlink_to("nowhere")
    assert changes(tmp_path, sealed) == ["sales/t.parquet is gone"]


def test_a_file_among_ours_is_named(sealed, tmp_path):
    (tmp_path / "sales" / "mine.parquet").write_text("x")
    assert changes(tmp_path, sealed) == ["sales/mine.parquet was not published by Tillhouse"]
