"""Two tables of one shape: parts of one table, or one a copy of the other at another time.

Keys and content decide. A name only tells which of two copies is the one that lives.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from tillhouse.onboarding.mapping import Guess, own_key
from tillhouse.onboarding.shapes import FACTS
from tillhouse.onboarding.tables import Looked, Table

ALL, NONE = 0.9, 0.02  # of the keys of the smaller table, found in the other
SAME, OTHER = 0.75, 0.6  # of the values under keys that both have
ALIKE = 0.7  # of the columns of two tables of one shape
_SAYS_COPY = """
    bak backup back old copy kopie copia copie kopia tmp temp prev previous orig original save saved
    sicherung alt archive archiv archivo hist history snapshot snap test replica mirror before
"""
SAYS_COPY = frozenset(_SAYS_COPY.split())


class Likeness(Enum):
    """What two tables of one shape are to each other."""

    PARTS = "each has rows of its own"
    COPY = "the same rows, perhaps at another time"
    UNCLEAR = "some rows are in both"


def is_one_shape(one: Guess, other: Guess) -> bool:
    """Whether two tables have the same columns, but for a few, and values of the same kinds."""
    first, second = _columns(one.table), _columns(other.table)
    shared = set(first) & set(second)
    if len(shared) < ALIKE * max(len(first), len(second)):
        return False
    if any(one.name_of(name) != other.name_of(name) for name in one.entity.required):
        return False
    odd = [name for name in shared if not _is_one_kind(one.table, other.table, name)]
    return len(odd) <= 0.2 * len(shared)


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _is_one_kind(one: Table, other: Table, name: str) -> bool:
    first, second = one.column(name), other.column(name)
    if not first.filled or not second.filled:
        return True
    return (first.is_number, first.is_date) == (second.is_number, second.is_date)


def compare(one: Guess, other: Guess, looked: Looked) -> Likeness:
    """What two tables of one shape are to each other, by their keys and their rows."""
    shared = [name for name in _columns(one.table) if name in _columns(other.table)]
    key = _key(one, other)
    inside, same = _overlap(one.table, other.table, key or shared, shared, looked)
    if inside <= NONE:
        return Likeness.PARTS
    if not key:
        return Likeness.COPY if inside >= ALL else Likeness.UNCLEAR
    if same <= OTHER and one.entity.name in FACTS:
        return Likeness.PARTS  # numbers that begin again in each
    return Likeness.COPY if inside >= ALL and same >= SAME else Likeness.UNCLEAR


def _key(one: Guess, other: Guess) -> list[str]:
    """The columns that tell the rows of both apart; none where nothing does."""
    if one.table.key and one.table.key == other.table.key:
        return list(one.table.key)
    names = [own_key(one.entity.name)] if own_key(one.entity.name) else ["order_id"]
    if one.entity.name == "order_lines":
        second = next((it for it in ("line_number", "product_id") if one.name_of(it)), "")
        names = ["order_id", second]
    found = [one.name_of(name) for name in names if name]
    is_shared = all(found) and found == [other.name_of(name) for name in names if name]
    return found if is_shared else []


def _overlap(
    one: Table, other: Table, key: Sequence[str], columns: Sequence[str], looked: Looked
) -> tuple[float, float]:
    """The share of keys of the smaller table that the other has, and of equal values there."""
    rest = [name for name in columns if name not in key]
    equal = [f"(a.{it} = b.{it})::int" for it in rest]
    given = [f"(a.{it} is not null or b.{it} is not null)::int" for it in rest]
    same = "sum({}) / nullif(sum({}), 0)".format(
        " + ".join(f"coalesce({it}, 0)" for it in equal) or "1", " + ".join(given) or "1"
    )
    first, second = (_by_key(table, key, rest) for table in (one, other))
    joined = " and ".join(f"a.{it} = b.{it}" for it in key)
    row = looked.ask(
        f"with a as ({first}), b as ({second}) select count(*) / nullif(least((select count(*) "
        f"from a), (select count(*) from b)), 0), {same} from a join b on {joined}"
    )[0]
    return float(str(row[0] or 0)), float(str(row[1] or 0))


def _by_key(table: Table, key: Sequence[str], rest: Sequence[str]) -> str:
    keys = ", ".join(f"coalesce(trim({it}), '') as {it}" for it in key)
    values = "".join(f", min(nullif(trim({it}), '')) as {it}" for it in rest)
    return f"select {keys}{values} from {table.view} group by {', '.join(map(str, _places(key)))}"


def _places(key: Sequence[str]) -> range:
    return range(1, len(key) + 1)


def share_of_keys(guess: Guess, other: Guess, key: str, looked: Looked) -> float:
    """The share of a table's keys that another table has too, 0 to 1."""
    own, theirs = (f"nullif(trim({it.name_of(key)}), '')" for it in (guess, other))
    row = looked.ask(
        f"select count(*), count(*) filter (where k in (select {theirs} from {other.table.view} "
        f"where {theirs} is not null)) from (select distinct {own} as k from {guess.table.view}) "
        "where k is not null"
    )[0]
    total, found = (int(str(it)) for it in row)
    return found / total if total else 0.0


def living(one: Table, other: Table) -> tuple[Table, Table, bool]:
    """Of two copies the one that lives, the other, and whether name and size say the same."""
    says = [_says_copy(table, by) for table, by in ((one, other), (other, one))]
    if says[0] != says[1]:
        lives, copy = (other, one) if says[0] else (one, other)
        return lives, copy, lives.rows >= copy.rows
    order = sorted((one, other), key=lambda it: (-it.rows, -_last_day(it), len(it.name), it.name))
    return order[0], order[1], True


def _says_copy(table: Table, other: Table) -> bool:
    """Whether a name says so: a word for it, or the other's name with something behind."""
    own, theirs = _delivered_name(table), _delivered_name(other)
    found = set(re.findall(r"[a-z]+", own)) - set(re.findall(r"[a-z]+", theirs))
    return bool(found & SAYS_COPY) or (own.startswith(theirs) and own != theirs)


def _delivered_name(table: Table) -> str:
    """The name of its sheet, relation or first file, without the ending."""
    if table.relations or table.sheets:
        return (*table.sheets, *table.relations)[0].casefold()
    return Path(table.files[0]).name.partition(".")[0].casefold() if table.files else table.name


def _last_day(table: Table) -> int:
    last = max((column.last_date for column in table.columns), default="")
    return int(last.replace("-", "") or 0)
