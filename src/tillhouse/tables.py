"""Small tables for people: folded to the terminal's width, one plain line per row in a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Sequence
from typing import Any

PIPE_WIDTH = 10_000


def table_text(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], *, width: int | None = None
) -> str:
    """A table as text. Columns whose values are all numbers stand to the right.

    `width` is the terminal's, if standard output is one; without a width nothing is folded.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [[cell(value) for value in row] for row in rows]
    values = list(zip(*shown, strict=True)) or [()] * len(columns)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    for name, column in zip(columns, values, strict=True):
        is_number = all(_is_number(text) for text in column) and any(column)
        table.add_column(Text(name), justify="right" if is_number else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(text) for text in row))
    page = io.StringIO()
    console = Console(file=page, width=width or _width(), color_system=None, legacy_windows=False)
    console.print(table)
    return "\n".join(line.rstrip() for line in page.getvalue().splitlines())


def cell(value: Any) -> str:
    """A value as a person reads it: 1,234 · yes · nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    # What was delivered may hold anything; a line break or an escape must not upset the table.
    return "".join(c if c.isprintable() else " " for c in str(value))


def size(count: int) -> str:
    """Bytes as 12 B, 3.4 kB, 5.6 MB, 7.8 GB."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _is_number(text: str) -> bool:
    return not text or text.replace(",", "").replace(".", "", 1).lstrip("-").isdecimal()


def _width() -> int:
    if not sys.stdout.isatty():
        return PIPE_WIDTH
    from shutil import get_terminal_size

    return max(60, get_terminal_size((80, 24)).columns)
