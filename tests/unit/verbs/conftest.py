"""A project in a folder of its own, and a way to call a verb in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tillhouse.cli import main
from tillhouse.new_project import NewProject, NewSource, write_project

Call = Callable[..., Result]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.delenv("TILLHOUSE_SECRET", raising=False)

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The folder of a project with one source, `pos`, whose location is empty."""
    folder = tmp_path / "shop"
    source = NewSource("pos", "pos", "drops/pos")
    write_project(folder, NewProject("Corner shop", sources=(source,)))
    (folder / "drops" / "pos").mkdir(parents=True)
    return folder
