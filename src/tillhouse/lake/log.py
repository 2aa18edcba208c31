"""The Delta log of a local table, read as the plain JSON files that it is.

Reading it so costs milliseconds and imports nothing; a run with nothing new needs no more. Bronze
never lets the log expire, so that every commit is still there as JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from tillhouse.errors import DataError
from tillhouse.lake.delivery import Delivery

LOG = "_delta_log"
DELIVERIES = "tillhouse.deliveries"


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
    found: list[Delivery] = []
    commits = sorted(_commits(folder))
    if commits != list(range(len(commits))):
        raise DataError(
            f"The log of {folder} is not complete: it has {len(commits)} commits up to version "
            f"{commits[-1]}.",
            where=str(folder / LOG),
            remedy="Restore the folder from a backup: the log tells which files were loaded.",
        )
    for number in commits:
        found.extend(_read(folder / LOG / f"{number:020d}.json"))
    found.sort(key=lambda delivery: delivery.load_id)
    return found


def _commits(folder: Path) -> Iterator[int]:
    try:
        with os.scandir(folder / LOG) as entries:
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return
    for name in names:
        stem, _, suffix = name.partition(".")
        if suffix == "json" and stem.isdigit():
            yield int(stem)


def _read(commit: Path) -> Iterator[Delivery]:
    with commit.open(encoding="utf-8") as lines:
        for line in lines:
            if DELIVERIES not in line:
                continue
            try:
                entries = json.loads(line)["commitInfo"][DELIVERIES]
            except (ValueError, KeyError) as error:
                raise DataError(
                    f"A commit of the lake cannot be read: {error}.",
                    where=str(commit),
                    remedy="Restore the file from a backup.",
                ) from None
            yield from map(Delivery.from_dict, json.loads(entries))
