"""Cells merged over several rows hold for each of them, and for no other."""

from __future__ import annotations

from typing import Any

from tillhouse.sources.files.merged import Merged


def filled(rows: list[list[Any]], *ranges: Any, size: int = 100) -> list[list[Any]]:
    merged = Merged(ranges)
    for at in range(0, len(rows), size):
        block = rows[at : at + size]
        merged.fill_down(block, at + 1)
    return rows


def test_a_value_is_filled_down_to_the_end_of_its_range() -> None:
    rows = [["A", 1], ["", 2], ["", 3], ["", 4]]
    assert filled(rows, ((0, 0), (2, 0))) == [["A", 1], ["A", 2], ["A", 3], ["", 4]]


def test_a_range_over_several_columns_fills_only_the_first_of_them() -> None:
    assert filled([["A", "", 1], ["", "", 2]], ((0, 0), (1, 1))) == [["A", "", 1], ["A", "", 2]]


def test_a_range_may_reach_over_several_blocks_of_rows() -> None:
    rows = [["A", 1], ["", 2], ["", 3], ["", 4], ["", 5], ["B", 6], ["", 7]]
    found = filled(rows, ((0, 0), (4, 0)), ((5, 0), (6, 0)), size=2)
    assert [row[0] for row in found] == ["A"] * 5 + ["B"] * 2
