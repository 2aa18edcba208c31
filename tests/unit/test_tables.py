"""Tables for people: readable at 80 columns, plain in a pipe."""

from __future__ import annotations

from tillhouse.tables import cell, size, table_text

ROWS = [("pos", 12345, "a reason that is rather long, as reasons are, " * 3), ("orders", 7, "b")]


def test_at_80_columns_no_line_is_longer_and_nothing_is_cut():
    text = table_text(("source", "rows", "reason"), ROWS, width=80)
    assert max(map(len, text.splitlines())) <= 80
    assert "".join(ROWS[0][2].split()) in "".join(
        "".join(line[16:].split()) for line in text.splitlines()
    )


def test_without_a_width_each_row_is_one_line():
    lines = table_text(("source", "rows", "reason"), ROWS).splitlines()
    assert len(lines) == 3
    assert ROWS[0][2].strip() in lines[1]


def test_numbers_stand_to_the_right():
    lines = table_text(("n", "x"), [(12345, "a"), (7, "b")]).splitlines()
    assert lines[1].startswith("12,345")
    assert lines[2].startswith("     7")


def test_delivered_text_can_neither_break_a_line_nor_send_escapes_nor_be_markup():
    text = table_text(("x",), [("a\nb\x1b[31m[bold]c",)])
    assert text.splitlines() == ["x", "a b [31m[bold]c"]


def test_values_are_shown_as_a_person_writes_them():
    assert [cell(value) for value in (None, True, 1234567, "x")] == ["", "yes", "1,234,567", "x"]
    assert [size(count) for count in (12, 3_400, 5_600_000)] == ["12 B", "3.4 kB", "5.6 MB"]
