"""New files are their owner's alone while a command works; what was left open is closed."""

from __future__ import annotations

import os
import stat

import pytest

from tillhouse.private import close_to_others, owner_only


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_new_files_are_for_their_owner_and_the_mask_comes_back(tmp_path, mask):
    before = os.umask(mask)
    try:
        with owner_only():
            (tmp_path / "file").write_text("x")
            (tmp_path / "folder").mkdir()
        assert os.umask(mask) == mask
    finally:
        os.umask(before)
    assert mode(tmp_path / "file") == 0o600
    assert mode(tmp_path / "folder") == 0o700


def test_what_was_left_open_is_closed_but_not_what_a_link_leads_to(tmp_path):
    lake, outside = tmp_path / "lake", tmp_path / "outside"
    (lake / "till").mkdir(parents=True)
    for path in (lake / "till" / "a.parquet", outside):
        path.write_text("x")
        path.chmod(0o664)
    (lake / "link").symlink_to(outside)
    (lake / "till").chmod(0o775)
    assert close_to_others([lake, tmp_path / "not there"]) == []
    assert mode(lake) == mode(lake / "till") == 0o700
    assert mode(lake / "till" / "a.parquet") == 0o600
    assert mode(outside) == 0o664


def test_a_lake_that_is_itself_a_link_is_closed(tmp_path):
    (tmp_path / "disk").mkdir(mode=0o755)
    (tmp_path / "lake").symlink_to(tmp_path / "disk")
    close_to_others([tmp_path / "lake"])
    assert mode(tmp_path / "disk") == 0o700
