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
    key = next(
        (it for it in _perhaps_keys(table, looked) if _is_once_a_file(it, table, looked)), None
    )
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


def _perhaps_keys(table: Table, looked: Looked) -> list[Column]:
    """Columns filled in each row whose values come again, as in half of the files or more.

    None where a column tells all rows apart: then no thing stands in the table twice.
    """
    values = [f"nullif(trim({it.name}), '')" for it in table.columns]
    counts = ", ".join(f"count({it}), count(distinct {it})" for it in values)
    rows, *found = (
        int(str(it)) for it in looked.ask(f"select count(*), {counts} from {table.view}")[0]
    )
    filled, distinct = found[::2], found[1::2]
    if rows in distinct:
        return []
    most = (rows + len(table.files)) / 2
    told = zip(table.columns, filled, distinct, strict=True)
    return [it for it, full, different in told if full == rows and different <= most]


def _is_once_a_file(column: Column, table: Table, looked: Looked) -> bool:
    each = f"count(*), count(distinct (_file, trim({column.name})))"
    rows, once = looked.ask(f"select {each} from {table.view}")[0]
    return rows == once


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
