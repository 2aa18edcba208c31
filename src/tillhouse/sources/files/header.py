"""From the names in a delivered header to column names in bronze."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tillhouse.sources.files.refused import Refused
from tillhouse.sources.table import TableSpec

# Signs that tell one column from another of the same words.
SIGNS = {"%": "pct", "#": "number", "€": "eur", "$": "usd", "£": "gbp", "¥": "jpy"}


@dataclass(frozen=True)
class Header:
    """Bronze names in delivered order; required columns not found; columns named twice."""

    columns: tuple[str, ...]
    missing: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def snake_case(name: str) -> str:
    """`CustomerID`, `Customer Id` and `customer-id` are all `customer_id`; `VAT %` is `vat_pct`."""
    text = unicodedata.normalize("NFKC", name).strip()
    for sign, word in SIGNS.items():
        text = text.replace(sign, f" {word} ")
    return _squeezed(text)


def _squeezed(name: str) -> str:
    """The name without its signs."""
    text = unicodedata.normalize("NFKC", name).strip()
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return re.sub(r"\W+|__+", "_", text).strip("_").lower()


def column_names(names: Sequence[str]) -> tuple[str, ...]:
    """A name for each delivered column: in snake_case, `column_<position>` where it has none, and
    with `_2` the second of two equal ones."""
    return _distinct(_plain(names), ())


def _plain(names: Sequence[str]) -> list[str]:
    return [snake_case(name) or f"column_{at}" for at, name in enumerate(names, start=1)]


def match_header(names: Sequence[str], table: TableSpec) -> Header:
    """Name every delivered column.

    A column that is neither declared nor an alias keeps its own name, as `column_names` gives it.
    One whose name is declared only without its signs (`discount` for `Discount %`) is that, unless
    another stands for it. A declared column that comes twice is ambiguous, unless the second one
    is declared too.
    """
    aliases = tuple((column, tuple(others)) for column, others in table.aliases.items())
    return _match(tuple(names), _Declared(table.columns, table.required, aliases))


class _Declared(NamedTuple):
    """What of a table decides how a header is read."""

    columns: tuple[str, ...]
    required: tuple[str, ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=1024)  # a folder of till files has one header thousands of times
def _match(names: tuple[str, ...], table: _Declared) -> Header:
    numbered = zip(_plain(names), column_names(names), strict=True)
    plain = [unique if unique in table.columns else name for name, unique in numbered]
    plain = [_unsigned(at, names, plain, table) for at in range(len(plain))]
    named = [_declared(name, plain, table) for name in plain]
    ambiguous = tuple(name for name in table.columns if named.count(name) > 1)
    missing = tuple(name for name in table.required if name not in named)
    return Header(_distinct(named, table.columns), missing, ambiguous)


def _unsigned(at: int, names: Sequence[str], plain: Sequence[str], table: _Declared) -> str:
    """The name of a column or, where only that is declared and nobody else's, without its signs."""
    bare = _squeezed(names[at])
    is_signed = bare and bare != plain[at]
    if not is_signed or _declared(plain[at], plain, table) in table.columns:
        return plain[at]
    is_free = sum(_squeezed(name) == bare for name in names) == 1
    return bare if is_free and _declared(bare, plain, table) in table.columns else plain[at]


def named_header(names: Sequence[str], table: TableSpec, *, line: int | None) -> Header:
    """As `match_header`; raises `Refused` when a mandatory column is missing or one comes twice."""
    header = match_header(names, table)
    if header.ambiguous:
        twice = ", ".join(header.ambiguous)
        raise Refused(
            f"the header names {twice} more than once",
            code="ambiguous_columns",
            line=line,
            missing=header.ambiguous,
        )
    if header.missing:
        raise Refused(
            f"{_missing(header.missing)}; the header is: {_listed(names)}",
            line=line,
            remedy=f"Deliver the file again with {_listed(header.missing)}.",
            code="missing_columns",
            columns=header.columns,
            missing=header.missing,
        )
    return header


def require_order(header: Header, table: TableSpec, *, line: int) -> None:
    """Raise `Refused` unless a file that is taken apart by position has the declared columns; only
    after them more may stand."""
    if header.columns[: len(table.columns)] != table.columns:
        raise Refused(
            "its columns are not those of the agreed layout, or stand in another order: "
            f"the header is {_listed(header.columns)}",
            code="other_layout",
            line=line,
            remedy=f"Its lines are read by position: deliver {_listed(table.columns)}.",
        )


def _missing(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"the mandatory column {names[0]} is missing"
    return f"the mandatory columns {_listed(names)} are missing"


def declared_count(names: Sequence[str], table: TableSpec) -> int:
    """How many of a header's names the table knows, by name or alias."""
    return len(set(match_header(names, table).columns) & set(table.columns))


def _declared(name: str, delivered: Sequence[str], table: _Declared) -> str:
    """The declared column meant by a name. An alias counts only where the name itself is absent."""
    if name in table.columns:
        return name
    for column, others in table.aliases:
        if column not in delivered and name in {snake_case(other) for other in others}:
            return column
    return name


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)[:300]


def _distinct(names: Sequence[str], declared: Sequence[str]) -> tuple[str, ...]:
    taken = set(names) | set(declared)
    seen: set[str] = set()
    numbers: dict[str, int] = {}  # of a name, the next one: a header may repeat it very often
    result = []
    for name in names:
        unique = name
        while unique in seen or (unique != name and unique in taken):
            number = numbers.get(name, 2)
            unique, numbers[name] = f"{name}_{number}", number + 1
        seen.add(unique)
        result.append(unique)
    return tuple(result)
