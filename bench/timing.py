"""Two or more ways of doing the same, turn by turn, and what came of it."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median

Work = Callable[[], int]


@dataclass
class Pair:
    """Rows per second of Tillhouse and of the plain engine, medians of `rounds` turns."""

    way: str
    rows: int
    plain_engine: str
    tillhouse: float
    plain: float
    target: float | None
    others: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.tillhouse / self.plain

    @property
    def is_met(self) -> bool:
        return self.target is None or self.ratio >= self.target


def compare(
    way: str, works: dict[str, Work], rounds: int, target: float | None, warm_up: bool = True
) -> Pair:
    """Time works by turns; the first is Tillhouse, the second the plain engine.

    Each returns its number of rows, which must be the same. A turn not counted warms files up.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    counts = set()
    for turn in range(rounds + warm_up):
        for name, work in works.items():
            gc.collect()
            started = time.perf_counter()
            counts.add(work())
            if turn >= warm_up:
                seconds[name].append(time.perf_counter() - started)
    if len(counts) != 1:
        raise AssertionError(f"{way}: not the same rows by each: {sorted(counts)}")
    rows = counts.pop()
    speeds = {name: rows / median(taken) for name, taken in seconds.items()}
    ours, plain, *others = speeds
    more = {name: speeds[name] for name in others}
    return Pair(way, rows, plain, speeds[ours], speeds[plain], target, more)


def show(pairs: Sequence[Pair], as_json: bool) -> int:
    """Print the figures; the exit code: 1 where a target is missed."""
    if as_json:
        json.dump([{**asdict(pair), "ratio": pair.ratio} for pair in pairs], sys.stdout, indent=2)
        print()
    else:
        print(f"{'way in':<14}{'rows':>11}{'rows/s':>12}{'plain':>12}{'ratio':>7}  beside")
        for pair in pairs:
            print(_line(pair))
    return int(not all(pair.is_met for pair in pairs))


def _line(pair: Pair) -> str:
    told = pair.plain_engine
    if pair.target is not None:
        told += f" (target {pair.target}{'' if pair.is_met else ': MISSED'})"
    for name, speed in pair.others.items():
        told += f"; {name} {speed:,.0f}"
    return (
        f"{pair.way:<14}{pair.rows:>11,}{pair.tillhouse:>12,.0f}{pair.plain:>12,.0f}"
        f"{pair.ratio:>7.2f}  {told}"
    )
