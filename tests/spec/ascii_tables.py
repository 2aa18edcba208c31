"""Tables drawn in plain text, as the specs write their inputs and what they expect.

    customer_id | net_amount
    ada         | 12.50
    -           | 3.00

The first line names the columns; `-` is NULL; a line of dashes or an empty line is decoration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Row = dict[str, str | None]


def read_table(text: str) -> list[Row]:
    """The rows of a drawn table, every value as text."""
    header, *rows = _cells(text)
    for row in rows:
        assert len(row) == len(header), f"{row} does not have the columns {header}"
    return [
        {name: None if cell == "-" else cell for name, cell in zip(header, row, strict=True)}
        for row in rows
    ]


def read_header(text: str) -> list[str]:
    """The columns of a drawn table."""
    return _cells(text)[0]


def _cells(text: str) -> list[list[str]]:
    lines = [line.strip() for line in text.strip().splitlines()]
    drawn = [line for line in lines if line and not (set(line) <= set("-+| ") and "--" in line)]
    return [[cell.strip() for cell in line.split("|")] for line in drawn]


def draw_table(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line per row in the order of their text: equal lists are equal tables."""
    return sorted(" | ".join(show(row[name]) for name in columns) for row in rows)


def show(value: Any) -> str:
    """A value as a spec writes it: decimals keep their scale, so 1.5 is not 1.50.

    Amounts have three places for the currencies that need them: a third one of 0 is not drawn.
    """
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if not isinstance(value, Decimal):
        return str(value)
    has_idle_place = value.as_tuple().exponent == -3 and value == round(value, 2)
    return f"{round(value, 2) if has_idle_place else value:f}"


def typed(value: str | None, data_type: str) -> Any:
    """A drawn value in the neutral type of its column."""
    if value is None or data_type == "varchar":
        return value
    if data_type.startswith("decimal"):
        return Decimal(value).quantize(Decimal(1).scaleb(-int(data_type[:-1].split(",")[1])))
    if data_type == "boolean":
        return {"yes": True, "no": False}[value]
    readers = {"date": date.fromisoformat, "timestamp": datetime.fromisoformat, "double": float}
    return readers.get(data_type, int)(value)
