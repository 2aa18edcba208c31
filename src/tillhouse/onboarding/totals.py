"""Rows that people put below others: subtotals and grand totals are no rows of their own.

Such a row says so in a word, and it lacks what every other row has. It is taken out of what is
looked at, and the models leave out its like in later deliveries (see `total_row` among the macros).
"""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.onboarding.tables import Looked, Table, Totals

_BEFORE = "(?:grand|sub|sub-|end|gesamt|zwischen|teil|sous-|sous |eind|general|overall)? ?"
_WORDS = (
    f"{_BEFORE}(?:totals?|total general|total geral|total g[eé]n[eé]ral|totaux|totales?|totaal|"
    "summe|gesamt|insgesamt|summa|somma|somme|soma|suma|sum|razem|celkem|yhteensä|i alt)"
)
LABEL = f"^{_WORDS}([^a-zà-ÿ].*)?$|^.*[^a-zà-ÿ]{_WORDS}[ :=]*$"
LONGEST = 60  # signs of such a label
NEARLY_ALL = 0.98


def set_totals_aside(table: Table, looked: Looked) -> None:
    """Take rows of totals out of a table's view, and remember how they are known."""
    names = [column.name for column in table.columns]
    odd = f"({_any_empty(names)}) and ({' or '.join(map(_is_label, names))})"
    if not _count(table, odd, looked):
        return
    needed = _always_filled(table, f"not coalesce({odd}, false)", looked)
    if not needed:
        return
    is_total = f"({_any_empty(needed)}) and ({' or '.join(map(_is_label, names))})"
    labels = [it for it in names if _count(table, f"{_is_label(it)} and {is_total}", looked)]
    if not labels:
        return
    first = looked.ask(f"select _file, _row from {table.view} where {is_total} order by 1, 2")
    looked.engine.execute(f"delete from {table.view} where {is_total}")
    table.rows -= len(first)
    table.totals = Totals(tuple(labels), tuple(needed), len(first))
    file, row = first[0]
    table.notes.append(
        f"{len(first):,} rows are totals of others, such as {file}, row {row}: they are no rows of "
        "their own and are left out"
    )


def _count(table: Table, condition: str, looked: Looked) -> int:
    return int(str(looked.ask(f"select count(*) from {table.view} where {condition}")[0][0]))


def _is_label(name: str) -> str:
    says = f"regexp_matches(lower(trim({name})), '{LABEL}')"
    return f"coalesce(length({name}) <= {LONGEST} and {says}, false)"


def _any_empty(names: Sequence[str]) -> str:
    return " or ".join(f"coalesce(trim({name}), '') = ''" for name in names)


def _always_filled(table: Table, condition: str, looked: Looked) -> list[str]:
    """The columns that (nearly) all of the other rows fill."""
    names = [column.name for column in table.columns]
    filled = ", ".join(f"count(nullif(trim({name}), ''))" for name in names)
    total, *counts = looked.ask(f"select count(*), {filled} from {table.view} where {condition}")[0]
    fewest = NEARLY_ALL * int(str(total))
    pairs = zip(names, counts, strict=True)
    return [it for it, count in pairs if int(str(count)) >= max(fewest, 1)]
