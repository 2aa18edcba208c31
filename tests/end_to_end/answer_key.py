"""The answer key of the sample shop, read back: which record holds which dirt, and its fate.

A `Place` is (system, entity, file, row, line): what a record is called in the key and in the
warehouse alike. `line` is 0 where a record has none.
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Place = tuple[str, str, str, int, int]

# The rows that an unclosed quote swallows in products.csv, and the line that closes it.
SWALLOWED = 5


@dataclass(frozen=True)
class Planted:
    """One planted defect. `row` is None where the defect is one of the whole file."""

    place: Place
    kind: str
    expected: str
    column: str
    value: str
    is_whole_file: bool


class AnswerKey:
    """`dirt.csv` and `truth.json` of one generated shop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.totals: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))[
            "totals"
        ]

    @cached_property
    def planted(self) -> list[Planted]:
        """Every defect of the key, places as the warehouse names them."""
        with (self.folder / "dirt.csv").open(encoding="utf-8", newline="") as opened:
            rows = list(csv.DictReader(opened))
        broken = sorted({int(row["row"]) for row in rows if row["table"] == "products"})
        return [_planted(row, broken) for row in rows]

    def rows(self, expected: str, *kinds: str) -> Counter[Place]:
        """The records with that fate, of all kinds or of those given."""
        return Counter(
            it.place
            for it in self.planted
            if it.expected == expected and not it.is_whole_file and (not kinds or it.kind in kinds)
        )

    def files(self, expected: str) -> set[tuple[str, str]]:
        """(system, file) of the files with that fate."""
        return {
            (it.place[0], it.place[2])
            for it in self.planted
            if it.expected == expected and it.is_whole_file
        }

    @cached_property
    def kinds(self) -> dict[Place, set[str]]:
        """The kinds of dirt in each record."""
        found: dict[Place, set[str]] = defaultdict(set)
        for it in self.planted:
            found[it.place].add(it.kind)
        return dict(found)


def _planted(row: dict[str, str], broken: list[int]) -> Planted:
    number, line = int(row["row"] or 0), int(row["line"] or 0)
    if row["table"] == "products":
        # The key counts records as a strict reader sees them; the source reads line by line.
        number, line = number + line - 1 + SWALLOWED * broken.index(number), 0
    place = (row["system"], row["entity"], row["file"], number, line)
    return Planted(
        place, row["kind"], row["expected"], row["column"], row["planted_value"], not row["row"]
    )
