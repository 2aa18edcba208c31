"""A record of JSON as the columns of bronze: text, with every digit that was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tillhouse.sources.files.header import Header, match_header
from tillhouse.sources.spec import TableSpec

LONGEST_EXPONENT = 100  # 1e999999999 is six letters in JSON and a gigabyte in plain digits

Texts = dict[str, str]


class Unreadable(Exception):
    """A record that is no row. The text says why."""


def row_of(record: Any, table: TableSpec) -> Texts:
    """Column → text, without the columns that are null; nested values are JSON.

    Names are matched as in the header of a file. Raises `Unreadable`.
    """
    if not isinstance(record, Mapping):
        raise Unreadable(f"a {_kind(record)} instead of an object")
    columns = named(tuple(record), table).columns
    try:
        texts = {
            column: as_text(value) for column, value in zip(columns, record.values(), strict=True)
        }
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    row = {column: text for column, text in texts.items() if text is not None}
    if any("\0" in text for text in row.values()):
        raise Unreadable("it holds NUL characters")
    return row


def as_text(value: Any) -> str | None:
    """The text of one value: numbers in plain digits, true and false, objects and lists as JSON."""
    if value is None or isinstance(value, str):
        return value
    return as_json(value)


def as_json(value: Any) -> str:
    """Compact JSON in which numbers keep all their digits."""
    if isinstance(value, Mapping):
        pairs = (
            f"{json.dumps(name, ensure_ascii=False)}:{as_json(it)}" for name, it in value.items()
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(as_json(it) for it in value) + "]"
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 4096:
        raise Unreadable("a number is too long")
    return json.dumps(value, ensure_ascii=False)


@lru_cache(maxsize=1024)
def named(names: tuple[str, ...], table: TableSpec) -> Header:
    """The columns that the fields of a record stand for."""
    return match_header(names, table)


def _plain(number: Decimal) -> str:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > LONGEST_EXPONENT:
        raise Unreadable("a number is too long")
    return format(number, "f")


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    return {list: "list", str: "text", bool: "truth value"}.get(type(value), "number")
