"""A page whose commands are followed in its order, in a folder of its own."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner

from tillhouse.cli import main

BLOCK = re.compile(r"```(sh|diff)\n(.*?)```", re.S)
SHOWN = re.compile(r"```text\n(.*?)```", re.S)
ENDS_WITH = re.compile(r"# exit code ([0-9]+)")


class Follower:
    """Follows pages one after the other; `said` is what each verb said last."""

    def __init__(self, house: Path, home: Path) -> None:
        self._house, self.folder = house, home
        self.said: dict[str, str] = {}
        shutil.copytree(house / "docs" / "examples", home / "docs" / "examples")

    def follow(self, page: str) -> None:
        """Carry out the commands and the edits of a page; each must end as the page says."""
        for language, block in BLOCK.findall((self._house / "docs" / page).read_text("utf-8")):
            if language == "diff":
                edit(self.folder, block)
                continue
            for command in filter(None, block.splitlines()):
                self._carry_out(command)

    def _carry_out(self, command: str) -> None:
        if command.startswith("cd "):
            self.folder = self.folder / command.removeprefix("cd ")
            return
        words = command.partition("#")[0].split()
        wanted = ENDS_WITH.search(command)
        with contextlib.chdir(self.folder):
            done = CliRunner().invoke(main, words[1:])
        assert done.exit_code == int(wanted[1] if wanted else 0), f"{command}\n{done.output}"
        self.said[" ".join(words[1:3])] = done.stdout.replace(f"{self.folder}/", "")


def edit(folder: Path, block: str) -> None:
    """Take out the `-` line (its beginning is enough) and put the `+` lines in its place; without
    one they go to the end."""
    head, *lines = block.splitlines()
    file = folder / head.removeprefix("--- ")
    old = [line[1:] for line in lines if line.startswith("-")]
    new = "\n".join(line[1:] for line in lines if line.startswith("+"))
    text = file.read_text("utf-8")
    if not old:
        file.write_text(f"{text.rstrip()}\n{new}\n", "utf-8")
        return
    assert len(old) == 1
    assert text.count(old[0]) == 1, f"{file.name} has no line {old[0]!r}"
    file.write_text(text.replace(old[0], new), "utf-8")


def shown(text: str) -> Iterator[str]:
    """What a page shows as printed."""
    yield from SHOWN.findall(text)
