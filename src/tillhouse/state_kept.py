"""How the files that Tillhouse keeps were left: those of the lake, and those that are published.

Only what is told depends on it, never a row: where the state is lost, files are taken as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from tillhouse.kept import Kept

LAKE, SECRET = "lake", "secret"


class KeptFiles:
    """place (the lake, a release) → path in it → how it was left."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of(self, place: str) -> dict[str, Kept]:
        """What was noted of the files of a place; empty before the first time."""
        rows = self._connection.execute(
            "select path, size, stamp, mode, sha256 from kept where place = ?", [place]
        )
        return {path: Kept(*noted) for path, *noted in rows}

    def keep(self, place: str, files: Mapping[str, Kept]) -> None:
        """Note the files of a place, instead of what was noted before."""
        if files == self.of(place):
            return
        rows = [(place, path, *vars(it).values()) for path, it in sorted(files.items())]
        with self._connection:
            self._connection.execute("delete from kept where place = ?", [place])
            self._connection.executemany("insert into kept values (?, ?, ?, ?, ?, ?)", rows)

    def word(self, name: str) -> str:
        """A short text that was noted under a name; empty where none was."""
        found = self._connection.execute("select text from words where name = ?", [name]).fetchone()
        return str(found[0]) if found else ""

    def note_word(self, name: str, text: str) -> None:
        """Note a short text."""
        with self._connection:
            self._connection.execute("insert or replace into words values (?, ?)", [name, text])
