"""What the file system refuses, told as what it is: no room, no right, a folder in a file's place.

Every library says it in its own way (an `OSError`, a text of DuckDB, SQLite, Arrow or Delta); the
shopkeeper is told the folder, the setting that names it, and what to do.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path

from tillhouse.errors import ConfigError

FULL = "there is no room left on its disk"
UNWRITABLE = "it may only be read"
FORBIDDEN = "this user may not read or write there"
TOO_MANY = "too many files are open"
FAULTY = "the disk reports a fault"
NO_FOLDER = "a file is in the place of a folder, or a folder in the place of a file"

CAUSES: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    FULL: (
        (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
        ("no space left", "disk is full", "file too large", "quota exceeded", "out of disk"),
    ),
    UNWRITABLE: ((errno.EROFS,), ("read-only file system", "readonly database", "read-only mode")),
    FORBIDDEN: ((errno.EACCES, errno.EPERM), ("permission denied", "operation not permitted")),
    TOO_MANY: ((errno.EMFILE, errno.ENFILE), ("too many open files",)),
    FAULTY: ((errno.EIO, errno.ESTALE), ("input/output error", "disk i/o error")),
    NO_FOLDER: (
        (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP),
        ("is a directory", "not a directory", "file exists", "unable to open database file"),
    ),
}
REMEDIES = {
    FULL: "Make room there or name another folder, then run again: nothing is half done.",
    UNWRITABLE: "Let it be written to, or name another folder, then run again.",
    FORBIDDEN: "Let the user who runs Tillhouse read and write there (chmod, chown).",
    TOO_MANY: "Close other programs, or allow more open files (ulimit -n), then run again.",
    FAULTY: "Check the disk or the network drive, then run again.",
    NO_FOLDER: "Move what lies there away, then run again.",
}


def cause_of(error: BaseException | str) -> str | None:
    """Which of the causes it is; None for anything that is not the file system's doing."""
    number = error.errno if isinstance(error, OSError) else None
    said = str(error).lower()
    for cause, (numbers, texts) in CAUSES.items():
        if number in numbers or any(text in said for text in texts):
            return cause
    return None


def is_full(error: BaseException | str) -> bool:
    """Whether there was no room."""
    return cause_of(error) == FULL


def disk_error(
    error: BaseException | str, place: Path | str, setting: str, after: str = ""
) -> ConfigError | None:
    """The refusal in words, of a place that `setting` names; None where it is none.

    `after` says what stands in spite of it.
    """
    cause = cause_of(error)
    if cause is None:
        return None
    named = getattr(error, "filename", None)
    at = f", {named}" if named and str(named) != str(place) else ""
    return ConfigError(
        f"{place} cannot be used: {cause}{at} ({_first_line(error)})",
        where=setting,
        remedy=" ".join(part for part in (REMEDIES[cause], after) if part),
    )


def place_of(error: BaseException | str, places: Mapping[str, Path]) -> tuple[str, Path] | None:
    """The setting and folder of which an error speaks: the innermost that it names."""
    named = getattr(error, "filename", None)
    said = f"{named or ''} {error}"
    found = [(key, path) for key, path in places.items() if str(path) in said]
    return max(found, key=lambda it: len(str(it[1])), default=None)


def _first_line(error: BaseException | str) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
