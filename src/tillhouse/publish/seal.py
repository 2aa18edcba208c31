"""What readers open, as it was published: so that a change by hand shows, and can be mended."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tillhouse.kept import Kept, difference, note_of


def seal(target: Path, entries: Iterable[str]) -> dict[str, Kept]:
    """Note every file of a release as readers reach it: path below `target` → note.

    `entries` are the names that readers open (`sales`, `sales.duckdb`).
    """
    return {
        path.relative_to(target).as_posix(): note_of(path)
        for name in sorted(entries)
        for path in _files(target / name)
    }


def changes(target: Path, sealed: Mapping[str, Kept]) -> list[str]:
    """What of a sealed release is not as it was published: a line for each file."""
    lines = [
        f"{path} {what}" for path, it in sorted(sealed.items()) if (what := _how(target / path, it))
    ]
    return [*lines, *_added(target, sealed)]


def _how(path: Path, kept: Kept) -> str:
    if what := difference(path, kept):
        return what
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"has mode {mode:04o} where {kept.mode:04o} was set" if mode != kept.mode else ""


def _added(target: Path, sealed: Mapping[str, Kept]) -> list[str]:
    """Files among ours: who reads a folder of Parquet as one reads them too."""
    folders = sorted({path.rpartition("/")[0] for path in sealed} - {""})
    there = (
        path.relative_to(target).as_posix() for name in folders for path in _files(target / name)
    )
    return [f"{path} was not published by Tillhouse" for path in there if path not in sealed]


def _files(entry: Path) -> Iterator[Path]:
    if entry.is_dir():
        yield from sorted(path for path in entry.iterdir() if not path.is_dir())
    elif entry.is_file():
        yield entry
