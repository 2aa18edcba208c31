"""A list that is delivered again and again: each file holds the same things as they are then.

Customers of Monday and customers of Tuesday are no two lists, and no list in which each stands
twice: what is looked at are the things as the last file tells them. A run keeps the later one too
(R7). Sales are never such a list: what is told of the same number differs, and so does the day.
"""

from __future__ import annotations

from tillhouse.onboarding.tables import Column, Looked, Table

SAME = 0.8  # of what two files tell of one thing, on average over its columns
DATED = r"^\s*[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"


def keep_last_versions(table: Table, looked: Looked) -> None:
    """Leave in a table's view only the last of each thing, where its files are such a list."""
    if len(table.files) < 2 or len(table.columns) < 2:
        return
    if any(_is_key_of_all(it, table, looked) for it in table.columns):
        return
    key = next((it for it in table.columns if _is_key_of_files(it, table, looked)), None)
    if key is None or not _tells_the_same(key, table, looked):
        return
    place = "list_position(?::varchar[], _file)"  # files are looked at in their natural order
    later = f"row_number() over (partition by trim({key.name}) order by {place} desc)"
    looked.engine.execute(
        f"delete from {table.view} where (_file, _row) in "
        f"(select (_file, _row) from {table.view} qualify {later} > 1)",
        [list(table.files)],
    )
    left = int(str(looked.ask(f"select count(*) from {table.view}")[0][0]))
    table.notes.append(
        f"{len(table.files):,} files tell of the same things, by {key.original}: the last of each "
        f"was looked at ({left:,} of {table.rows:,} rows)"
    )
    table.rows = left


def _is_key_of_all(column: Column, table: Table, looked: Looked) -> bool:
    counts = f"count(*), count(distinct nullif(trim({column.name}), ''))"
    rows, distinct = looked.ask(f"select {counts} from {table.view}")[0]
    return rows == distinct


def _is_key_of_files(column: Column, table: Table, looked: Looked) -> bool:
    """Filled in each row, once in each file, and for the most part in more than one."""
    value = f"trim({column.name})"
    rows, filled, once, distinct = looked.ask(
        f"select count(*), count(nullif({value}, '')), count(distinct (_file, {value})), "
        f"count(distinct {value}) from {table.view}"
    )[0]
    return rows == filled == once and 2 * int(str(distinct)) <= int(str(rows)) + len(table.files)


def _tells_the_same(key: Column, table: Table, looked: Looked) -> bool:
    """Whether the rows of one key agree, and tell no other day."""
    others = [it.name for it in table.columns if it is not key]
    same = ", ".join(f"count(distinct coalesce(trim({it}), '')) = 1 as s_{it}" for it in others)
    dated = ", ".join(f"bool_or(regexp_matches({it}, '{DATED}')) as d_{it}" for it in others)
    means = ", ".join(f"avg(s_{it}::int), bool_or(d_{it})" for it in others)
    found = looked.ask(
        f"select {means} from (select {same}, {dated} from {table.view} "
        f"group by trim({key.name}) having count(*) > 1)"
    )[0]
    shares = [float(str(it or 0)) for it in found[::2]]
    is_dated = [bool(it) for it in found[1::2]]
    moved = any(dated and share < SAME for share, dated in zip(shares, is_dated, strict=True))
    return not moved and sum(shares) / len(shares) >= SAME
