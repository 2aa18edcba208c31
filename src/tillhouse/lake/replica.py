"""A lake on object storage: the storage holds it, and a folder beside the project works with it.

Every run reads all of bronze, so that a copy on the machine's own disk is what the engines read;
what is on the storage is the lake: real Delta tables, which anybody may read there. Files of a lake
are never changed, only added, so that both are the same when they have the same names:

- `pull` brings what the storage has, data before the log that makes it visible;
- `push` takes new files there in the same order. A commit is only created, never overwritten:
  where another machine wrote the same version first, the push ends and the storage stays as it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from tillhouse.errors import BusyError, SourceError
from tillhouse.lake import log
from tillhouse.lake.layouts import FOLDER
from tillhouse.lake.refused import JOURNAL
from tillhouse.lake.storage import explained, open_store

WHERE = "[lake] path"
SMALL = 8 * 1024 * 1024  # sent in one piece
PIECE = 32 * 1024 * 1024


class Replica:
    """The lake at `address`, worked on in the folder `root`, which belongs to it alone."""

    def __init__(self, address: str, environment: Mapping[str, str], root: Path) -> None:
        self.address = address
        self.root = root
        self._store = open_store(self.address, environment, where=WHERE)

    def pull(self) -> None:
        """Make the folder hold what the storage holds. Raises `SourceError`."""
        with self._reaching():
            there = self._listed()
            for table in _tables(there):
                if self._is_other(table, there):
                    shutil.rmtree(self.root / table)  # the storage is right
            for path, size in sorted(there.items(), key=_order):
                here = self.root / path
                if not here.exists() or (_is_rewritten(path) and here.stat().st_size < size):
                    self._download(path, size, here)

    def push(self) -> None:
        """Make the storage hold what the folder holds.

        Raises `SourceError`, or `BusyError` when another machine wrote to the lake meanwhile.
        """
        with self._reaching():
            there = self._listed()
            for table in _tables(there):
                if self._is_other(table, there):
                    raise self._overtaken(table)
            here = {path.relative_to(self.root).as_posix(): path for path in self._files()}
            new = [path for path in here if path not in there]
            for path in sorted(new, key=lambda path: _order((path, 0))):
                self._upload(path, here[path])
            for path in filter(_is_rewritten, set(here) & set(there)):
                if here[path].stat().st_size != there[path]:
                    self._upload(path, here[path])
            for path in self._pruned(there, set(here)):
                self._store.delete(path)

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        from obstore.exceptions import NotFoundError

        try:
            with explained(self.address, where=WHERE):
                yield
        except NotFoundError:
            raise SourceError(
                f"There is no container or bucket for the lake {self.address}.",
                where=WHERE,
                remedy="Create it, or correct the address; names are case-sensitive.",
            ) from None

    def _listed(self) -> dict[str, int]:
        entries = (entry for part in self._store.list() for entry in part)
        return {str(entry["path"]): int(entry["size"]) for entry in entries}

    def _files(self) -> Iterator[Path]:
        found = self.root.rglob("*")
        return (path for path in found if path.is_file() and not path.name.startswith("."))

    def _is_other(self, table: str, there: Mapping[str, int]) -> bool:
        """Whether the newest commit that both have is not the same in both."""
        common = [path for path in there if _is_commit(path) and path.startswith(f"{table}/")]
        common = sorted(path for path in common if (self.root / path).exists())
        if not common:
            return False
        content = bytes(self._store.get(common[-1]).bytes())
        return content != (self.root / common[-1]).read_bytes()

    def _overtaken(self, place: str) -> BusyError:
        return BusyError(
            f"Another run wrote to the lake {self.address} at the same time",
            where=place,
            remedy="Run again: what it loaded is known then, and the rest is loaded after it.",
        )

    def _download(self, path: str, size: int, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}.part")
        with unfinished.open("wb") as out:
            for start in range(0, size, PIECE):
                piece = {"range": (start, min(start + PIECE, size))}
                out.write(bytes(self._store.get(path, options=piece).bytes()))
        unfinished.replace(target)

    def _upload(self, path: str, source: Path) -> None:
        from obstore.exceptions import AlreadyExistsError

        options: Any = {"use_multipart": source.stat().st_size > SMALL}
        if _is_commit(path):
            options = {"use_multipart": False, "mode": "create"}
        try:
            self._store.put(path, source, **options)
        except AlreadyExistsError:
            raise self._overtaken(path) from None

    def _pruned(self, there: Mapping[str, int], here: set[str]) -> list[str]:
        """Data files on the storage that retention removed here, and that no table uses."""
        gone = [path for path in there if path.endswith(".parquet") and path not in here]
        data = [path for path in gone if log.LOG not in PurePosixPath(path).parts]
        used = {path for table in {_table_of(path) for path in data} for path in self._used(table)}
        return sorted(set(data) - used)

    def _used(self, table: str) -> Iterator[str]:
        from deltalake import DeltaTable

        folder = self.root / table
        if log.is_table(folder):
            for uri in DeltaTable(str(folder)).file_uris():
                yield f"{table}/{Path(uri).name}"


def _tables(paths: Mapping[str, int]) -> list[str]:
    return sorted({_table_of(path) for path in paths if _is_commit(path)})


def _table_of(path: str) -> str:
    return "/".join(PurePosixPath(path).parts[:2])


def _is_commit(path: str) -> bool:
    place = PurePosixPath(path)
    return place.parent.name == log.LOG and place.suffix == ".json" and place.stem.isdecimal()


def _is_rewritten(path: str) -> bool:
    """The few files that grow or change."""
    place = PurePosixPath(path)
    return place.name in (JOURNAL, "_last_checkpoint") or place.parent.name == FOLDER


def _order(entry: tuple[str, int]) -> tuple[int, str]:
    """Data first, then commits by their number, then what only makes reading them faster."""
    path = entry[0]
    if log.LOG not in PurePosixPath(path).parts:
        return (0, path)
    return (1 if _is_commit(path) else 2, path)
