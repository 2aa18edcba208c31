"""The Delta log of a local table, read as the plain JSON files that it is.

Reading it so costs milliseconds and imports nothing; a run with nothing new needs no more. Bronze
never lets the log expire, so that every commit is still there as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from tillhouse.errors import DataError
from tillhouse.lake.delivery import Delivery

LOG = "_delta_log"
DELIVERIES = "tillhouse.deliveries"
LAST_CHECKPOINT = "_last_checkpoint"


@dataclass(frozen=True)
class Commit:
    """What one commit says: deliveries loaded, data files added (name → bytes) and removed."""

    deliveries: tuple[Delivery, ...]
    added: dict[str, int]
    removed: tuple[str, ...]


def is_table(folder: Path) -> bool:
    """Whether a Delta table was ever created here."""
    return version(folder) >= 0


def version(folder: Path) -> int:
    """The newest version of a table; -1 if there is none."""
    return max(_commits(folder), default=-1)


def birth(folder: Path) -> str:
    """The id that a table was given when it was created; empty if there is none.

    A table that was deleted and loaded again has the same versions as before, and another id.
    """
    try:
        lines = (folder / LOG / f"{0:020d}.json").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines if '"metaData"' in line]
    except (OSError, ValueError):
        return ""
    return str(found[0]["metaData"].get("id", "")) if found else ""


def deliveries(folder: Path) -> list[Delivery]:
    """Every delivery that was ever committed to a table, in the order of their load.

    Raises `DataError` when a commit of the log is gone or damaged.
    """
    found = [delivery for commit in read_commits(folder) for delivery in commit.deliveries]
    found.sort(key=lambda delivery: delivery.load_id)
    return found


def data_files(folder: Path) -> dict[str, int]:
    """The data files that the table has now: name → bytes. Raises as `deliveries` does."""
    found: dict[str, int] = {}
    for commit in read_commits(folder):
        for name in commit.removed:
            found.pop(name, None)
        found.update(commit.added)
    return found


def read_commits(folder: Path) -> Iterator[Commit]:
    """All commits of a table in their order. Raises `DataError` when one is gone or damaged."""
    numbers = sorted(_commits(folder))
    if numbers != list(range(len(numbers))):
        raise DataError(
            f"The log of {folder} is not complete: it has {len(numbers)} commits up to version "
            f"{numbers[-1]}.",
            where=str(folder / LOG),
            remedy=way_out(folder),
        )
    for number in numbers:
        path = commit_path(folder, number)
        try:
            yield _read(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DataError(
                f"A commit of the lake cannot be read: {_reason(error)}.",
                where=str(path),
                remedy=way_out(folder),
            ) from None


def commit_path(folder: Path, number: int) -> Path:
    """Where a version of a table is written down."""
    return folder / LOG / f"{number:020d}.json"


def way_out(folder: Path) -> str:
    """What to do about a damaged table: the log tells which files were loaded."""
    return (
        "Restore it from a backup of the lake. Without one, move the folder "
        f"{folder} away and run again: what still lies at the source's location is loaded anew."
    )


def checkpoints(folder: Path) -> list[Path]:
    """What only makes reading the log faster, and can be left out at any time."""
    with_parts = (folder / LOG).glob("*.checkpoint*.parquet")
    return sorted([*with_parts, *(folder / LOG).glob(LAST_CHECKPOINT)])


def forget_checkpoints(folder: Path) -> bool:
    """Remove what only makes reading the log faster; whether there was anything."""
    there = checkpoints(folder)
    for path in there:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return bool(there)


def is_hint_whole(folder: Path) -> bool:
    """Whether `_last_checkpoint`, if it is there, names a checkpoint that is there."""
    hint = folder / LOG / LAST_CHECKPOINT
    if not os.path.lexists(hint):
        return True
    try:
        named = int(json.loads(hint.read_text(encoding="utf-8"))["version"])
        return any((folder / LOG).glob(f"{named:020d}.checkpoint*.parquet"))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _commits(folder: Path) -> Iterator[int]:
    try:
        with os.scandir(folder / LOG) as entries:
            names = [entry.name for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        stem, _, suffix = name.partition(".")
        if suffix == "json" and stem.isdecimal():
            yield int(stem)


def _read(path: Path) -> Commit:
    lines = path.read_text(encoding="utf-8").splitlines()
    actions: list[dict[str, Any]] = [json.loads(line) for line in lines if line.strip()]
    if not actions:
        raise ValueError("it is empty")
    kinds = {name for action in actions for name in action}
    if path.stem.strip("0") == "" and not {"metaData", "protocol"} <= kinds:
        raise ValueError("it does not say what the table is")
    info = [it["commitInfo"] for it in actions if "commitInfo" in it]
    told = [entry for it in info for entry in json.loads(it.get(DELIVERIES, "[]"))]
    return Commit(
        tuple(map(Delivery.from_dict, told)),
        {_name(it["add"]): int(it["add"]["size"]) for it in actions if "add" in it},
        tuple(_name(it["remove"]) for it in actions if "remove" in it),
    )


def _name(action: dict[str, Any]) -> str:
    return Path(unquote(str(action["path"]))).name


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is no text"
    if isinstance(error, OSError):
        return str(error.strerror)
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
