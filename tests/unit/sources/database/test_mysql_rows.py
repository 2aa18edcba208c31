"""Rows of MySQL's protocol, in whatever pieces they come off the wire."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tillhouse.sources.database.mysql_rows import Decoder

LARGEST = 0xFFFFFF
END = b"\xfe\x00\x00\x22\x00"
Row = tuple[str | None, ...]
ROWS: list[Row] = [
    ("1", "Zoë", None),
    ("2", "", "x" * 250),
    ("3", None, "x" * 251),
    ("4", "y" * 70_000, None),
    (None, None, None),
]


def value(text: str | None) -> bytes:
    if text is None:
        return b"\xfb"
    data = text.encode()
    for largest, mark, size in ((250, b"", 1), (0xFFFF, b"\xfc", 2), (LARGEST, b"\xfd", 3)):
        if len(data) <= largest:
            return mark + len(data).to_bytes(size, "little") + data
    return b"\xfe" + len(data).to_bytes(8, "little") + data


def packets(payload: bytes) -> bytes:
    """A payload as the server sends it: cut where it is larger than a packet can be."""
    pieces = [payload[at : at + LARGEST] for at in range(0, len(payload) + 1, LARGEST)]
    return b"".join(len(it).to_bytes(3, "little") + b"\0" + it for it in pieces)


def answer(rows: Sequence[Row], end: bytes = END) -> bytes:
    return b"".join(packets(b"".join(map(value, row))) for row in rows) + packets(end)


def decoded(pieces: Sequence[bytes]) -> tuple[list[Row], Decoder]:
    decoder, rows = Decoder(["a", "b", "c"]), []
    for piece in pieces:
        for batch in decoder.take(piece):
            rows += list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
    return rows, decoder


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_do_not_matter(seed: int) -> None:
    data, draw = answer(ROWS), random.Random(seed)
    cuts = sorted(draw.sample(range(1, 400), 20))
    pieces = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    rows, decoder = decoded(pieces)
    assert rows == ROWS
    assert decoder.is_at_end


def test_a_row_larger_than_a_packet_is_joined() -> None:
    large: list[Row] = [("1", "a", "b"), ("2", "z" * (2 * LARGEST + 5), "c"), ("3", None, "d")]
    data = answer(large)
    assert decoded([data])[0] == large
    assert decoded([data[at : at + 1_000_000] for at in range(0, len(data), 1_000_000)])[0] == large


def test_a_large_first_value_is_not_taken_for_the_end() -> None:
    rows: list[Row] = [("z" * (LARGEST + 1), "a", "b"), ("2", None, "c")]
    assert decoded([answer(rows)])[0] == rows


def test_a_refusal_in_the_middle_is_no_end() -> None:
    rows, decoder = decoded([answer(ROWS[:2], b"\xff\x05\x04#70100killed")])
    assert rows == ROWS[:2]
    assert decoder.error.endswith(b"killed")


def test_bytes_that_stop_are_no_end() -> None:
    assert not decoded([answer(ROWS)[:-3]])[1].is_at_end


def test_an_answer_without_rows_has_no_batch() -> None:
    rows, decoder = decoded([answer([])])
    assert rows == []
    assert decoder.is_at_end
