"""How the values of two columns overlap: which share of one stands in the other."""

from __future__ import annotations

from tillhouse.onboarding.tables import Column, Looked, Table

SMALL = 1_000  # numbers from here up do not lie in a list of keys by chance


def covered(looked: Looked, table: Table, column: Column, other: Table, target: Column) -> float:
    """The share of a column's different values that the other table has, 0 to 1."""
    sql = (
        f"select count(*), count(*) filter (where v in (select {as_key(target.name)} from "
        f"{other.view} where trim({target.name}) <> '')) from (select distinct "
        f"{as_key(column.name)} as v from {table.view} where trim({column.name}) <> '')"
    )
    total, found = (int(str(value)) for value in looked.ask(sql)[0])
    return found / total if total else 0.0


def says_little(target: Column) -> bool:
    """Whether a list's keys are small numbers without gaps, in which any count lies by chance."""
    if target.low is None or target.high is None or target.share(target.whole) < 1:
        return False
    span = target.high - target.low + 1
    return target.low < SMALL and target.distinct >= span / 2


def as_key(column: str) -> str:
    """SQL of a key as it is compared: `17850.0` is 17850."""
    return f"regexp_replace(trim({column}), '^([0-9]+)[.]0+$', '\\1')"
