"""Facts that decide how a staging model is written: asked of the rows, not of the names."""

from __future__ import annotations

from dataclasses import dataclass

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Looked

MOST_PREFIXES = 8


@dataclass(frozen=True)
class Prefix:
    """Letters in front of some order numbers: how many rows have them, how many are returns."""

    letters: str
    rows: int
    negative: int

    @property
    def is_return(self) -> bool:
        return self.negative == self.rows


def odd_prefixes(guess: Guess, looked: Looked) -> list[Prefix]:
    """Letters that few order numbers begin with, where most have none or others."""
    order, quantity = guess.name_of("order_id"), guess.name_of("quantity")
    amount = quantity or guess.name_of("stated_amount") or guess.name_of("unit_price")
    if not order:
        return []
    below = f"coalesce(try_cast(trim({amount}) as double) < 0, false)" if amount else "false"
    rows = looked.ask(
        f"select upper(regexp_extract(trim({order}), '^[A-Za-z]*')) as letters, count(*) as n, "
        f"count(*) filter (where {below}) from {guess.table.view} where trim({order}) <> '' "
        f"group by 1 order by n desc, letters limit {MOST_PREFIXES}"
    )
    found = [Prefix(str(a), int(str(b)), int(str(c))) for a, b, c in rows]
    total = sum(it.rows for it in found)
    if not found or found[0].rows < 0.8 * total or len(found) == MOST_PREFIXES:
        return []
    return [it for it in found[1:] if it.letters]


def is_line_key(guess: Guess, looked: Looked) -> bool:
    """Whether order and line number tell all lines apart."""
    order, line = guess.name_of("order_id"), guess.name_of("line_number")
    if not order or not line:
        return False
    sql = (
        f"select count(*) - count(distinct (trim({order}), trim({line}))) from {guess.table.view} "
        f"where trim({order}) <> '' and trim({line}) <> ''"
    )
    return looked.ask(sql)[0][0] == 0


def split_orders(guess: Guess, looked: Looked) -> int:
    """Orders whose lines stand in more than one file."""
    order = guess.name_of("order_id")
    if not order or len(guess.table.files) < 2:
        return 0
    sql = (
        f"select count(*) from (select trim({order}) from {guess.table.view} "
        f"where trim({order}) <> '' group by 1 having count(distinct _file) > 1)"
    )
    return int(str(looked.ask(sql)[0][0]))


def repeated_keys(guess: Guess, key: str, looked: Looked) -> int:
    """Rows beyond the first of their key."""
    column = guess.name_of(key)
    if not column:
        return 0
    sql = f"select count({column}) - count(distinct trim({column})) from {guess.table.view}"
    return int(str(looked.ask(f"{sql} where trim({column}) <> ''")[0][0]))
