"""A run may be left out only while every audience that is wanted has its tables."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tillhouse.config import load_project
from tillhouse.new_project import NewProject, NewSource, write_project
from tillhouse.pipeline.nothing_new import find_same_lake

AUDIENCES = ("sales", "marketing", "operations", "service")
LAST = SimpleNamespace(fingerprint="same", lake_versions={"a": 1})
KEPT = SimpleNamespace(of=lambda place: {})
STATE: Any = SimpleNamespace(last_published=lambda: LAST, last_built=lambda: None, kept=KEPT)
BRONZE: Any = SimpleNamespace(stamps=lambda: {"a": 1})


@pytest.fixture
def project(tmp_path):
    write_project(tmp_path, NewProject("Small", "UTC", sources=(NewSource("pos", "pos", "pos"),)))
    (tmp_path / "published").mkdir()
    for name in AUDIENCES:
        (tmp_path / "published" / f"{name}.duckdb").touch()
    return tmp_path / "tillhouse.toml"


def test_the_same_lake_and_settings_are_published_already(project):
    assert find_same_lake(load_project(project), BRONZE, STATE, "same") is LAST
    assert find_same_lake(load_project(project), BRONZE, STATE, "other") is None


@pytest.mark.parametrize("name", AUDIENCES)
def test_an_audience_whose_file_is_gone_is_published_again(project, name):
    (project.parent / "published" / f"{name}.duckdb").unlink()
    assert find_same_lake(load_project(project), BRONZE, STATE, "same") is None


def test_an_audience_that_is_not_wanted_needs_no_file(project):
    (project.parent / "published" / "service.duckdb").unlink()
    text = project.read_text("utf-8").replace(
        "[audiences.service]", "[audiences.service]\nenabled = false"
    )
    project.write_text(text, "utf-8")
    assert find_same_lake(load_project(project), BRONZE, STATE, "same") is LAST
