"""`tillhouse init` writes a project that is right as it stands, and overwrites nothing."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

import pytest

from tillhouse.config import load_project

# A setting that is commented out with its default; the others are examples.
SETTING = re.compile(
    r"^# (?=[a-z_]+ = )(?!as_of|keep_days|memory_limit|kind|location)", re.MULTILINE
)


def test_a_new_project_is_valid_and_private(call, tmp_path):
    told = call("init", tmp_path / "shop", "--name", 'Café "Nord"', "--currency", "EUR")
    assert told.exit_code == 0, told.output
    project = load_project(tmp_path / "shop", environ={})
    assert (project.shop.name, project.shop.currency) == ('Café "Nord"', "EUR")
    assert len(project.secret()) >= 32
    assert stat.S_IMODE((tmp_path / "shop" / ".env").stat().st_mode) == 0o600
    ignored = (tmp_path / "shop" / ".gitignore").read_text().split()
    assert {"/.env", "/.tillhouse/", "/lake/"} <= set(ignored)


def test_two_projects_have_two_secrets(call, tmp_path):
    for name in ("a", "b"):
        call("init", tmp_path / name)
    assert (tmp_path / "a" / ".env").read_text() != (tmp_path / "b" / ".env").read_text()


def test_the_comments_give_the_real_defaults(call, tmp_path):
    call("init", tmp_path)
    file = tmp_path / "tillhouse.toml"
    commented = file.read_text()
    before = load_project(file, environ={})
    file.write_text(SETTING.sub("", commented))
    assert len(SETTING.findall(commented)) >= 20
    after = load_project(file, environ={})
    assert after.fingerprint() == before.fingerprint()
    assert after.audiences == before.audiences


def test_every_rule_and_audience_with_tables_has_its_place_in_the_file(call, tmp_path):
    call("init", tmp_path)
    text = (tmp_path / "tillhouse.toml").read_text()
    written = tomllib.loads(SETTING.sub("", text))
    rules = load_project(tmp_path, environ={}).rules.as_variables()
    assert {name: set(table) for name, table in written["rules"].items()} == {
        name: set(table) for name, table in rules.items()
    }


def test_nothing_is_overwritten(call, tmp_path):
    (tmp_path / "tillhouse.toml").write_text("# mine\n")
    told = call("init", tmp_path)
    assert told.exit_code == 3
    assert "--force" in told.stderr
    assert (tmp_path / "tillhouse.toml").read_text() == "# mine\n"
    assert not (tmp_path / ".env").exists()


def test_force_writes_the_project_file_anew_but_keeps_the_secret(call, tmp_path):
    call("init", tmp_path)
    secret = (tmp_path / ".env").read_text()
    (tmp_path / "tillhouse.toml").write_text("# mine\n")
    assert call("init", tmp_path, "--force").exit_code == 0
    assert (tmp_path / ".env").read_text() == secret
    assert "[shop]" in (tmp_path / "tillhouse.toml").read_text()


@pytest.mark.parametrize(
    "option", [("--currency", "EURO"), ("--time-zone", "Mars/Base"), ("--country", "Germany")]
)
def test_a_wrong_value_is_refused_before_anything_is_written(call, tmp_path, option):
    told = call("init", tmp_path / "shop", *option)
    assert told.exit_code == 3
    assert option[1] in told.stderr
    assert not (tmp_path / "shop").exists()


def test_a_place_that_is_a_file_is_a_setting_error(call, tmp_path):
    Path(tmp_path / "shop").write_text("")
    told = call("init", tmp_path / "shop")
    assert told.exit_code == 2
    assert "Traceback" not in told.output
