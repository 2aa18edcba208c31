"""Delimited text, record by record: exact, and slower than the engine's reader.

It defines what a record is (RFC 4180: a quoted value may hold delimiters, doubled quotes and line
breaks). The engine's reader is used wherever it provably says the same; files with records that do
not fit are read here, so that each of them keeps its number and its text.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from tillhouse.bounds import LONGEST_RECORD

QUOTE = b'"'
OPEN = "a quoted value is not closed"

Fields = list[bytes | None]


@dataclass(slots=True)
class Record:
    """`number` as a spreadsheet counts: the header is 1. `problem` is empty for a good record.

    Values are None where nothing stands between two delimiters and b"" where "" does.
    """

    number: int
    line: int
    fields: Fields
    raw: bytes
    problem: str = ""


def records(file: BinaryIO, delimiter: bytes | None) -> Iterator[Record]:
    """All records of a UTF-8 file that is open at its start. Blank lines count, but are no records.

    Without a delimiter each line is a record of one value, whatever quotes stand in it.
    A quote that is never closed, or is followed by text, costs only the line that it stands in.
    """
    lines = _Lines(file)
    number = 0
    while (line := lines.next()) is not None:
        number += 1
        at = lines.at
        if len(line) > LONGEST_RECORD:
            yield Record(number, at, [], line, f"longer than {LONGEST_RECORD:,} bytes")
        elif delimiter is None:
            if line:
                yield Record(number, at, [line], line)
        elif QUOTE in line:
            yield _quoted(number, at, line, lines, delimiter)
        elif line:
            yield Record(number, at, _plain(line, delimiter), line)


def _plain(line: bytes, delimiter: bytes) -> Fields:
    fields: Fields = list(line.split(delimiter))
    return [value or None for value in fields] if b"" in fields else fields


def _quoted(number: int, at: int, line: bytes, lines: _Lines, delimiter: bytes) -> Record:
    text, taken = line, 0
    fields, problem = split(text, delimiter)
    while problem == OPEN and len(text) <= LONGEST_RECORD:
        following, size = lines.up_to_quote(taken)
        if not size:
            break
        text, taken = text + following, taken + size
        fields, problem = split(text, delimiter)
    if problem:
        return Record(number, at, [], line, problem)
    lines.drop(taken)
    return Record(number, at, fields, text)


def split(text: bytes, delimiter: bytes) -> tuple[Fields, str]:
    """The values of one record, or what is wrong with its quotes. Blanks around quotes go."""
    fields: Fields = []
    position = 0
    while True:
        start = _skip_blanks(text, position)
        if text[start : start + 1] == QUOTE:
            end = _closing_quote(text, start + 1)
            if end < 0:
                return [], OPEN
            fields.append(text[start + 1 : end].replace(b'""', QUOTE))
            position = _skip_blanks(text, end + 1)
            if position < len(text) and text[position : position + 1] != delimiter:
                return [], "text follows a closing quote"
        else:
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            fields.append(text[position:end] or None)
            position = end
        if position >= len(text):
            return fields, ""
        position += 1


def _skip_blanks(text: bytes, position: int) -> int:
    while text[position : position + 1] == b" ":
        position += 1
    return position


def _closing_quote(text: bytes, position: int) -> int:
    while (position := text.find(QUOTE, position)) >= 0:
        if text[position + 1 : position + 2] != QUOTE:
            return position
        position += 2
    return -1


class _Lines:
    """Physical lines without their ends, with as much looking ahead as a quote needs."""

    def __init__(self, file: BinaryIO) -> None:
        self._source = _lines(file)
        self._ahead: deque[bytes] = deque()
        self._end = self._last_end = b""
        self.at = 0

    def next(self) -> bytes | None:
        """The next line without its end; None at the end of the file."""
        line = self._ahead.popleft() if self._ahead else next(self._source, None)
        if line is None:
            return None
        self.at += 1
        self._end = _end_of(line)
        return line[: len(line) - len(self._end)]

    def up_to_quote(self, taken: int) -> tuple[bytes, int]:
        """The lines after the first `taken` up to one with a quote: their text and their count."""
        text, size, length = [self._end if not taken else self._last_end], 0, 0
        while (line := self._peek(taken + size)) is not None:
            size, length = size + 1, length + len(line)
            text.append(line)
            if QUOTE in line or length > LONGEST_RECORD:
                break
        joined = b"".join(text)
        self._last_end = _end_of(joined)
        return joined[: len(joined) - len(self._last_end)], size

    def drop(self, count: int) -> None:
        """Pass over lines that have been taken into a record."""
        for _ in range(count):
            self._ahead.popleft()
        self.at += count

    def _peek(self, index: int) -> bytes | None:
        while len(self._ahead) <= index:
            line = next(self._source, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[index]


def _end_of(line: bytes) -> bytes:
    if line.endswith(b"\r\n"):
        return b"\r\n"
    return line[-1:] if line.endswith((b"\n", b"\r")) else b""


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends. Where a file has no line feed, a carriage return ends its lines."""
    first = file.readline()
    if first.startswith(b"\xef\xbb\xbf"):
        first = first[3:]
    if first.endswith(b"\n") or b"\r" not in first:
        return chain([first] if first else [], file)
    return iter(re.findall(rb"[^\r]*\r|[^\r]+$", first))
