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

from tillhouse.disk import FAULTY, FORBIDDEN, TOO_MANY, UNWRITABLE, cause_of, is_full
from tillhouse.errors import SourceError
from tillhouse.scratch import scratch_prefix

PASSING = "passing"  # the code of a refusal that is not remembered
AGAIN = "Nothing needs to be delivered again: the next run tries it again."
REMEDIES = {
    FORBIDDEN: "Let the user who runs Tillhouse read it.",
    UNWRITABLE: "",  # told with the temporary folder, as no room is
    TOO_MANY: "Allow more open files (ulimit -n), or close other programs.",
    FAULTY: "Check the disk or the network drive.",
}
MORE_MEMORY = "Let other programs end, or give the machine more memory."
# What the engine says of the machine and not of the file, beside what `disk` knows.
MACHINE = re.compile(
    r"stale file|cannot allocate|bad_alloc|transport endpoint|host is down|timed out"
    r"|resource temporarily unavailable",
    re.IGNORECASE,
)


def is_passing(error: BaseException) -> bool:
    """Whether an error is the machine's, whatever was delivered."""
    if isinstance(error, OSError | MemoryError):
        return True
    duckdb = sys.modules.get("duckdb")
    if duckdb is None or not isinstance(error, duckdb.Error):
        return False
    return cause_of(error) in REMEDIES or is_full(error) or bool(MACHINE.search(str(error)))


def told(error: BaseException) -> tuple[str, str]:
    """(what happened, what to do), for one file."""
    if is_full(error) or cause_of(error) == UNWRITABLE:
        return (
            f"there was no room to unpack it: {_words(error)}, in the temporary folder "
            f"{tempfile.gettempdir()}",
            f"{AGAIN} Make room there, or name another folder in the variable TMPDIR.",
        )
    more = MORE_MEMORY if _is_of_memory(error) else REMEDIES.get(cause_of(error) or "", "")
    return f"it cannot be read: {_words(error)}", f"{AGAIN} {more}".strip()


def _is_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM


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
