"""The guide "Your shop in 15 minutes" is followed to the letter, and gives what it promises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from guide import BLOCK, edit

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def followed(house, tmp_path_factory):
    """The folder of the project that the guide makes, and what its commands said."""
    home = tmp_path_factory.mktemp("guide")
    shutil.copytree(house / "docs" / "examples", home / "docs" / "examples")
    guide = (house / "docs" / "your-shop-in-15-minutes.md").read_text("utf-8")
    folder, said = home, {}
    for language, block in BLOCK.findall(guide):
        if language == "diff":
            edit(folder, block)
            continue
        for command in filter(None, block.splitlines()):
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
            else:
                said[command.split()[1]] = _call(command, folder)
    return folder, said


def _call(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_report_of_the_guide_tells_what_the_guide_says(followed):
    _, said = followed
    assert "InvoiceNo begins with A: 1 of 135 rows" in said["add-source"]
    assert "EMPTY FOR THIS SOURCE" in said["add-source"]


def test_the_check_names_the_users_own_column(followed):
    _, said = followed
    assert 'Quantity "six" is not a number in 1 of 135 rows' in said["check"]


def test_the_quarantine_names_the_users_own_column(followed):
    _, said = followed
    assert 'Quantity "six" is not a number' in said["quarantine"]


def test_the_bad_debt_is_kept_and_not_counted(followed):
    folder, _ = followed
    with duckdb.connect(str(folder / "warehouse/warehouse.duckdb"), read_only=True) as warehouse:
        found = warehouse.sql(
            "select o.status, l.is_counted, o.channel, l.net_amount::varchar "
            "from silver.order_lines l join silver.orders o using (order_key) "
            "where l.order_id like 'A%'"
        ).fetchall()
    assert found == [("cancelled", False, "online", "110.6200")]
