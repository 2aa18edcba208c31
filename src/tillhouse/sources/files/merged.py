"""Cells of a sheet that are merged over several rows: the value holds for each of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

Cell = tuple[int, int]


class Merged:
    """The merged ranges of a sheet, given as (first cell, last cell), (row, column) from 0.

    Blocks of rows are filled one after the other: a range may begin in one and end in the next.
    """

    def __init__(self, ranges: Iterable[tuple[Cell, Cell]]) -> None:
        self._ranges = deque(sorted((top, left, bottom) for (top, left), (bottom, _) in ranges))
        self._open: list[tuple[int, int, Any]] = []  # last row, column, value

    def fill_down(self, block: list[list[Any]], first: int) -> None:
        """Write the value of each merged cell into the rows below it, only over its range.

        `first` is the number of the block's first row, from 1. Rows that nothing is merged over
        stay as they are.
        """
        for column, start, end, value in list(self._parts(block, first - 1)):
            for row in block[start:end]:
                if column < len(row) and _is_blank(row[column]):
                    row[column] = value

    def _parts(self, block: list[list[Any]], at: int) -> Iterator[tuple[int, int, int, Any]]:
        """(column, first row, row after the last, value) in the rows of the block."""
        size = len(block)
        still = [it for it in self._open if it[0] >= at + size]
        for last, column, value in self._open:
            yield column, 0, min(last + 1 - at, size), value
        while self._ranges and self._ranges[0][0] < at + size:
            top, left, bottom = self._ranges.popleft()
            if bottom == top or top < at:
                continue
            value = block[top - at][left] if left < len(block[top - at]) else None
            yield left, top - at + 1, min(bottom + 1 - at, size), value
            if bottom >= at + size:
                still.append((bottom, left, value))
        self._open = still


def _is_blank(value: Any) -> bool:
    return value is None or value == ""
