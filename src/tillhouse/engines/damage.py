"""What DuckDB says of a file of its own: held by another program, damaged, or without room."""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tillhouse.disk import disk_error, is_full
from tillhouse.errors import BusyError, DataError, EngineError, UserError

SETTING = "[warehouse] path"
STANDS = "What is published stands."
ASIDE = "set-aside-"
SIDES = ("", ".wal")
# Of the file itself; of files of the lake DuckDB speaks otherwise, and names them.
DAMAGE = (
    "corrupt database file",
    "not a valid duckdb database file",
    "could not read enough bytes",
    "could not read from file",
    "failure while replaying wal",
    "database file with version number",
    "failed to deserialize",
    "serialization error",
    "internal error",
    "database has been invalidated",
    "failed to load metadata pointer",
)


# DuckDB's kinds of error that are about files; dbt puts kinds of its own before them.
KINDS = ("io", "fatal", "internal", "serialization", "permission", "transactioncontext")
KIND = re.compile(r"\b([A-Za-z]+) Error: ")
OF_DBT = ("runtime", "database", "compilation")


class DamagedWarehouse(EngineError):
    """The file of the warehouse cannot be read: it is to be set aside and built anew."""


def explain(error: BaseException, warehouse: Path, lake: str = "") -> UserError | None:
    """What an error of DuckDB means for the warehouse at that place; None where it is no matter of
    files. `lake` is the folder below which a file named in it is one of the lake."""
    said = str(error)
    if lake and ".parquet" in said and lake in said and not is_full(error):
        return _damaged_lake(said)
    if not isinstance(error, OSError) and _kind(said) not in KINDS:
        return None  # a value in the text of any other error is no news of the disk
    if "could not set lock" in said.lower():
        return _busy(warehouse, said)
    if told := disk_error(error, warehouse.parent, _setting(warehouse), STANDS):
        is_there = warehouse.is_dir() or _side(warehouse, ".wal").is_dir()
        return _damaged(warehouse, said) if is_there else told
    if any(it in said.lower() for it in DAMAGE):
        return _damaged(warehouse, said)
    return None


def set_aside(warehouse: Path) -> Path | None:
    """Move what lies in the place of the warehouse away; where it is now. Of several the last one
    is kept."""
    now = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    aside = warehouse.with_name(f"{warehouse.stem}-{ASIDE}{now}{warehouse.suffix}")
    for path in warehouse.parent.glob(f"{warehouse.stem}-{ASIDE}*"):
        if path.is_file() or path.is_symlink():
            path.unlink()
    moved = None
    for side in SIDES:
        with suppress(FileNotFoundError):
            moved = _side(warehouse, side).replace(_side(aside, side))
    return moved and aside


def _setting(warehouse: Path) -> str:
    """What names the place: a trial is built in the temporary folder."""
    with suppress(OSError):
        if Path(tempfile.gettempdir()) in warehouse.parents:
            return f"{SETTING}, or the temporary folder (TMPDIR)"
    return SETTING


def _kind(said: str) -> str:
    kinds = (found.lower() for found in KIND.findall(said))
    return next((kind for kind in kinds if kind not in OF_DBT), "")


def _side(warehouse: Path, side: str) -> Path:
    return warehouse.with_name(warehouse.name + side)


def _damaged(warehouse: Path, said: str) -> DamagedWarehouse:
    return DamagedWarehouse(
        "The warehouse is damaged and cannot be read",
        where=f"{warehouse}: {said.splitlines()[0][:300]}",
        remedy="It holds nothing that cannot be built anew from the lake: `tillhouse run --force`.",
    )


def _damaged_lake(said: str) -> DataError:
    return DataError(
        "A data file of the lake cannot be read",
        where=said.splitlines()[0][:400],
        remedy="Restore the file from a backup of the lake, then run again.",
    )


def _busy(warehouse: Path, said: str) -> BusyError:
    return BusyError(
        "Another program has the warehouse open",
        where=f"{warehouse}: {said}",
        remedy="Close it and run again. To look at tables, open what is published instead.",
    )
