"""A project in an empty folder, run in this process, and its tables to look at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tillhouse.config import load_project
from tillhouse.pipeline import RunResult, run
from tillhouse.progress import silent

SECRET = "a secret only for tests, 0123456789"

PROJECT = """
[shop]
name = "Test shop"
time_zone = "{time_zone}"
currency = "USD"
country = "US"

[warehouse]
target = "{target}"
"""


class Shop:
    """One project: put files into its drops, run it, ask its tables."""

    def __init__(self, folder: Path, kinds: dict[str, str], target: str, time_zone: str) -> None:
        self.folder = folder
        text = PROJECT.format(target=target, time_zone=time_zone)
        for name, kind in kinds.items():
            self.drop(name).mkdir(parents=True)
            text += f'\n[sources.{name}]\nkind = "{kind}"\nlocation = "drops/{name}"\n'
        (folder / "tillhouse.toml").write_text(text, encoding="utf-8")
        (folder / ".env").write_text(f"TILLHOUSE_SECRET={SECRET}\n", encoding="utf-8")

    def drop(self, source: str) -> Path:
        return self.folder / "drops" / source

    def deliver(self, source: str, *files: Path, name: str = "") -> None:
        for file in files:
            (self.drop(source) / (name or file.name)).write_bytes(file.read_bytes())

    def run(self, **options: Any) -> RunResult:
        project = load_project(self.folder / "tillhouse.toml")
        if project.warehouse.target == "spark":
            run_apart(self.folder)
        return run(project, silent(), **options)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Query the warehouse."""
        with duckdb.connect(str(self.folder / "warehouse/warehouse.duckdb"), read_only=True) as db:
            return db.execute(sql).fetchall()

    def published(self, audience: str, sql: str) -> list[tuple[Any, ...]]:
        """Query what an audience may see."""
        with duckdb.connect(
            str(self.folder / f"published/{audience}.duckdb"), read_only=True
        ) as db:
            return db.execute(sql).fetchall()


def run_apart(folder: Path) -> None:
    """A run in a process of its own: one process has one Spark session, and the specs keep theirs
    open, with tables of the same names. What comes after finds nothing new."""
    mine = {name: value for name, value in os.environ.items() if name != "SPARK_REMOTE"}
    command = [sys.executable, "-m", "tillhouse", "run", "--quiet"]
    done = subprocess.run(command, cwd=folder, env=mine, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def new_shop(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Shop]:
    def make(
        kinds: dict[str, str], target: str = "duckdb", time_zone: str = "America/New_York"
    ) -> Shop:
        return Shop(tmp_path_factory.mktemp("shop"), kinds, target, time_zone)

    return make
