"""The sample shop: one retailer, seen through five systems, with planted dirt and its answer key.

`generate_shop` is a function of (scale, days, seed, last_day): the same arguments give the same
bytes on every machine, and each system's files are the same whichever others are made.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.api import generate_api
from tillhouse.demo.crm import generate_crm
from tillhouse.demo.erp import generate_erp
from tillhouse.demo.orders import generate_orders
from tillhouse.demo.people import SYSTEMS
from tillhouse.demo.pos import generate_pos
from tillhouse.demo.truths import describe_world, list_people
from tillhouse.demo.world import World
from tillhouse.errors import ConfigError

Progress = Callable[[str, int, int], None]
_Generator = Callable[[World, Path, AnswerKey, Callable[[int, int], None]], tuple[int, int]]
GENERATORS: dict[str, _Generator] = {
    "orders": generate_orders,
    "pos": generate_pos,
    "crm": generate_crm,
    "erp": generate_erp,
    "api": generate_api,
}


@dataclass(frozen=True)
class ShopSummary:
    """What was made. `files` and `rows` are per system; `answer_key` is the folder of the key."""

    target: Path
    files: dict[str, int]
    rows: dict[str, int]
    seconds: float
    answer_key: Path

    @property
    def total_files(self) -> int:
        """Files over all systems."""
        return sum(self.files.values())

    @property
    def total_rows(self) -> int:
        """Rows over all systems."""
        return sum(self.rows.values())


def generate_shop(
    target: Path,
    *,
    scale: float = 1.0,
    days: int = 730,
    seed: int = 7,
    last_day: date = date(2025, 12, 31),
    systems: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> ShopSummary:
    """Writes the shop under `target`, one folder per system and `answer_key/`.

    Scale 1 is about 5,000 customers and 500,000 sales lines over 730 days. `progress` is called
    with (system, done, total). Raises ConfigError for a value that makes no shop and for a
    target that already holds one (files of another shop would be taken for deliveries).
    """
    chosen = _check(target, scale, days, systems)
    started = time.perf_counter()
    world = World(scale=scale, days=days, seed=seed, last_day=last_day)
    key = AnswerKey(target / "answer_key")
    files: dict[str, int] = {}
    rows: dict[str, int] = {}
    for system in chosen:
        report = partial(progress, system) if progress else _stay_silent
        files[system], rows[system] = GENERATORS[system](world, target / system, key, report)
    key.truth["shop"] = describe_world(world)
    key.write_table("people", ("person", "system", "id", "spelling"), list_people(world, chosen))
    folder = key.close()
    return ShopSummary(target, files, rows, time.perf_counter() - started, folder)


def _stay_silent(done: int, total: int) -> None:
    pass


def _check(target: Path, scale: float, days: int, systems: Sequence[str] | None) -> tuple[str, ...]:
    if not 0 < scale <= 1000:
        raise ConfigError(
            f"scale {scale:g} makes no shop",
            where="scale",
            remedy="give a number above 0 and up to 1000; 1 is about 500,000 sales lines",
        )
    if not 1 <= days <= 3660:
        raise ConfigError(f"{days} days make no shop", where="days", remedy="give 1 to 3660 days")
    unknown = [s for s in systems or () if s not in SYSTEMS]
    if unknown:
        raise ConfigError(
            f"the sample shop has no system {unknown[0]!r}",
            where="systems",
            remedy=f"choose among {', '.join(SYSTEMS)}",
        )
    chosen = tuple(s for s in GENERATORS if systems is None or s in systems)
    taken = [s for s in (*SYSTEMS, "answer_key") if (target / s).exists()]
    if taken:
        raise ConfigError(
            f"there is a shop already: {target / taken[0]}",
            where=str(target),
            remedy="remove that folder or give another one",
        )
    return chosen
