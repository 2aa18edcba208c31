"""Is the lake as it was left? Commits and data files held against what was noted of them.

A file that changed since it was written is told before anything is read from it: a commit with one
other letter would load a delivery twice, a data file would give other numbers. What only makes
reading faster (checkpoints) is thrown away and made again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tillhouse.errors import DataError
from tillhouse.kept import Kept, difference, note_of
from tillhouse.lake import log
from tillhouse.lake.bronze import Bronze
from tillhouse.wording import first_few

SHOWN = 5


@dataclass
class Watched:
    """What was found: `files` is how all are now (path below the lake → note), `damaged` has
    (file, what is wrong, its table's folder), `notes` what was mended or is not there any more."""

    files: dict[str, Kept] = field(default_factory=dict)
    damaged: list[tuple[Path, str, Path]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_mending: bool = True

    def raise_if_damaged(self) -> None:
        """`DataError` that names the files and the way out."""
        if not self.damaged:
            return
        lines = [f"{path}: {what}" for path, what, _ in self.damaged]
        count = len(lines)
        raise DataError(
            f"The lake is damaged: {count} of its files {'is' if count == 1 else 'are'} not as "
            "written; nothing is built, and what is published stands.",
            where="\n         ".join(first_few(lines, "tillhouse status", SHOWN)),
            remedy=log.way_out(self.damaged[0][2]),
        )


def look_over(bronze: Bronze, known: Mapping[str, Kept], *, mend: bool = True) -> Watched:
    """Hold every table against what is `known` of its files; what is new is noted.

    Without `mend` nothing is changed.
    """
    found = Watched(is_mending=mend)
    names = {tuple(path.split("/")[:2]) for path in known} | set(bronze.tables())
    for source, table in sorted(names):
        noted = {path: it for path, it in known.items() if path.startswith(f"{source}/{table}/")}
        _look_over_table(bronze.root, bronze.folder(source, table), noted, found)
    return found


def _look_over_table(root: Path, folder: Path, noted: Mapping[str, Kept], found: Watched) -> None:
    if not os.path.lexists(folder):
        found.notes.append(
            f"{folder} is not in the lake any more: what lies at its source is loaded anew"
        )
        return
    if not log.is_table(folder):
        found.damaged.append((folder / log.LOG, "the log of the table is gone", folder))
        return
    if _is_other_table(folder, root, noted):
        noted = {}
    try:
        active = log.data_files(folder)
    except DataError as error:
        found.damaged.append((Path(error.where), error.what.rstrip("."), folder))
        return
    expected = {folder / name: size for name, size in active.items()}
    if found.is_mending:
        _mend_checkpoints(folder, root, noted, found)
    for path in [*_logged(folder, root, noted), *expected]:
        key = path.relative_to(root).as_posix()
        what = _what_is_wrong(path, noted.get(key), expected.get(path))
        if what:
            found.damaged.append((path, what, folder))
        else:
            found.files[key] = noted.get(key) or note_of(path)
    for path in (it for it in log.checkpoints(folder) if it.suffix == ".parquet"):
        with suppress(OSError):  # nothing depends on it
            found.files[path.relative_to(root).as_posix()] = note_of(path)


def _is_other_table(folder: Path, root: Path, noted: Mapping[str, Kept]) -> bool:
    """Whether the table was made anew since: none of its commits is one of those noted."""
    commits = [path for path in _logged(folder, root, noted) if path.exists()]
    known = {path: noted.get(path.relative_to(root).as_posix()) for path in commits}
    return all(it is None or difference(path, it) for path, it in known.items())


def _logged(folder: Path, root: Path, noted: Mapping[str, Kept]) -> Iterator[Path]:
    """The commits that are there, and those that were."""
    there = {path for path in (folder / log.LOG).glob("*.json") if path.stem.isdecimal()}
    yield from sorted(there | {root / path for path in noted if path.endswith(".json")})


def _what_is_wrong(path: Path, noted: Kept | None, size: int | None) -> str:
    if noted is not None and (what := difference(path, noted)):
        return what
    try:
        if not path.is_file():
            return "is gone" if not os.path.lexists(path) else "is no file any more"
        has = path.stat().st_size
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if size in (None, has) else f"has {has:,} bytes where {size:,} were written"


def _mend_checkpoints(folder: Path, root: Path, noted: Mapping[str, Kept], found: Watched) -> None:
    known = {path: noted.get(path.relative_to(root).as_posix()) for path in log.checkpoints(folder)}
    is_whole = all(it is None or not difference(path, it) for path, it in known.items())
    if (is_whole and log.is_hint_whole(folder)) or not log.forget_checkpoints(folder):
        return
    found.notes.append(f"a checkpoint of {folder} was damaged and is left out: nothing is lost")
