"""What lies in the lake and is used by nothing: tables and columns that no model reads (R26).

Each is told with how often it is filled and some of its values; of what may be personal, and of
texts that people wrote, only how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tillhouse.config import Project
from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.usage import named_columns
from tillhouse.lake.bronze import Bronze, Snapshot
from tillhouse.onboarding.names import likeness
from tillhouse.sources.files.connection import connect, path_literal
from tillhouse.wording import plural

LOOKED_AT = 1_000  # rows of a table: enough to recognise a column by
EXAMPLES = 3
ALIKE = 0.5
# Numbers, dates and codes with a digit in them; no name, no sentence, no address.
PLAIN = re.compile(
    r"[+-]?[0-9][0-9.,:/ TZ+-]*|[A-Za-z_-]{0,6}[0-9][A-Za-z0-9._/-]{0,12}|true|false"
)


@dataclass(frozen=True)
class Unused:
    """A column that nothing uses; without a column, a whole table.

    `rows` is how many were looked at, `filled` how many of them have a value.
    """

    source_system: str
    table: str
    column: str
    rows: int
    filled: int
    samples: str

    @property
    def told(self) -> str:
        """`sales.note: filled in 12 of 40 rows, such as 7, 12`."""
        if not self.column:
            return f"{self.table}: no model reads it ({plural(self.rows, 'row')})"
        such = f", such as {self.samples}" if self.samples else ""
        return f"{self.table}.{self.column}: filled in {self.filled:,} of {self.rows:,} rows{such}"

    def as_dict(self) -> dict[str, Any]:
        """For a program, and for the published table."""
        return asdict(self)


def find_unused(project: Project, bronze: Bronze) -> list[Unused]:
    """Everything in the lake that no model of its source reads."""
    found: list[Unused] = []
    for source, table in bronze.tables():
        snapshot = bronze.snapshot(source, table)
        if source not in project.sources or snapshot is None or not snapshot.files:
            continue
        used = named_columns(project.sources[source].kind, project.own_sources)
        found += _of_table(source, table, snapshot, used, bronze)
    return found


def unused_lines(found: Iterable[Unused]) -> list[str]:
    """What a person is told: a line each, with the source."""
    return [f"{it.source_system}: {it.told}" for it in found]


def _of_table(
    source: str, table: str, snapshot: Snapshot, used: dict[str, set[str]], bronze: Bronze
) -> list[Unused]:
    if table not in used:
        rows = sum(entry.rows for entry in bronze.ledger(source, table))
        return [Unused(source, table, "", rows, rows, "")]
    names = [name for name in snapshot.delivered if name not in used[table]]
    if not names:
        return []
    listed = ", ".join(path_literal(Path(file)) for file in snapshot.files)
    columns = ", ".join(f'"{name}"' for name in names)
    with connect() as connection:
        first: list[tuple[str | None, ...]] = connection.execute(
            f"select {columns} from read_parquet([{listed}], union_by_name = true) "
            f"limit {LOOKED_AT}"
        ).fetchall()
    values = {name: tuple(row[at] for row in first) for at, name in enumerate(names) if first}
    return [_column(source, table, name, values[name]) for name in names if name in values]


def _column(source: str, table: str, name: str, values: tuple[str | None, ...]) -> Unused:
    given = [value.strip() for value in values if value and value.strip()]
    shown = sorted(set(given))[:EXAMPLES]
    is_shown = not is_personal(name) and all(PLAIN.fullmatch(value) for value in shown)
    samples = ", ".join(shown) if is_shown else ""
    return Unused(source, table, name, len(values), len(given), samples)


@cache
def is_personal(name: str) -> bool:
    """Whether a column is called like one that names a person or leads to one."""
    return any(
        likeness(name, entity.name, column.name) >= ALIKE
        for entity in read_entities()
        for column in entity.columns
        if column.is_pii
    )
