"""Which files lie in a source's location, and which of them it has a table for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from tillhouse.errors import SourceError
from tillhouse.sources.files.found import (
    UNWRITABLE,
    Found,
    FoundFile,
    has_format,
    printable,
    signature_in,
)
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

UNFINISHED = (".part", ".tmp", ".partial", ".crdownload", ".filepart", ".swp", "~")


def discover(location: Path, spec: SourceSpec) -> Found:
    """Walk a location once. Hidden, temporary and half-copied files are passed over.

    What lies there is in the hands of those who deliver: a link that leads out of the location is
    named and not followed, and nothing but ordinary files is ever opened. Raises `SourceError`
    when the location is missing or cannot be listed.
    """
    _check_location(location)
    found = Found()
    for entry, relative in _walk(location, found):
        tables = spec.matches(relative) if has_format(relative) else []
        for table in tables:
            _take(entry, relative, table, found)
        if not tables and not _is_folder(entry) and not spec.is_left_out(relative):
            found.unused.append(printable(relative))
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
        found.problems.append((printable(relative), problem))
    else:
        found.files.append(FoundFile(Path(entry.path), relative, table, signature_in(status)))


def _problem_of(relative: str, status: os.stat_result) -> str:
    if stat.S_ISDIR(status.st_mode):
        return "it is a folder where a file should be"
    if not stat.S_ISREG(status.st_mode):
        return "it is no ordinary file"
    return "" if relative.isprintable() else UNWRITABLE


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


def _walk(location: Path, found: Found) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Every entry below a location; a folder that links lead to twice is walked once."""
    root = os.path.realpath(location)
    begin = location.stat()
    seen = {(begin.st_dev, begin.st_ino)}
    open_folders = [_entries(location, "", found)]
    while open_folders:
        entry, relative = next(open_folders[-1], (None, ""))
        if entry is None:
            open_folders.pop()
        elif entry.is_symlink() and (problem := _way_out(entry, root)):
            found.problems.append((printable(relative), problem))
        else:
            yield entry, relative
            if (folder := _folder_id(entry)) is not None and folder not in seen:
                seen.add(folder)
                open_folders.append(_entries(entry.path, f"{relative}/", found))


def _entries(
    folder: Path | str, prefix: str, found: Found
) -> Iterator[tuple[os.DirEntry[str], str]]:
    """What a folder holds, by name; one that cannot be listed is named, unless it is the first."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if not prefix:
            raise SourceError(
                f"The location {folder} cannot be listed: {error.strerror}.",
                remedy="Let the user who runs Tillhouse read and enter it (chmod u+rx).",
            ) from None
        reason = f"the folder cannot be listed: {error.strerror}"
        found.problems.append((printable(prefix), reason))
        return
    for entry in listed:
        if not is_passed_over(entry.name):
            yield entry, prefix + entry.name


def _way_out(entry: os.DirEntry[str], root: str) -> str:
    """Why a link is not followed, if it leads out of the location."""
    target = os.path.realpath(entry.path)
    if os.path.commonpath([target, root]) == root:
        return ""
    return (
        f"it is a link that leads out of the location, to {printable(target)}: deliver the file "
        "itself, or make its folder the location of a source"
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or leads to one; what cannot be reached is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _folder_id(entry: os.DirEntry[str]) -> tuple[int, int] | None:
    """By what a folder is known again, whichever links led to it; None for what is no folder."""
    try:
        status = entry.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of that name is hidden, temporary or half-copied."""
    return name.startswith((".", "~$", "_temporary")) or name.casefold().endswith(UNFINISHED)
