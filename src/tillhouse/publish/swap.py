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
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from tillhouse.errors import BusyError
from tillhouse.publish.access import OPEN_FOLDER
from tillhouse.publish.durable import force_to_disk
from tillhouse.publish.refusals import is_foreign, refuse_foreign

CURRENT = "current"
PLACED = "placed.txt"  # what lies there where no links can be made


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
        self.clear()
        self.next.mkdir(parents=True)
        self.next.chmod(0o700)
        return self.next

    def clear(self) -> None:
        """Remove what was staged and not swapped: of a killed run, or of a disk that was full."""
        _remove(self.next)
        for link in (*self.target.glob(".*.new"), *self.releases.glob(".*.new")):
            if link.is_symlink():
                link.unlink()

    def foreign(self, entries: Iterable[str]) -> list[Path]:
        """What lies where `entries` are to be published, and was not put there by Tillhouse."""
        places = [self.target / name for name in entries] + [self.releases / CURRENT]
        folders = (self.target, self.target / "releases", self.releases)
        taken = [it for it in folders if it.exists() and not it.is_dir()]
        ours = self._placed()
        return taken + [it for it in places if is_foreign(it) and it.name not in ours]

    def current(self) -> Path | None:
        """The folder of the release that readers see, or None."""
        link = self.releases / CURRENT
        return self.releases / link.readlink() if link.is_symlink() else None

    def swap(self, release: str) -> Path:
        """Let readers see what was staged, under the name `release`; the folder it now is in."""
        if not can_link(self.next.parent):
            return self._replace_files()
        refuse_foreign(self.foreign(entry.name for entry in self.next.iterdir()))
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
        if link.is_dir() and not link.is_symlink():  # ours, of when no links could be made here
            shutil.rmtree(link)
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

    def _listed(self) -> list[str]:
        with suppress(OSError, UnicodeDecodeError):
            return (self.releases / PLACED).read_text("utf-8").splitlines()
        return []

    def _placed(self) -> set[str]:
        """The names that readers open, where files were placed for want of links."""
        return {PurePosixPath(name).parts[0] for name in self._listed() if name}

    def _replace_files(self) -> Path:
        # The list of what was placed lets the next run remove what is no longer published.
        listed = self.releases / PLACED
        before = self._listed()
        files = [path for path in sorted(self.next.rglob("*")) if path.is_file()]
        names = [path.relative_to(self.next).as_posix() for path in files]
        entries = sorted({PurePosixPath(name).parts[0] for name in names} - self._placed())
        refuse_foreign([it for name in entries if is_foreign(it := self.target / name)])
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
    """A folder that readers may walk through, also those above it that are not there yet."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        folder.chmod(OPEN_FOLDER)  # whatever the umask; a folder that was there keeps its mode


def _remove(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        folder.chmod(0o700)
        shutil.rmtree(folder)
    elif os.path.lexists(folder):
        folder.unlink()
