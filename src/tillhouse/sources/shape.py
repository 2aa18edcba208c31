"""What a table looks like as it is delivered: its columns in order, and what their values are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tillhouse.sources.files.header import snake_case

# One letter per column; NO_KIND where there are too few values, or too many kinds of them.
NO_KIND = "?"
KINDS = {
    "n": "numbers",
    "d": "dates",
    "w": "dates written in another way",
    "b": "true and false",
    "t": "text",
}
SAMPLE = 32  # of the first rows of a delivery
FEWEST = 3  # values, to say of what kind a column is
MOST, SOME = 0.9, 0.5  # shares of the sample
ALIKE = 0.6  # of two names
PATTERNS = {
    "n": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?",
    "d": r"\d{4}-\d\d-\d\d(?:[T ][^\n]*)?",
    "w": r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?: [^\n]*)?",
    "b": r"true|false|True|False|TRUE|FALSE",
}
ONE = {kind: re.compile(pattern) for kind, pattern in PATTERNS.items()}
ALL = {kind: re.compile(rf"(?:(?:{pattern})\n)+") for kind, pattern in PATTERNS.items()}
# The last word of a column's name that says that its values are a key or a code, and no amounts.
CODES = (
    *("id", "ids", "key", "guid", "uuid", "code", "no", "nr", "num", "number", "ref", "reference"),
    *("sku", "ean", "gtin", "upc", "barcode", "plu"),
    *("zip", "zipcode", "postcode", "postal", "phone", "telephone"),
)
CODE_ENDINGS = ("nr", "nummer", "numero", "code")  # Kundennr, articlecode
# What a database says of a column, down to the same letters.
TYPES = {
    "n": re.compile(r"int|numeric|decimal|money|float|double|real|number|serial", re.IGNORECASE),
    "d": re.compile(r"date|time", re.IGNORECASE),
    "b": re.compile(r"bool|bit", re.IGNORECASE),
}


@dataclass(frozen=True)
class Shape:
    """`kinds` has one letter per column, or is empty where nothing is known of the values."""

    columns: tuple[str, ...]
    kinds: str = ""

    def kind(self, column: str) -> str:
        """The letter of a column."""
        at = self.columns.index(column)
        return self.kinds[at] if at < len(self.kinds) else NO_KIND


def is_code(column: str) -> bool:
    """Whether a column is called like one of keys or codes: `order_id`, `CustomerID`, `EAN`."""
    last = next(reversed(re.findall(r"[a-z]+", snake_case(column))), "")
    return last in CODES or last.endswith(CODE_ENDINGS)


def kind_of(values: Iterable[str | None]) -> str:
    """The letter for a sample of a column; nine of ten values must be of a kind."""
    given = [value for value in values if value]
    if len(given) < FEWEST:
        return NO_KIND
    joined = "\n".join(given) + "\n"
    for kind, pattern in ALL.items():
        if pattern.fullmatch(joined):
            return kind
    shares = {
        kind: sum(map(bool, map(pattern.fullmatch, given))) / len(given)
        for kind, pattern in ONE.items()
    }
    best = max(shares, key=lambda kind: shares[kind])
    if shares[best] >= MOST:
        return best
    return NO_KIND if shares[best] >= SOME else "t"


def kinds_of(columns: Iterable[str], values: Callable[[str], Iterable[str | None]]) -> str:
    """One letter for each column, from the first values that `values` gives of it."""
    return "".join(kind_of(values(name)) for name in columns)


def kind_of_type(data_type: str) -> str:
    """The letter for a type of a database."""
    for kind, pattern in TYPES.items():
        if pattern.search(data_type):
            return kind
    return "t"


def renames(before: Shape, now: Shape) -> Mapping[str, str]:
    """Old name → new one, for each column that seems only to be called differently.

    A guess: one is gone, one is new, both stand in the same place (or have like names), and
    nothing that is known of their values speaks against it.
    """
    found: dict[str, str] = {}
    new = [name for name in now.columns if name not in before.columns]
    for old in (name for name in before.columns if name not in now.columns):
        fit = [name for name in new if name not in found.values()]
        fit = [name for name in fit if _may_be_same(old, name, before, now)]
        if fit:
            found[old] = max(fit, key=lambda name: _likeness(old, name, before, now))
    return found


def _may_be_same(old: str, new: str, before: Shape, now: Shape) -> bool:
    kinds = {before.kind(old), now.kind(new)} - {NO_KIND}
    return len(kinds) < 2 and _likeness(old, new, before, now) >= ALIKE


def _likeness(old: str, new: str, before: Shape, now: Shape) -> float:
    """Above 1 for the same place; otherwise how much the names are alike, from 0 to 1."""
    same = before.columns.index(old) == now.columns.index(new)
    same = same or _left(old, before.columns, now) == _left(new, now.columns, before)
    return float(same) * 2 + SequenceMatcher(None, old, new).ratio()


def _left(name: str, columns: Sequence[str], other: Shape) -> str:
    """The nearest column to the left that the other shape has too."""
    shared = [it for it in columns[: columns.index(name)] if it in other.columns]
    return shared[-1] if shared else ""
