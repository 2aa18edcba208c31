from __future__ import annotations

from io import BytesIO

import pytest

from tillhouse.sources.files import records as module
from tillhouse.sources.files.records import Record, records


def parse(text: str, delimiter: bytes = b",") -> list[Record]:
    return list(records(BytesIO(text.encode()), delimiter))


def test_a_quoted_line_break_does_not_end_a_record() -> None:
    found = parse('a,b\n1,"x\r\ny"\n2,z\n')
    assert [record.fields for record in found] == [[b"a", b"b"], [b"1", b"x\r\ny"], [b"2", b"z"]]
    assert [record.number for record in found] == [1, 2, 3]
    assert [record.line for record in found] == [1, 2, 4]


def test_nothing_and_an_empty_text_are_told_apart() -> None:
    assert parse('a,"",b,\n')[0].fields == [b"a", b"", b"b", None]


def test_values_stay_as_delivered() -> None:
    assert parse(" 007 ,NULL,NA,5.0\n")[0].fields == [b" 007 ", b"NULL", b"NA", b"5.0"]


def test_a_quote_inside_an_unquoted_value_is_text() -> None:
    assert parse('5" pipe,2\n')[0].fields == [b'5" pipe', b"2"]


def test_a_quote_that_is_never_closed_costs_one_line() -> None:
    found = parse('a,b\n"oops,2\n3,4\n5,6\n')
    assert found[1].problem
    assert found[1].raw == b'"oops,2'
    assert [record.fields for record in found[2:]] == [[b"3", b"4"], [b"5", b"6"]]
    assert [record.number for record in found] == [1, 2, 3, 4]


def test_text_after_a_closing_quote_costs_one_line() -> None:
    found = parse('a,b\n"5" pipe,2\n3,4\n')
    assert "closing quote" in found[1].problem
    assert found[2].fields == [b"3", b"4"]


def test_blank_lines_are_no_records_but_count_as_rows() -> None:
    found = parse("a,b\n\n1,2\r\n\r\n3,4\n")
    assert [(record.number, record.line) for record in found] == [(1, 1), (3, 3), (5, 5)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_understood(newline: str) -> None:
    found = parse(newline.join(["a,b", "1,2", "3,4"]))
    assert [record.fields for record in found] == [[b"a", b"b"], [b"1", b"2"], [b"3", b"4"]]


def test_a_record_beyond_the_limit_is_kept_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_RECORD", 100)
    found = parse("a,b\n1," + "x" * 200 + "\n2,y\n")
    assert "longer than" in found[1].problem
    assert len(found[1].raw) == 202
    assert found[2].fields == [b"2", b"y"]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert parse("\ufeffa,b\n")[0].fields == [b"a", b"b"]
