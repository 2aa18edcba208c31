"""A project's own kinds of source are found beside the packaged ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import ConfigError
from tillhouse.sources.spec import find_spec, known_kinds, own_kinds

SPEC = '[tables.sales]\nfiles = ["*.csv"]\ncolumns = ["a"]\n'


def make(own: Path, kind: str, text: str = SPEC) -> None:
    (own / kind).mkdir(parents=True)
    (own / kind / "source.toml").write_text(text, "utf-8")


def test_an_own_kind_is_found_in_the_projects_folder(tmp_path: Path) -> None:
    make(tmp_path, "mine")
    assert find_spec("mine", tmp_path).tables[0].name == "sales"
    assert own_kinds(tmp_path) == ("mine",)


def test_a_packaged_kind_needs_no_folder(tmp_path: Path) -> None:
    assert {find_spec(kind, tmp_path).kind for kind in known_kinds()} == set(known_kinds())


def test_two_kinds_of_one_name_are_refused(tmp_path: Path) -> None:
    make(tmp_path, "pos")
    with pytest.raises(ConfigError, match="comes with Tillhouse"):
        find_spec("pos", tmp_path)


def test_an_unknown_kind_names_the_nearest_own_one(tmp_path: Path) -> None:
    make(tmp_path, "giftshop")
    with pytest.raises(ConfigError) as caught:
        find_spec("gift_shop", tmp_path)
    assert "giftshop" in caught.value.remedy


def test_a_kind_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    make(tmp_path, "mine")
    with pytest.raises(ConfigError, match="no source kind"):
        find_spec("../mine", tmp_path / "mine")


def test_each_sheet_of_one_workbook_feeds_its_own_table(tmp_path: Path) -> None:
    text = SPEC.replace('"*.csv"]', '"*.xlsx"]\nsheet = "A"')
    make(tmp_path, "mine", text + text.replace("sales", "items").replace('"A"', '"B"'))
    spec = find_spec("mine", tmp_path)
    assert [table.name for table in spec.matches("shop.xlsx")] == ["sales", "items"]
    assert spec.matches("shop.csv") == []
