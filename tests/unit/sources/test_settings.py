from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access
from tillhouse.sources.fetch import split_by_way
from tillhouse.sources.settings import settle
from tillhouse.sources.spec import SourceSpec, load_spec

UNIT = """
[settings.duration_unit]
title = "unit of session_duration"
choices = ["seconds", "minutes"]
required = true
[tables.sessions]
relation = "Web.Sessions"
columns = ["id"]
[tables.people]
resource = "/people"
files = ["people*.csv"]
columns = ["id"]
"""


def spec_of(folder: Path, text: str) -> SourceSpec:
    (folder / "source.toml").write_text(text)
    return load_spec("mine", folder)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"duration_unt": "seconds"}, "duration_unit"),
        ({"duration_unit": "hours"}, "minutes"),
        ({}, "seconds"),
    ],
)
def test_a_wrong_setting_of_a_kind_says_what_it_could_be(
    tmp_path: Path, given: dict[str, str], hint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        settle(spec_of(tmp_path, UNIT).settings, given, "here")
    assert hint in caught.value.remedy


def test_each_table_is_fetched_in_a_way_that_the_source_has(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, UNIT)
    access = Access({"database": "mysql://h/d", "files": "/drops"})
    parts = split_by_way(spec, access)
    found = {way: [table.name for table in part.tables] for way, part in parts.items()}
    assert found == {"database": ["sessions"], "files": ["people"]}


def test_a_table_that_cannot_be_fetched_from_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="people") as caught:
        split_by_way(spec_of(tmp_path, UNIT), Access({"database": "mysql://h/d"}))
    assert "rest = " in caught.value.remedy


def test_a_cursor_without_a_key_is_refused(tmp_path: Path) -> None:
    text = 'tables.t = {relation = "a.b", cursor = "at", columns = ["at"]}'
    with pytest.raises(ConfigError, match="key"):
        spec_of(tmp_path, text)


def test_the_credentials_of_a_source_are_never_shown() -> None:
    access = Access({}, user="shop", password="s3cret", token="t0ken")
    assert "s3cret" not in repr(access)
    assert access.redact("no s3cret, no t0ken") == "no …, no …"


def test_a_setting_is_of_the_kind_of_its_default(tmp_path: Path) -> None:
    kind = '[settings.shift]\ntitle = "what is added"\ndefault = 900\n'
    kind += '[tables.t]\nfiles = ["t.csv"]\ncolumns = ["id"]\n'
    for wrong in ("900", True):
        with pytest.raises(ConfigError, match="shift"):
            settle(spec_of(tmp_path, kind).settings, {"shift": wrong}, "here")
    assert settle(spec_of(tmp_path, kind).settings, {"shift": 0}, "here") == {"shift": 0}
