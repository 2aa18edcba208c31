"""What remembers the hashes of files, so that a file that was not touched is not read again."""

from __future__ import annotations

from typing import Protocol

from tillhouse.sources.files.found import Signature


class HashCache(Protocol):
    """Remembers the content hash of a file for as long as its stat does not change."""

    def known_hash(self, path: str, signature: Signature) -> str | None: ...

    def remember(self, path: str, signature: Signature, sha256: str) -> None: ...


class MemoryCache:
    """A `HashCache` that ends with the process."""

    def __init__(self) -> None:
        self._hashes: dict[tuple[str, Signature], str] = {}

    def known_hash(self, path: str, signature: Signature) -> str | None:
        return self._hashes.get((path, signature))

    def remember(self, path: str, signature: Signature, sha256: str) -> None:
        self._hashes[(path, signature)] = sha256
