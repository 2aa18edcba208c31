"""The states: each kept file damaged in each way, each folder full, closed, missing."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# One file of each kind that Tillhouse keeps or publishes: name → pattern below the project.
CACHE = "{cache}"  # beside the project, see `place_of`
KEPT = {
    "first commit": "lake/till/sales/_delta_log/*0.json",
    "second commit": "lake/till/sales/_delta_log/*1.json",
    "last commit": "lake/till/sales/_delta_log/*2.json",
    "commit of one delivery": "lake/orders/contacts/_delta_log/*1.json",
    "checkpoint": "lake/till/sales/_delta_log/*.checkpoint.parquet",
    "last checkpoint": "lake/till/sales/_delta_log/_last_checkpoint",
    "data file": "lake/till/sales/*.parquet",
    "data file of orders": "lake/orders/sales_orders/*.parquet",
    "refused journal": "lake/refused/till/refused.jsonl",
    "refused copy": "lake/refused/till/*.csv",
    "layouts": "lake/_layouts/till.json",
    "state": ".tillhouse/state.sqlite",
    "state log": ".tillhouse/state.sqlite-wal",
    "lock": ".tillhouse/lock",
    "warehouse file": "warehouse/warehouse.duckdb",
    "warehouse log": "warehouse/warehouse.duckdb.wal",
    "secret": ".env",
    "published database": "published/releases/audiences/current/sales.duckdb",
    "published table": "published/releases/audiences/current/marketing/customer_data_mart.parquet",
    "freshness": "published/releases/audiences/current/sales/data_freshness.parquet",
    "quality database": "published/releases/data_quality/current/data_quality.duckdb",
    "link to a database": "published/sales.duckdb",
    "link to a folder": "published/sales",
    "link to the release": "published/releases/audiences/current",
    "parsed models": CACHE + "/tillhouse/models/*/partial_parse.msgpack",
    "sum of parsed models": CACHE + "/tillhouse/models/*/partial_parse.sha256",
    "compiled models": CACHE + "/tillhouse/models/*/compiled/*/*.json.gz",
}
LINKS = ("link to a database", "link to a folder", "link to the release")
# Where every state ends in a whole run: every so manieth of the damages.
COSTLY = {
    "warehouse file": 2,
    "warehouse log": 2,
    "published database": 2,
    "published table": 3,
    "freshness": 3,
    "quality database": 3,
    "link to a folder": 2,
    "link to the release": 2,
    "parsed models": 3,
    "sum of parsed models": 3,
    "compiled models": 2,
}
OF_LINKS = ("rubbish", "missing", "of another time", "a folder", "a link")
FOLDERS = ("lake", "warehouse", "published", ".tillhouse")
SIZES = {"hardly any": 0.02, "some": 0.6, "nearly enough": 1.5}  # MiB of room


@dataclass(frozen=True)
class State:
    """One state: `what` was damaged `how`."""

    what: str
    how: str

    @property
    def name(self) -> str:
        return f"{self.what}, {self.how}".replace("/", " ")


def all_states() -> list[State]:
    """Every kind of file and folder in every way; of what costs a whole run, some of the ways."""
    files = [
        State(what, how)
        for number, what in enumerate(KEPT)
        for how in _thinned(_ways_of(what), number, COSTLY.get(what, 1))
    ]
    folders = [
        State(what, how) for number, what in enumerate(FOLDERS) for how in _thinned(WAYS, number, 2)
    ]
    whole = [State("every disk", f"files end at {size} KiB") for size in FILE_SIZES]
    return files + folders + whole


def _ways_of(what: str) -> tuple[str, ...]:
    return OF_LINKS if what in LINKS else tuple(DAMAGES)


def _thinned(ways: tuple[str, ...], first: int, step: int) -> tuple[str, ...]:
    """Every so manieth of them, beginning elsewhere for each kind of file."""
    return ways[first % step :: step]


def some_states() -> list[State]:
    """One of each way to be damaged, of other kinds of files and folders, the same each time."""
    states = all_states()
    random.Random(12).shuffle(states)
    return list({state.how: state for state in states}.values())


def truncate(path: Path, older: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path, older: Path) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[random.Random(path.name).randrange(len(content))] ^= 1
        path.write_bytes(content)


def empty(path: Path, older: Path) -> None:
    os.truncate(path, 0)


def rubbish(path: Path, older: Path) -> None:
    if path.is_symlink():
        path.unlink()
    path.write_bytes(random.Random(7).randbytes(4_000))


def remove(path: Path, older: Path) -> None:
    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def of_another_time(path: Path, older: Path) -> None:
    if older.is_file():
        shutil.copyfile(older, path)
    elif path.is_symlink():
        leads_to = path.readlink()
        path.unlink()
        path.symlink_to(leads_to.with_name(f"{leads_to.name}-of-before"))
    else:  # there was none yet
        remove(path, older)


def folder(path: Path, older: Path) -> None:
    remove(path, older)
    path.mkdir()
    (path / "somebody's.txt").write_text("keep me")


def link(path: Path, older: Path) -> None:
    remove(path, older)
    path.symlink_to("nowhere/at/all")


def unreadable(path: Path, older: Path) -> None:
    path.chmod(0)


DAMAGES: dict[str, Callable[[Path, Path], None]] = {
    "truncated": truncate,
    "one bit flipped": flip,
    "empty": empty,
    "rubbish": rubbish,
    "missing": remove,
    "of another time": of_another_time,
    "a folder": folder,
    "a link": link,
    "not readable": unreadable,
}
WAYS = (*(f"room for {size}" for size in SIZES), "read-only", "missing", "a file in its place")
FILE_SIZES = (4, 64, 300, 1_000, 8_000, 40_000)


@contextmanager
def small_disk(path: Path, mebibytes: float) -> Iterator[None]:
    """The folder on a disk of its own with so much room beyond what it holds."""
    held = sum(it.stat().st_size + 4096 for it in path.rglob("*") if not it.is_symlink())
    size = int(held + mebibytes * 1024 * 1024)
    aside = path.with_name(f"{path.name}-aside")
    path.rename(aside)
    path.mkdir(mode=0o700)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(path)]
    subprocess.run(command, check=True)
    try:
        shutil.copytree(aside, path, symlinks=True, dirs_exist_ok=True)
        yield
    finally:
        shutil.rmtree(aside)
        shutil.copytree(path, aside, symlinks=True)
        subprocess.run(["umount", "--lazy", str(path)], check=True)
        path.rmdir()
        aside.rename(path)
