"""Which files lie in a source's location, and which of them it has a table for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tillhouse.errors import SourceError
from tillhouse.sources.files.found import Found, FoundFile, has_format, signature_in
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart", ".swp", "~")


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
        if not tables and not entry.is_dir() and not spec.is_left_out(relative):
            found.unused.append(_printable(relative))
    found.files.sort(key=lambda file: file.order)
    found.unused.sort()
    found.problems.sort()
    return found


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
        found.files.append(FoundFile(Path(entry.path), relative, table, signature_in(status)))


def _problem_of(relative: str, status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder where a file should be"
    if not stat.S_ISREG(status.st_mode):
        return "it is no ordinary file"
    return "" if relative.isprintable() else "its name holds characters that cannot be written"


def _printable(relative: str) -> str:
    return relative.encode("utf-8", "backslashreplace").decode("utf-8")


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
