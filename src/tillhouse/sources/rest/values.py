"""A record of JSON as the columns of bronze: text, with every digit that was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tillhouse.sources.rest.json_stream import Number

LONGEST_EXPONENT = 100  # 1e999999999 is six letters in JSON and a gigabyte in plain digits

Texts = dict[str, str]


class Unreadable(Exception):
    """A record that is no row. The text says why."""


def fields_of(record: Any) -> tuple[str, ...]:
    """The names in a record; `Unreadable` when it has none because it is no object."""
    if not isinstance(record, Mapping):
        raise Unreadable(f"a {_kind(record)} instead of an object")
    return tuple(record)


def row_of(record: Mapping[str, Any], columns: Sequence[str]) -> Texts:
    """Column → text, without the columns that are null; nested values are JSON.

    `columns` are the names in bronze, one for each field. Raises `Unreadable`.
    """
    try:
        texts = {
            column: as_text(value) for column, value in zip(columns, record.values(), strict=True)
        }
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    row = {column: text for column, text in texts.items() if text is not None}
    _check_text("".join(row.values()))
    return row


def _check_text(text: str) -> None:
    """JSON can spell what no file can hold: NUL, and halves of a character."""
    if "\0" in text:
        raise Unreadable("it holds NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Unreadable("it holds half a character") from None


def as_text(value: Any) -> str | None:
    """The text of one value: numbers in plain digits, true and false, objects and lists as JSON."""
    kind = type(value)
    if kind is str or value is None:
        return value  # type: ignore[no-any-return]
    return _plain(value) if kind is Number else as_json(value)


def as_json(value: Any) -> str:
    """Compact JSON in which numbers are as they were sent."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, Mapping):
        names = (json.dumps(name, ensure_ascii=False) for name in value)
        pairs = zip(names, map(as_json, value.values()), strict=True)
        return "{" + ",".join(map(":".join, pairs)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(as_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _plain(number: Number) -> str:
    """1e5 as 100000: what reads the columns later knows digits only."""
    if "e" not in number.lower():
        return str(number)
    try:
        decimal = Decimal(number)
    except ArithmeticError:
        raise Unreadable("a number is too long") from None
    exponent = decimal.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > LONGEST_EXPONENT:
        raise Unreadable("a number is too long")
    return format(decimal, "f")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return {list: "list", str: "text", bool: "truth value"}.get(type(value), "number")
