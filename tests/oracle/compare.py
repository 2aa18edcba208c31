"""Compare what was recomputed with what was published, row for row, and say where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Key = tuple[Any, ...]
Rows = dict[Key, dict[str, Any]]  # key of a row → its other columns
SHOWN = 8


def by_key(rows: Sequence[dict[str, Any]], key: Sequence[str]) -> Rows:
    """Rows by their key; one that comes twice is an error."""
    found: Rows = {}
    for row in rows:
        values = tuple(row[column] for column in key)
        assert values not in found, f"two rows have the key {values}"
        found[values] = {column: value for column, value in row.items() if column not in key}
    return found


def assert_same(
    expected: Rows, found: Rows, only: Sequence[str] = (), without: Sequence[str] = ()
) -> None:
    """The same keys, and the same value in each column (`only` these, or all `without` those)."""
    differences = [f"missing   {key}: {expected[key]}" for key in expected if key not in found]
    differences += [f"too many  {key}: {found[key]}" for key in found if key not in expected]
    for key in expected.keys() & found.keys():
        columns = only or [column for column in found[key] if column not in without]
        differences += differing_cells(key, expected[key], found[key], columns)
    assert not differences, report(differences, len(expected))


def differing_cells(
    key: Key, expected: dict[str, Any], found: dict[str, Any], columns: Sequence[str]
) -> list[str]:
    return [
        f"{column}  {key}: recomputed {expected.get(column, 'nothing')!s}, published "
        f"{found[column]!s}"
        for column in columns
        if column not in expected or expected[column] != found[column]
    ]


def report(differences: list[str], row_count: int) -> str:
    """The first few, those of the same kind together."""
    differences = sorted(differences)
    hidden = len(differences) - SHOWN
    more = [f"… and {hidden} more"] if hidden > 0 else []
    head = f"{len(differences)} differences in {row_count} rows:"
    return "\n  ".join([head, *differences[:SHOWN], *more])
