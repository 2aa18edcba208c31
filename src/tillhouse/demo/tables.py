"""Flat tables of text columns: spoilt by a list of kinds, noted, and written.

The CRM, ERP and API systems are such tables; how a table becomes a file is decided here alone,
so that another format is a change of one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from tillhouse.demo.answer_key import AnswerKey
from tillhouse.demo.dirt import SMALLEST_COUNT, DirtKind, read_amount
from tillhouse.demo.streams import open_stream
from tillhouse.demo.workbooks import write_workbook
from tillhouse.demo.world import World
from tillhouse.demo.writers import delivered_on, join_columns, replace_records, write_records


@dataclass(frozen=True)
class Table:
    """One table of a system: `columns` are Arrow text arrays, quoted where they need it.

    With `cells`, the kinds of its columns in Excel, it becomes a workbook, and nothing is quoted.
    """

    system: str
    name: str
    entity: str
    columns: dict[str, Any]
    kinds: Sequence[DirtKind] = ()
    quantity: str = ""  # the columns whose product is a row's amount
    price: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.{'xlsx' if self.cells else 'csv'}"

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


def write_table(
    world: World, root: Path, key: AnswerKey, table: Table
) -> list[tuple[int, DirtKind]]:
    """Spoils, notes and writes a table. Returns (0-based row, kind) as planted."""
    changed: dict[int, list[str]] = {}
    planted: list[tuple[int, DirtKind]] = []
    g = open_stream(world.seed, "dirt", table.system, table.name)
    counts = [max(SMALLEST_COUNT, round(k.rate * len(table))) for k in table.kinds]
    kinds = np.repeat(np.arange(len(counts)), counts)
    rows = g.permutation(len(table))[: len(kinds)]
    for number, row in zip(kinds.tolist(), rows.tolist(), strict=False):
        kind = table.kinds[number]
        fields = {name: column[row].as_py() for name, column in table.columns.items()}
        value = kind.spoil(fields, int(g.integers(0, 1 << 30)))
        changed[row] = list(fields.values())
        planted.append((row, kind))
        _note(key, table, row, kind, value, fields)
    write = _write_sheet if table.cells else _write_text
    write(root / table.file, table, changed, delivered_on(world.last_day))
    return planted


def _write_text(
    path: Path, table: Table, changed: dict[int, list[str]], modified: datetime
) -> None:
    lines = {row: ",".join(fields) for row, fields in changed.items()}
    records = replace_records(join_columns(list(table.columns.values())), lines)
    write_records(path, ",".join(table.columns), records, modified)


def _write_sheet(
    path: Path, table: Table, changed: dict[int, list[str]], modified: datetime
) -> None:
    columns = [column.to_pylist() for column in table.columns.values()]
    rows = [changed.get(at) or list(row) for at, row in enumerate(zip(*columns, strict=True))]
    write_workbook(path, table.name, [list(table.columns), *rows], table.cells, modified)


def _note(
    key: AnswerKey, table: Table, row: int, kind: DirtKind, value: object, fields: dict[str, str]
) -> None:
    amount = None
    if table.price:
        quantity = fields[table.quantity] if table.quantity else "1"
        amount = read_amount(quantity, fields[table.price])
    key.plant(
        table.system,
        table.name,
        table.file,
        row=row + 2,
        entity=table.entity,
        kind=kind.name,
        expected=kind.expected,
        column=kind.column,
        planted_value=value,
        reason_hint=kind.hint,
        amount="" if amount is None else f"{amount:.4f}",
    )
