"""A cache of file hashes, so that a file that was not touched is not read again.

The cache only saves time: the ledger in the lake decides what has been loaded. A wrong hash would
have a file loaded twice, so each entry carries a sum of its own, and one that does not fit is none.
"""

from __future__ import annotations

import sqlite3
import zlib
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
        return known_hash(self._all(), path, signature)

    def remember(self, path: str, signature: Any, sha256: str) -> None:
        """Keep a file's hash; written when many have come together, or on `flush`."""
        entry = (_checked(path, signature, sha256), sha256)
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


def known_hash(known: dict[str, tuple[str, str]], path: str, signature: Any) -> str | None:
    """The hash that is known of a file with this signature, where the entry is whole."""
    found = known.get(str(path))
    is_whole = found is not None and found[0] == _checked(path, signature, found[1])
    return found[1] if found and is_whole else None


def _checked(path: str, signature: Any, sha256: str) -> str:
    text = _text(signature)
    return f"{text}#{zlib.crc32(f'{path}|{text}|{sha256}'.encode('utf-8', 'surrogatepass')):08x}"


def _text(signature: Any) -> str:
    if isinstance(signature, list | tuple):
        return ":".join(str(part) for part in signature)
    return str(signature)
