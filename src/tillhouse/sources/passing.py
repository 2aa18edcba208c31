"""Errors that pass: a full disk, no permission, a drive that went away, no memory.

They say nothing of what was delivered. A file that met one is refused for this run only: nothing is
written down of it, and the next run tries it again.
"""

from __future__ import annotations

import errno
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillhouse.errors import SourceError
from tillhouse.scratch import scratch_prefix

PASSING = "passing"  # the code of a refusal that is not remembered
AGAIN = "Nothing needs to be delivered again: the next run tries it again."
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
REMEDIES = {
    errno.EACCES: "Let the user who runs Tillhouse read it.",
    errno.EPERM: "Let the user who runs Tillhouse read it.",
    errno.EMFILE: "Allow more open files (ulimit -n).",
    errno.ENFILE: "Allow the machine more open files, or close other programs.",
    errno.ENOMEM: "Let other programs end, or give the machine more memory.",
    errno.EIO: "Check the disk or the network drive.",
    errno.ESTALE: "Mount the network drive again.",
}
# What the engine says of the machine, and not of the file.
MACHINE = re.compile(
    r"no space left|disk quota|file too large|input/output error|too many open files"
    r"|permission denied|stale file|read-only file system|cannot allocate|bad_alloc"
    r"|transport endpoint|host is down|timed out|resource temporarily unavailable",
    re.IGNORECASE,
)


def is_passing(error: BaseException) -> bool:
    """Whether an error is the machine's, whatever was delivered."""
    if isinstance(error, OSError | MemoryError):
        return True
    duckdb = sys.modules.get("duckdb")
    if duckdb is None or not isinstance(error, duckdb.Error):
        return False
    return MACHINE.search(str(error)) is not None


def told(error: BaseException) -> tuple[str, str]:
    """(what happened, what to do), for one file."""
    number = getattr(error, "errno", None)
    if isinstance(error, MemoryError):
        number = errno.ENOMEM
    if number in NO_ROOM or re.search("no space left|disk quota", str(error), re.IGNORECASE):
        return (
            f"there was no room to unpack it: {_words(error)}, in the temporary folder "
            f"{tempfile.gettempdir()}",
            f"{AGAIN} Make room there, or name another folder in the variable TMPDIR.",
        )
    more = REMEDIES.get(number or 0, "")
    return f"it cannot be read: {_words(error)}", f"{AGAIN} {more}".strip()


def _words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "there was not enough memory"
    return getattr(error, "strerror", None) or next(iter(str(error).splitlines()), repr(error))


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder, gone afterwards; `SourceError` when there can be none."""
    try:
        folder = tempfile.TemporaryDirectory(prefix=scratch_prefix(), ignore_cleanup_errors=True)
    except OSError as error:
        raise SourceError(
            f"No temporary folder can be made: {_words(error)}.",
            where=tempfile.tempdir or "the variable TMPDIR",
            remedy="Make room there and let the user who runs Tillhouse write to it, or name "
            "another folder in the variable TMPDIR.",
        ) from None
    with folder as name:
        yield Path(name)


@contextmanager
def stopped_by_the_machine(source: str) -> Iterator[None]:
    """An error of the machine that stops a whole source as a `SourceError`: the others go on."""
    try:
        yield
    except Exception as error:
        if not is_passing(error):
            raise
        place = getattr(error, "filename", None)
        raise SourceError(
            f"Loading {source} stopped: {_words(error)}.",
            where=str(place) if place else f"disk, memory or network of [sources.{source}]",
            remedy="Check free space, memory and drives, then run again: nothing is half loaded.",
        ) from error
