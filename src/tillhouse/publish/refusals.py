"""Why nothing is published: somebody else's files in the place of ours, a disk without room."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.disk import disk_error
from tillhouse.errors import ConfigError

if TYPE_CHECKING:
    from tillhouse.publish.swap import Shelf

WHERE = "[publish] path"
STANDS = "What was published before is still there."


def is_foreign(place: Path) -> bool:
    """A link holds nothing and may be set anew; a file or folder in its place is somebody's."""
    return os.path.lexists(place) and not place.is_symlink()


def refuse_foreign(found: Sequence[Path]) -> None:
    """`ConfigError` that names what is not Tillhouse's where something is to be published."""
    if not found:
        return
    first = found[0]
    kind = "folder" if first.is_dir() else "file"
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    raise ConfigError(
        f"{first} is a {kind} that Tillhouse did not make{more}; nothing was published",
        where=f"{WHERE}: {', '.join(map(str, found))}",
        remedy=f"Move it away, then run again. {STANDS}",
    )


@contextmanager
def writing_to(shelf: Shelf) -> Iterator[None]:
    """Turn what the file system refuses (no space, no right) into a `ConfigError`, and give back
    the room that the unfinished release took."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError):
            shelf.clear()
        if told := _told(error, shelf.target):
            raise told from error
        raise


def _told(error: BaseException, target: Path) -> ConfigError | None:
    is_of_database = type(error).__module__ in ("duckdb", "_duckdb")
    if not isinstance(error, OSError) and not is_of_database:
        return None
    if told := disk_error(error, target, WHERE, STANDS):
        return told
    if not isinstance(error, OSError) and type(error).__name__ != "IOException":
        return None
    return ConfigError(
        f"Nothing could be published to {target}: {error}",
        where=WHERE,
        remedy=f"Name a folder that the user of Tillhouse may write to. {STANDS}",
    )
