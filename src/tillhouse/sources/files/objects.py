"""Files on object storage: listed there, downloaded once, then read like any other file.

An object's size, time and etag stand for its content: as long as they stay, a known hash is enough
and nothing is downloaded. What is read is exactly what was listed, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from tillhouse.errors import SourceError
from tillhouse.lake.storage import explained, open_store
from tillhouse.sources.files.discover import is_passed_over
from tillhouse.sources.files.found import (
    UNWRITABLE,
    Changed,
    Found,
    FoundFile,
    Signature,
    has_format,
    printable,
)
from tillhouse.sources.passing import scratch_folder
from tillhouse.sources.spec import SourceSpec

PIECE = 32 * 1024 * 1024


class ObjectPlace:
    """A location such as `az://container/folder`; a context manager that owns the downloads."""

    def __init__(self, address: str, environment: Mapping[str, str]) -> None:
        self.address = address.rstrip("/")
        self._store = open_store(self.address, environment)
        self._scratch = ExitStack()
        self._folder = self._scratch.enter_context(scratch_folder())

    def __enter__(self) -> ObjectPlace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._scratch.close()

    def find(self, spec: SourceSpec) -> Found:
        """Every object below the location that a table takes; raises `SourceError`."""
        found = Found()
        for entry in self._listed():
            self._sort(entry, spec, found)
        found.files.sort(key=lambda file: file.order)
        found.unused.sort()
        return found

    def _listed(self) -> Iterator[Any]:
        from obstore.exceptions import NotFoundError

        try:
            with explained(self.address):
                for entries in self._store.list():
                    yield from entries
        except NotFoundError:
            raise SourceError(
                f"There is nothing at {self.address}.",
                where="location of the source",
                remedy="Correct the location, or create it; names are case-sensitive.",
            ) from None

    def _sort(self, entry: Any, spec: SourceSpec, found: Found) -> None:
        relative = str(entry["path"])
        is_folder = not entry["size"] and "." not in PurePosixPath(relative).name
        if is_folder or any(is_passed_over(part) for part in relative.split("/")):
            return
        tables = spec.matches(relative) if has_format(relative) else []
        if not tables:
            found.unused.append(printable(relative))
            return
        address = f"{self.address}/{relative}"
        if not relative.isprintable():
            found.problems.append((printable(relative), UNWRITABLE))
            return
        # The end of a name is its format; a whole one may be longer than a file system takes.
        name = f"{hashlib.sha256(address.encode()).hexdigest()[:12]}-{Path(relative).name[-40:]}"
        path = self._folder / name
        download = partial(self._download, relative, entry["e_tag"], entry["size"], path)
        signature = _signature(entry)
        for table in tables:
            found.files.append(FoundFile(path, relative, table, signature, address, download))

    def _download(self, relative: str, etag: str | None, size: int, path: Path) -> None:
        """One object in pieces; `OSError` when it is no longer the one that was listed."""
        from obstore.exceptions import NotFoundError, PreconditionError

        unfinished = path.with_name(f"{path.name}.part")
        try:
            with explained(f"{self.address}/{relative}"), unfinished.open("wb") as out:
                for start in range(0, size, PIECE):
                    out.write(self._piece(relative, etag, start, min(start + PIECE, size)))
            unfinished.replace(path)
        except (PreconditionError, NotFoundError):
            raise Changed(relative) from None
        finally:
            unfinished.unlink(missing_ok=True)

    def _piece(self, relative: str, etag: str | None, start: int, end: int) -> bytes:
        options: Any = {"range": (start, end), "if_match": etag}
        return bytes(self._store.get(relative, options=options).bytes())


def _signature(entry: Any) -> Signature:
    """As a file's: size and time twice; the etag stands for the inode."""
    mark = f"{entry['e_tag']}|{entry['version']}".encode()
    modified = int(entry["last_modified"].timestamp()) * 1_000_000_000
    etag = int.from_bytes(hashlib.sha256(mark).digest()[:7], "big")
    return (int(entry["size"]), modified, modified, etag)
