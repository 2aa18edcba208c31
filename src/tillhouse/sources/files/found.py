"""A file as it was found, not yet opened: where it lies, its table, its format, its order."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tillhouse.sources.table import FIXED, TableSpec

TEXTS = (".csv", ".tsv", ".txt", *FIXED)
WORKBOOKS = (".xlsx", ".xlsm")
FORMATS = (
    *(text + packed for text in TEXTS for packed in ("", ".gz", ".zst")),
    ".parquet",
    *WORKBOOKS,
)

UNWRITABLE = "its name holds characters that cannot be written"

Signature = tuple[int, int, int, int]


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
    def order(self) -> tuple[list[tuple[int, int, str]], str]:
        """By natural name: when a file was copied says nothing of what stands in it (R7)."""
        return (natural(self.relative), self.relative)


class Changed(OSError):
    """An object was replaced or removed after it was found."""


@dataclass
class Found:
    """What a location holds. `unused` are relative paths, `problems` (relative path, reason)."""

    files: list[FoundFile] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


def signature_of(path: os.DirEntry[str] | Path) -> Signature | None:
    """Size, mtime, ctime and inode; None when the file is gone or cannot be reached."""
    try:
        found = path.stat()
    except OSError:
        return None
    return signature_in(found)


def signature_in(found: os.stat_result) -> Signature:
    """The same of a status that was asked for already."""
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)


def has_format(relative: str) -> bool:
    """Whether the name ends as a format that Tillhouse reads."""
    return relative.casefold().endswith(FORMATS)


def printable(text: str) -> str:
    """A delivered text as it can be shown and written: other characters are escaped, as Python does
    it, so that no name writes a line of its own or commands a terminal."""
    if text.isprintable():
        return text
    return "".join(it if it.isprintable() else ascii(it)[1:-1] for it in text)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key in which day_2 comes before day_10."""
    # Only what is written in these ten digits is a number: of others, such as ², Python reads some.
    parts = re.split(r"([0-9]+)", name.casefold())
    return [(1 - at % 2, int(it) if at % 2 else 0, it) for at, it in enumerate(parts) if it]
