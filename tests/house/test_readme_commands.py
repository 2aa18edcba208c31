"""Every command that the README shows is run, in its order, and succeeds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

# What `make` would set up is there when tests run; the sample shop is made small.
STANDS_FOR = {"make demo": "tillhouse demo demo --scale 0.03"}
FINE = (0, 5)  # 5 says that files were refused: the sample shop delivers some that must be


def _commands(readme: str) -> list[list[str]]:
    """One list of commands per block."""
    blocks = re.findall(r"```sh\n(.*?)```", readme, re.S)
    lines = [[line.split("#")[0].strip() for line in block.splitlines()] for block in blocks]
    return [[STANDS_FOR.get(line, line) for line in block if line] for block in lines]


def test_the_commands_of_the_readme_run(house, tmp_path):
    commands = _commands((house / "README.md").read_text("utf-8"))
    assert commands[0] == [STANDS_FOR["make demo"]]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    folder = tmp_path
    for block in commands:
        for command in block:
            if command.startswith("cd "):
                folder = folder / command.removeprefix("cd ")
                continue
            done = subprocess.run(
                command.split(), cwd=folder, env=environment, capture_output=True, text=True
            )
            assert done.returncode in FINE, f"{command}\n{done.stdout}\n{done.stderr}"
