"""What the XML of a sheet says that the reader of cells does not tell.

Error values, formulas that were never computed, and how far the sheet reaches. Nearly all programs
write cells in one form, which patterns find quickly; any other form (a prefix before every tag,
attributes in another order, cells without a place) is read by an XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from tillhouse.bounds import Bounds
from tillhouse.sources.files.size import too_large

OVERLAP = 64 * 1024  # longer than any cell that is looked for
ERROR = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"[^>]*\bt="e"[^>]*>(?:<f\b.*?(?:/>|</f>))?<v>([^<]*)</v>'
)
# A formula whose result is no text and is not there: the program that wrote it computed nothing.
UNCOMPUTED = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*(?:/>|>[^<]*</f>)\s*'
    rb"(?:<v\s*/>|<v></v>)?\s*</c>"
)
FAR_RIGHT = re.compile(rb'<c r="([A-Z]{2,})[0-9]')
ROW = re.compile(rb'<row r="([0-9]+)"')
PLACE = re.compile(r"([A-Za-z]+)([0-9]+)")
# Each tag must be followed by its place as often as it is there; none of these may be there.
PLACED = ((b"<c ", b'<c r="'), (b"<row ", b'<row r="'))
OTHER_FORM = (
    b":c ",
    b":c>",
    b":row",
    b"<c>",
    b"<row>",
    b"<c\n",
    b"<c\t",
    b"<c\r",
    b"<!",
    b"='",
    b"\0",
)


@dataclass
class SheetFacts:
    """What the XML of one sheet says. Cells are (row, column), both from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 1

    def check(self, sheet: str, bounds: Bounds) -> None:
        """Raises `Refused` when the sheet reaches too far."""
        if self.last_row * self.last_column > bounds.cells:
            raise too_large(
                f"the sheet {sheet!r} reaches to row {self.last_row:,} and column "
                f"{self.last_column:,} (Ctrl+End in Excel leads there; perhaps a value stands far "
                "from the table)",
                f"{self.last_row * self.last_column:,} cells",
                bounds.cells,
                "cells",
            )


def is_usual(chunk: bytes) -> bool:
    """Whether a piece of a sheet is written in the form that patterns find."""
    begin, end = chunk.find(b"<"), chunk.rfind(b">") + 1
    body = chunk[begin:end] if begin > 0 or end < len(chunk) else chunk
    if any(sign in body for sign in OTHER_FORM):
        return False
    return all(body.count(tag) == body.count(placed) for tag, placed in PLACED)


def note_usual(chunk: bytes, facts: SheetFacts) -> None:
    """What a piece in the usual form says."""
    if b't="e"' in chunk:
        for letters, row, text in ERROR.findall(chunk):
            facts.errors[_cell(letters, row)] = text.decode("utf-8", "replace")
    if b"<f" in chunk:
        facts.uncomputed += [_cell(letters, row) for letters, row in UNCOMPUTED.findall(chunk)]
    right = {column_number(letters.decode()) for letters in FAR_RIGHT.findall(chunk)}
    facts.last_column = max(facts.last_column, *right, 26 if b"<c " in chunk else 1)
    facts.last_row = max(facts.last_row, *map(int, ROW.findall(chunk)), 0)


def read_any_form(sheet: str, chunks: Iterable[bytes], bounds: Bounds) -> SheetFacts:
    """The same of a whole sheet in any form; raises `expat.ExpatError` where it is no XML."""
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    for chunk in chunks:
        parser.Parse(chunk, False)
        reading.facts.check(sheet, bounds)
    parser.Parse(b"", True)
    return reading.facts


class _Reading:
    """The place in a sheet that is being parsed, and what was found up to there."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._row = self._column = 0
        self._type = ""
        self._has_formula = self._is_open = False
        self._value: list[str] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() else self._row + 1
            self._column = 0
        elif name == "c":
            self._begin_cell(attributes)
        elif name == "f":
            self._has_formula = True
        elif name == "v" or (name == "t" and self._type == "inlineStr"):
            self._is_open = True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = PLACE.fullmatch(attributes.get("r", ""))
        if place:
            self._row, self._column = int(place[2]), column_number(place[1].upper())
        else:
            self._column += 1
        self.facts.last_row = max(self.facts.last_row, self._row)
        self.facts.last_column = max(self.facts.last_column, self._column)
        self._type, self._has_formula, self._value = attributes.get("t", ""), False, []

    def text(self, text: str) -> None:
        if self._is_open:
            self._value.append(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("v", "t"):
            self._is_open = False
        elif name == "c":
            value, at = "".join(self._value), (self._row, self._column)
            if self._type == "e" and value:
                self.facts.errors[at] = value
            elif self._has_formula and not value and self._type != "str":
                self.facts.uncomputed.append(at)


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _cell(letters: bytes, row: bytes) -> tuple[int, int]:
    return int(row), column_number(letters.decode())
