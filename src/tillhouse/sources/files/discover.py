"""Which files lie in a source's location, and which of them it has a table for."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tillhouse.errors import SourceError
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import FIXED, TableSpec

TEXTS = (".csv", ".tsv", ".txt", *FIXED)
WORKBOOKS = (".xlsx", ".xlsm")
FORMATS = (
    *(text + packed for text in TEXTS for packed in ("", ".gz", ".zst")),
    ".parquet",
    *WORKBOOKS,
)
UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart", ".swp", "~")

Signature = tuple[int, int, int, int]


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


@dataclass(frozen=True)
class FoundFile:
    """A file that a table of the source takes. `relative` has forward slashes.

    An object of a storage has an `address`, and its `path` is where `download` puts a copy of it.
    """

    path: Path
    relative: str
    table: TableSpec
    signature: Signature
    address: str = ""
    download: Callable[[], None] | None = field(default=None, compare=False, repr=False)

    @property
    def name_in_cache(self) -> str:
        """What its hash is remembered under."""
        return self.address or str(self.path)

    def make_local(self) -> None:
        """Let the content lie at `path`; raises `OSError` when it is no longer what was found."""
        if self.download is not None and not self.path.exists():
            self.download()

    def release(self) -> None:
        """Remove the copy of an object; a file of a folder stays where it is."""
        if self.download is not None:
            self.path.unlink(missing_ok=True)

    @property
    def is_unchanged(self) -> bool:
        """Whether what lies at `path` is what was found; a copy always is."""
        return self.download is not None or signature_of(self.path) == self.signature

    @property
    def size(self) -> int:
        return self.signature[0]

    @property
    def modified_ns(self) -> int:
        return self.signature[1]

    @property
    def format(self) -> str:
        """The extension by which it is read, such as `.csv.gz`."""
        name = self.relative.casefold()
        return max((end for end in FORMATS if name.endswith(end)), key=len, default="")

    @property
    def order(self) -> tuple[int, list[tuple[int, int, str]], str]:
        """Earlier modified first (to the second: copies lose the rest), then by natural name."""
        return (self.modified_ns // 1_000_000_000, natural(self.relative), self.relative)


class Changed(OSError):
    """An object was replaced or removed after it was found."""


@dataclass
class Found:
    """What a location holds. `unused` are relative paths, `problems` (relative path, reason)."""

    files: list[FoundFile] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def discover(location: Path, spec: SourceSpec) -> Found:
    """Walk a location once. Hidden, temporary and half-copied files are passed over.

    Raises `SourceError` when the location is missing or cannot be listed.
    """
    _check_location(location)
    found = Found()
    for entry, relative in _walk(location, "", found, set()):
        tables = spec.matches(relative) if has_format(relative) else []
        for table in tables:
            _take(entry, relative, table, found)
        if not tables and not entry.is_dir():
            found.unused.append(_printable(relative))
    found.files.sort(key=lambda file: file.order)
    found.unused.sort()
    found.problems.sort()
    return found


def signature_of(path: os.DirEntry[str] | Path) -> Signature | None:
    """Size, mtime, ctime and inode; None when the file is gone or cannot be reached."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _signature(found)


def _signature(found: os.stat_result) -> Signature:
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def _take(entry: os.DirEntry[str], relative: str, table: TableSpec, found: Found) -> None:
    """A file that a table wants, or the reason why it is none."""
    try:
        status = entry.stat()
        problem = _problem_of(relative, status)
    except OSError as error:
        problem = f"it cannot be reached: {error.strerror}"
    if problem:
        found.problems.append((_printable(relative), problem))
    else:
        found.files.append(FoundFile(Path(entry.path), relative, table, _signature(status)))


def _problem_of(relative: str, status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder where a file should be"
    if not stat.S_ISREG(status.st_mode):
        return "it is no ordinary file"
    return "" if relative.isprintable() else "its name holds characters that cannot be written"


def _printable(relative: str) -> str:
    return relative.encode("utf-8", "backslashreplace").decode("utf-8")


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key in which day_2 comes before day_10."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part), part) if part.isdigit() else (1, 0, part) for part in parts if part]


def has_format(relative: str) -> bool:
    """Whether the name ends as a format that Tillhouse reads."""
    return relative.casefold().endswith(FORMATS)


def _check_location(location: Path) -> None:
    if location.is_file():
        raise SourceError(
            f"The location {location} is a file, not a folder.",
            remedy="Give the folder that the files are delivered to.",
        )
    if not location.is_dir():
        raise SourceError(
            f"The location {location} does not exist.",
            remedy="Create the folder, mount the volume, or correct `location` of this source.",
        )


def _walk(
    folder: Path | str, prefix: str, found: Found, seen: set[str]
) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Every entry below a folder; a folder that links lead to twice is walked once."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if not prefix:
            raise SourceError(
                f"The location {folder} cannot be listed: {error.strerror}.",
                remedy="Let the user who runs Tillhouse read and enter it (chmod u+rx).",
            ) from None
        found.problems.append((prefix, f"the folder cannot be listed: {error.strerror}"))
        return
    for entry in listed:
        if is_passed_over(entry.name):
            continue
        yield entry, prefix + entry.name
        if entry.is_dir() and (real := os.path.realpath(entry.path)) not in seen:
            seen.add(real)
            yield from _walk(entry.path, f"{prefix}{entry.name}/", found, seen)


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of that name is hidden, temporary or half-copied."""
    return name.startswith((".", "~$", "_temporary")) or name.casefold().endswith(UNFINISHED)
