"""Deliveries by file: which came before which, and how their layouts differ.

Files of one table may come from several places (a till per store), each with a layout of its own.
So a file is held against the last ones of its series: of the same name but for its digits, loaded
in one commit. The ledger tells; a day's cost does not grow with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery
from tillhouse.sources.drift import Watch
from tillhouse.sources.shape import Shape
from tillhouse.sources.survey import Survey
from tillhouse.sources.table import TableSpec

LOOKED_BACK = 5_000  # deliveries


def watch_files(found: Survey, loaded: Sequence[Delivery], bronze: Bronze) -> list[str]:
    """One line for each change of layout among the files loaded since the last time, and for each
    table of which no file lies there any more."""
    watch = Watch(bronze, found.source)
    entries = [*found.ledger, *loaded]
    for table in found.spec.tables:
        _watch_table(table, [it for it in entries if it.table == table.name], loaded, watch)
    _watch_absence(found, {entry.table: entry for entry in entries}, watch)
    return watch.save()


def shape_of(delivery: Delivery) -> Shape:
    """The layout of a delivery, as the ledger has it."""
    return Shape(delivery.columns, delivery.kinds)


def series_of(file: str) -> str:
    """The name that files share which follow one another: `2024/sales_05.csv` and so on."""
    return re.sub(r"\d+", "#", file)


def last_of_each(entries: Sequence[Delivery]) -> dict[str, list[Delivery]]:
    """Series → its deliveries that came last, in one commit; the series that came last first."""
    found: dict[str, list[Delivery]] = {}
    for entry in islice(reversed(entries), LOOKED_BACK):
        group = found.setdefault(series_of(entry.file), [])
        if not group or _commit(group[0]) == _commit(entry):
            group.append(entry)
    return found


def last_before(last: dict[str, list[Delivery]], file: str) -> list[Delivery]:
    """What a file is held against: the last of its series or, without any, the last of all."""
    return last.get(series_of(file)) or next(iter(last.values()), [])


def _commit(delivery: Delivery) -> str:
    return delivery.load_id.split("-", 1)[0]


def _watch_table(
    table: TableSpec, entries: list[Delivery], loaded: Sequence[Delivery], watch: Watch
) -> None:
    if not entries or table.layout != "columns":
        return
    seen = watch.layouts.tables.get(table.name)
    mark = seen.last_load_id if seen else _before(loaded, entries)
    if mark == entries[-1].load_id:
        return
    entries.sort(key=lambda it: it.load_id)
    first = sum(it.load_id <= mark for it in entries)
    for before, delivery in _pairs(entries[:first], entries[first:]):
        watch.see(table, delivery.file, shape_of(delivery), before=before)
    if first < len(entries):
        watch.layouts.tables[table.name].last_load_id = entries[-1].load_id


def _before(loaded: Sequence[Delivery], entries: Sequence[Delivery]) -> str:
    """Where nothing is remembered: the last delivery that is not of this run."""
    now = {it.load_id for it in loaded}
    return max((it.load_id for it in entries if it.load_id not in now), default="")


def _pairs(
    old: Sequence[Delivery], new: Sequence[Delivery]
) -> Iterator[tuple[list[Shape], Delivery]]:
    """Each new delivery with the layouts that are known of its series; the first has none."""
    known: dict[str, list[Shape]] = {}
    last = last_of_each(old)
    for _, commit in groupby(new, key=_commit):
        came: dict[str, list[Shape]] = {}
        for delivery in commit:
            series = series_of(delivery.file)
            if series not in known:
                known[series] = [shape_of(it) for it in last_before(last, delivery.file)]
            yield [*known[series], *came.get(series, ())], delivery
            if (shape := shape_of(delivery)) not in came.setdefault(series, []):
                came[series].append(shape)
        known |= came


def _watch_absence(found: Survey, last: dict[str, Delivery], watch: Watch) -> None:
    """Files that were loaded may be taken away; that a table has none left is told once."""
    gone = [it for it in found.spec.tables if it.name in last and it.name not in found.present]
    for name in [*found.present, ""] if found.present else []:
        watch.is_there(name)
    if gone and not found.present:
        watch.miss("", "the location", "no file lies there any more; what was loaded stays")
        return
    for table in gone:
        was = last[table.name]
        last_one = f"the last was {was.file} of {was.loaded_at:%Y-%m-%d}"
        text = f"no file of it lies there any more ({last_one}); what was loaded stays"
        watch.miss(table.name, table.name, text)
