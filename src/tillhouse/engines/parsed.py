"""What dbt has read of the models, kept for the next run, check or project that reads the same.

Reading all models anew takes dbt many times as long as reading what has changed. It reads all when
a variable or the environment is another, so it is given here what shapes the models and nothing
else; a run passes its own values when the models are compiled.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tillhouse import __version__
from tillhouse.contracts.warehouse import models_stamp, warehouse_folder
from tillhouse.private import close_to_others
from tillhouse.scratch import remove_abandoned, scratch_prefix

MOST_SLOTS = 40
FILE = "partial_parse.msgpack"
SUM = "partial_parse.sha256"  # a damaged file would build other tables
OWN = "own_models"


class Slot:
    """A folder for one set of staging models, and copies there of the project's own ones.

    dbt remembers where the models lie, so the copies stay where they are from run to run. `own` is
    kind → folder of its models.
    """

    def __init__(
        self, fallback: Path, target: str, shape: Mapping[str, Any], own: Mapping[str, Path]
    ) -> None:
        folders = {kind: str(folder.absolute()) for kind, folder in own.items()}
        told = [__version__, str(warehouse_folder()), target, shape, folders]
        name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
        self.folder = _cache(fallback) / name
        self.own = dict(sorted(own.items()))

    @property
    def own_models(self) -> Path:
        """Where dbt finds the copies of the project's own models."""
        return self.folder / OWN

    def stamp(self) -> str:
        """Changes with any model or macro: by content for the project's own."""
        parts = [str(self.folder), models_stamp(warehouse_folder())]
        parts += [f"{path}|{path.read_text('utf-8')}" for path, _ in self._copies()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def begin(self, target: Path) -> None:
        """Bring the copies up to date, and give dbt in its folder `target` what it knows."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            os.utime(self.folder)  # in use: not to be forgotten now
            for folder in (self.folder, *self.own_models.rglob("*")):
                remove_abandoned(folder)
        wanted = {copy: path for path, copy in self._copies()}
        for copy in self.own_models.rglob("*.*"):
            if copy not in wanted:
                _remove(copy)
        for copy, path in wanted.items():
            _replace(path, copy)
        # What dbt wrote the last time is of no use, and it would believe a damaged file.
        _remove(target)
        target.mkdir(parents=True, exist_ok=True)
        with suppress(OSError):  # without it dbt reads all
            if _hash(self.folder / FILE) == (self.folder / SUM).read_text("ascii"):
                shutil.copyfile(self.folder / FILE, target / FILE)

    def end(self, target: Path) -> None:
        """Keep what dbt knows now; of all slots the latest ones. No run fails for want of that."""
        with suppress(OSError):
            (self.folder / SUM).unlink(missing_ok=True)
            _replace(target / FILE, self.folder / FILE)
            _write(self.folder / SUM, _hash(target / FILE))
        with suppress(OSError):
            self._forget_old()

    def _forget_old(self) -> None:
        slots = sorted(self.folder.parent.iterdir(), key=_last_used, reverse=True)
        for old in slots[MOST_SLOTS:]:
            shutil.rmtree(old, ignore_errors=True)

    def _copies(self) -> Iterator[tuple[Path, Path]]:
        for kind, folder in self.own.items():
            for path in sorted([*folder.glob("*.sql"), *folder.glob("*.yml")]):
                yield path, self.own_models / "staging" / kind / path.name


def _cache(fallback: Path) -> Path:
    """The user's folder for what can be made again; within the project where there is none."""
    with suppress(OSError, RuntimeError):
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home / "tillhouse" / "models"
        folder.mkdir(parents=True, exist_ok=True)
        close_to_others([home / "tillhouse"])
        if os.access(folder, os.W_OK):
            return folder
    return fallback


def _replace(path: Path, copy: Path) -> None:
    """Copy a file in one step, unless it is there: another process may be reading it."""
    with suppress(OSError):
        if copy.read_bytes() == path.read_bytes():
            return
    _write(copy, path.read_bytes())


def _write(copy: Path, content: bytes | str) -> None:
    if copy.is_dir():
        _remove(copy)
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_name(f"{scratch_prefix('.')}{copy.name}")
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    part.replace(copy)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _last_used(slot: Path) -> float:
    with suppress(OSError):
        return slot.stat().st_mtime
    return 0.0
