"""How tables looked is remembered; where that is damaged it begins anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.lake.layouts import FOLDER, Layouts, Seen, read_layouts, write_layouts

KNOWN = Layouts({"sales": Seen(("price",), "n", "load")})


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"[]", b'{"tables": [], "standing": []}', b'{"tables": {"a": 1}}', b"{"],
)
def test_a_damaged_file_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "till.json").write_bytes(content)
    assert read_layouts(tmp_path, "till") == Layouts()
    write_layouts(tmp_path, "till", KNOWN)
    assert read_layouts(tmp_path, "till") == KNOWN


def test_a_folder_in_its_place_goes_aside(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "till.json").mkdir(parents=True)
    (tmp_path / FOLDER / "till.json" / "mine.txt").write_text("keep")
    write_layouts(tmp_path, "till", KNOWN)
    assert read_layouts(tmp_path, "till") == KNOWN
    assert [it.read_text() for it in tmp_path.rglob("mine.txt")] == ["keep"]
