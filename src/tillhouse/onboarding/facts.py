"""Facts that decide how a staging model is written: asked of the rows, not of the names."""

from __future__ import annotations

from collections.abc import Sequence
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


def is_line_key(guess: Guess, looked: Looked, beside: Sequence[str] = ()) -> bool:
    """Whether order and line number tell the lines of each file apart. `beside`: further columns
    that an order is known by."""
    order, line = guess.name_of("order_id"), guess.name_of("line_number")
    if not order or not line:
        return False
    known = ", ".join(["_file", *(f"trim({name})" for name in (order, line, *beside))])
    sql = (
        f"select count(*) - count(distinct ({known})) from {guess.table.view} "
        f"where trim({order}) <> '' and trim({line}) <> ''"
    )
    return looked.ask(sql)[0][0] == 0


@dataclass(frozen=True)
class Spread:
    """Orders that come in several files: `split` have other lines in each, on several days or not;
    `repeated` have the same lines again."""

    split: int
    repeated: int
    on_days: int

    @property
    def is_split(self) -> bool:
        return self.split > self.repeated


def spread_orders(guess: Guess, looked: Looked, beside: Sequence[str] = ()) -> Spread:
    """Orders whose lines stand in more than one file, by whether the files have the same lines."""
    order = guess.name_of("order_id")
    line = guess.name_of("line_number") or guess.name_of("product_id") or "''"
    day = guess.name_of("business_date") or "''"
    if not order or len(guess.table.files) < 2:
        return Spread(0, 0, 0)
    known = ", ".join(f"trim({name})" for name in (order, *beside))
    names = ", ".join(f"k{at}" for at in range(len(beside) + 1))
    listed = ", ".join(f"trim({it}) as k{at}" for at, it in enumerate((order, *beside)))
    sql = (
        "select count(*) filter (where not is_same), count(*) filter (where is_same), "
        "count(*) filter (where not is_same and days > 1) from (select max(n) > 1 as is_same, "
        f"max(days) as days from (select {names}, line, count(distinct _file) as n, "
        f"max(days) as days from (select {listed}, trim({line}) as line, _file, "
        f"dense_rank() over (partition by {known} order by {day}) as days from {guess.table.view} "
        f"where trim({order}) <> '' qualify min(_file) over (partition by {known}) <> "
        f"max(_file) over (partition by {known})) group by all) group by {names})"
    )
    split, repeated, on_days = (int(str(it)) for it in looked.ask(sql)[0])
    return Spread(split, repeated, on_days)


def repeated_keys(guess: Guess, key: str, looked: Looked) -> int:
    """Rows beyond the first of their key."""
    column = guess.name_of(key)
    if not column:
        return 0
    sql = f"select count({column}) - count(distinct trim({column})) from {guess.table.view}"
    return int(str(looked.ask(f"{sql} where trim({column}) <> ''")[0][0]))
