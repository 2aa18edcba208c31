"""The sales file of one day at the tills, and what is noted about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.pos_records import COLUMNS, TillDay, Totals
from tillhouse.demo.streams import Ints

HEADER = ",".join(COLUMNS)


@dataclass(frozen=True)
class DayFile:
    """Where the file of one day goes, and what is noted about it."""

    root: Path
    till: TillDay
    names: Any
    key: AnswerKey
    totals: Totals
    prices: Ints  # list price of every product on the day, in cents

    def path(self, note: str = "", ending: str = ".csv", before: str = "") -> Path:
        """Where a file of this day lies."""
        day = self.till.date
        name = f"{before}sales_{day.isoformat()}{note}{ending}"
        return self.root / "sales" / f"{day:%Y}" / f"{day:%m}" / name

    def place(self, path: Path) -> str:
        """The path as the answer key names it: below the location of the source."""
        return path.relative_to(self.root).as_posix()

    def plant(self, path: Path, **facts: object) -> None:
        """Notes a defect in a sales file of the tills."""
        self.key.plant("pos", "sales", self.place(path), **{"entity": "order_lines", **facts})

    def count_loaded(self) -> None:
        """Counts the whole day as loaded from one file."""
        till = self.till
        self.totals.files += 1
        self.totals.add("loaded", len(till), int(till.cents.sum()), till.date)
