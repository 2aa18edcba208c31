"""What Tillhouse keeps is for its owner alone; only what is published is for others.

Lake, warehouse, state and scratch hold what was delivered about people. Whatever library writes
them, the mask of the process decides who may read, so it is set where a command or a run begins.
What is published gets its modes afterwards, by name (`publish.access`).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OTHERS = 0o077  # every right of group and others


@contextmanager
def owner_only() -> Iterator[None]:
    """While the block runs, new files are 0600 and new folders 0700."""
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def close_to_others(places: Iterable[Path]) -> list[Path]:
    """Take group's and others' rights from what an older version, or a library, left open; the
    places that are still open."""
    return [it for place in places if not _close(it := place.resolve())]


def _close(place: Path) -> bool:
    with suppress(OSError):
        for folder, _, names in os.walk(place, topdown=False):
            for name in names:
                _restrict(Path(folder, name))
            _restrict(Path(folder))
        _restrict(place)
    return not _is_open(place)


def _restrict(path: Path) -> None:
    mode = path.lstat().st_mode
    if not stat.S_ISLNK(mode) and mode & OTHERS:
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def _is_open(place: Path) -> bool:
    with suppress(OSError):
        return bool(place.stat().st_mode & OTHERS)
    return False
