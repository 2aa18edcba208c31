"""A file as it was left: size, time stamps, mode and hash, so that a change shows later.

Where size and time stamps are as they were, nothing is read. Where only the stamps differ (a copy,
a restored backup) the content decides.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kept:
    """What was noted of a file; `stamp` is its times, `mode` its permission bits."""

    size: int
    stamp: str
    mode: int
    sha256: str


def note_of(path: Path) -> Kept:
    """Look at a file and hash it. Raises `OSError`."""
    found = path.stat()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Kept(found.st_size, _stamp(path), stat.S_IMODE(found.st_mode), digest)


def difference(path: Path, kept: Kept) -> str:
    """How a file differs from what it was, in words; empty where it does not."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return "is no file any more"
        if found.st_size != kept.size:
            return f"has {found.st_size:,} bytes where {kept.size:,} were written"
        if _stamp(path) != kept.stamp and note_of(path).sha256 != kept.sha256:
            return "holds other bytes than were written"
    except FileNotFoundError:
        return "is gone"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return ""


def _stamp(path: Path) -> str:
    found = path.stat()
    return f"{found.st_mtime_ns}:{found.st_ctime_ns}:{found.st_ino}"
