"""A cache of file hashes, so that a file that was not touched is not read again.

The cache only saves time: the ledger in the lake decides what has been loaded.
"""

from __future__ import annotations

import sqlite3
from typing import Any

FLUSH_AT = 5_000


class FileHashes:
    """path → (signature, sha256), read in one query and written in bulk."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[str, str]] | None = None
        self._new: dict[str, tuple[str, str]] = {}

    def known_hash(self, path: str, signature: Any) -> str | None:
        """The sha256 of a file seen before with the same signature, else None."""
        found = self._all().get(str(path))
        return found[1] if found and found[0] == _text(signature) else None

    def remember(self, path: str, signature: Any, sha256: str) -> None:
        """Keep a file's hash; written when many have come together, or on `flush`."""
        entry = (_text(signature), sha256)
        self._all()[str(path)] = self._new[str(path)] = entry
        if len(self._new) >= FLUSH_AT:
            self.flush()

    def flush(self) -> None:
        """Write what is not yet on disk, in one transaction."""
        if not self._new:
            return
        rows = [(path, *entry) for path, entry in self._new.items()]
        with self._connection:
            self._connection.executemany("insert or replace into files values (?, ?, ?)", rows)
        self._new.clear()

    def all(self) -> dict[str, tuple[str, str]]:
        """A copy of everything: path → (signature, sha256)."""
        return dict(self._all())

    def _all(self) -> dict[str, tuple[str, str]]:
        if self._known is None:
            rows = self._connection.execute("select path, signature, sha256 from files")
            self._known = {path: (signature, sha256) for path, signature, sha256 in rows}
        return self._known


def _text(signature: Any) -> str:
    if isinstance(signature, list | tuple):
        return ":".join(str(part) for part in signature)
    return str(signature)
