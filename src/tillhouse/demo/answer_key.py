"""What was planted, written down: which record holds which dirt and what must become of it.

`dirt.csv` has one row per planted defect. `row` is the record number in its file as a spreadsheet
shows it (the header is 1; Parquet has no header, its first row is 1); `line` is the 1-based
position within the JSON array of an order. A row without `row` speaks of the whole file.
`expected`: 'quarantined', 'superseded' and 'identical' are fates; 'kept' and 'flagged' rows must
be loaded; 'refused' files must not be. `amount` is quantity x price where both can be read.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

COLUMNS = (
    "system",
    "table",
    "file",
    "row",
    "line",
    "entity",
    "kind",
    "expected",
    "column",
    "planted_value",
    "reason_hint",
    "amount",
)


class AnswerKey:
    """Writes the key while the shop is made; holds nothing that grows with the shop."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.truth: dict[str, Any] = {"totals": {}}
        self.kinds: Counter[str] = Counter()
        self._dirt = (folder / "dirt.csv").open("w", newline="", encoding="utf-8")
        self._rows = csv.writer(self._dirt, lineterminator="\n")
        self._rows.writerow(COLUMNS)

    def plant(self, system: str, table: str, file: str, **facts: object) -> None:
        """Notes one defect. `facts` are the other columns of COLUMNS; missing ones are empty."""
        row = {"system": system, "table": table, "file": file, **facts}
        unknown = set(row) - set(COLUMNS)
        if unknown:
            raise TypeError(f"not a column of the answer key: {sorted(unknown)}")
        self.kinds[f"{system}/{row['kind']}"] += 1
        self._rows.writerow([row.get(name, "") for name in COLUMNS])

    def write_table(
        self, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """A further table of truths, `answer_key/<name>.csv`."""
        with (self.folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)

    def close(self) -> Path:
        """Writes truth.json and returns the folder of the key."""
        self._dirt.close()
        self.truth["planted"] = dict(sorted(self.kinds.items()))
        text = json.dumps(self.truth, indent=1, sort_keys=True, ensure_ascii=False)
        (self.folder / "truth.json").write_text(text + "\n", encoding="utf-8")
        return self.folder


def format_cents(cents: int) -> str:
    """Cents to exact decimal text: -1234 -> '-12.34'."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
