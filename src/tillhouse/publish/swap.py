"""Put a finished release where readers open it, in one step.

    published/sales.duckdb  ->  releases/audiences/current/sales.duckdb      never change
    published/sales         ->  releases/audiences/current/sales
    published/releases/audiences/current  ->  <release>                      the one switch

Readers follow two links, of which only the second ever changes, and it changes by one rename.
So every audience's database and Parquet folder go over at the same moment, and a run that is
killed leaves either the old release or the new one. Where links cannot be made (Windows, some
mounted volumes) each file is replaced by a rename of its own instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from tillhouse.errors import BusyError, ConfigError
from tillhouse.publish.access import OPEN_FOLDER
from tillhouse.publish.parquet import force_to_disk

CURRENT = "current"


class Shelf:
    """The releases of one thing that is swapped whole, below the folder that users open."""

    def __init__(self, target: Path, name: str) -> None:
        self.target = target
        self.name = name
        self.next = target / ".next" / name
        self.releases = target / "releases" / name

    def stage(self) -> Path:
        """An empty folder, closed to others, in which to build; leftovers of a kill are removed."""
        for folder in (self.target, self.target / "releases", self.releases):
            _make(folder)
        _remove(self.next)
        self.next.mkdir(parents=True)
        self.next.chmod(0o700)
        return self.next

    def current(self) -> Path | None:
        """The folder of the release that readers see, or None."""
        link = self.releases / CURRENT
        return self.releases / link.readlink() if link.is_symlink() else None

    def swap(self, release: str) -> Path:
        """Let readers see what was staged, under the name `release`; the folder it now is in."""
        if not can_link(self.next.parent):
            return self._replace_files()
        before = self.current()
        folder = self._shelve(release)
        for entry in sorted(folder.iterdir()):
            self._link_for_readers(entry.name)
        _set_link(self.releases / CURRENT, folder.name)
        force_to_disk(self.releases)
        self._withdraw(folder)
        self._prune({folder.name, before.name if before else ""})
        return folder

    def _shelve(self, release: str) -> Path:
        folder, number = self.releases / release, 1
        while folder.exists():  # the same run published before
            number += 1
            folder = self.releases / f"{release}-{number}"
        self.next.chmod(OPEN_FOLDER)
        self.next.rename(folder)
        force_to_disk(self.releases)
        return folder

    def _link_for_readers(self, entry: str) -> None:
        # Made before the switch: killed in between, a new audience's link leads nowhere yet.
        link, leads_to = self.target / entry, self._way_to(entry)
        if link.is_symlink() and link.readlink() == Path(leads_to):
            return
        if link.is_dir() and not link.is_symlink():
            raise ConfigError(
                f"{link} is a folder that Tillhouse did not make",
                where="[publish] path",
                remedy="Move it away, then run again; nothing was published.",
            )
        _set_link(link, leads_to)

    def _way_to(self, entry: str) -> str:
        return f"releases/{self.name}/{CURRENT}/{entry}"

    def _withdraw(self, folder: Path) -> None:
        # An audience that is no longer published must not stay readable under its name.
        for link in self.target.iterdir():
            if not link.is_symlink() or (folder / link.name).exists():
                continue
            if link.readlink() == Path(self._way_to(link.name)):
                link.unlink()

    def _prune(self, kept: set[str]) -> None:
        for folder in self.releases.iterdir():
            is_release = folder.is_dir() and not folder.is_symlink()
            if is_release and folder.name not in kept and not is_held_open(folder):
                shutil.rmtree(folder, ignore_errors=True)  # what resists goes next time

    def _replace_files(self) -> Path:
        # The list of what was placed lets the next run remove what is no longer published.
        listed = self.releases / "placed.txt"
        before = listed.read_text("utf-8").splitlines() if listed.is_file() else []
        files = [path for path in sorted(self.next.rglob("*")) if path.is_file()]
        names = [path.relative_to(self.next).as_posix() for path in files]
        listed.write_text("\n".join(sorted({*before, *names})), "utf-8")
        try:
            for folder in (path for path in sorted(self.next.iterdir()) if path.is_dir()):
                (self.target / folder.name).mkdir(exist_ok=True)
                shutil.copystat(folder, self.target / folder.name)
            for path, name in zip(files, names, strict=True):
                path.replace(self.target / name)
            for name in set(before) - set(names):
                (self.target / name).unlink(missing_ok=True)
        except PermissionError as error:
            raise BusyError(
                f"{error.filename} is open in another program",
                where=str(self.target),
                remedy="Close it there, then run again; this system cannot replace open files.",
            ) from error
        listed.write_text("\n".join(names), "utf-8")
        _remove(self.next)
        return self.target


@contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """Turn what the file system refuses (no space, no right) into a `ConfigError`."""
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        raise ConfigError(
            f"Nothing could be published to {target}: {error}",
            where="[publish] path",
            remedy="Name a folder with space that the user of Tillhouse may write to. What was "
            "published before is still there.",
        ) from error


def can_link(folder: Path) -> bool:
    """Whether links can be made here and replaced by one rename."""
    if os.name == "nt":
        return False
    probe = folder / ".can_link"
    try:
        _set_link(probe, "nowhere")
        probe.unlink()
    except OSError:
        return False
    return True


def is_held_open(folder: Path) -> bool:
    """Whether another process has one of the DuckDB files open (DuckDB locks what it reads)."""
    try:
        import fcntl
    except ImportError:
        return False
    for path in folder.glob("*.duckdb"):
        try:
            with path.open("r+b") as handle:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _set_link(link: Path, leads_to: str) -> None:
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(leads_to)
    new.replace(link)


def _make(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(OPEN_FOLDER)  # whatever the umask; a folder that was there keeps its mode


def _remove(folder: Path) -> None:
    if folder.exists():
        folder.chmod(0o700)
        shutil.rmtree(folder)
