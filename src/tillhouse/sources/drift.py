"""How a delivery differs in its layout from the one before it, each difference in one line.

A difference is told when it happens and stands in `status` until it is undone. Nothing is decided
here: what is loaded and what is refused is a matter of the columns that a table requires.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.layouts import Seen, Standing, read_layouts, write_layouts
from tillhouse.sources.shape import KINDS, NO_KIND, Shape, is_code, renames
from tillhouse.sources.table import TableSpec

UNUSED = "kept in bronze, read by no model"
UNREAD = "not read, as source.toml does not declare it"


@dataclass(frozen=True)
class Change:
    """One difference. `subject` is the column or, for their order, empty; `now` its new name."""

    what: str
    subject: str
    text: str
    now: str = ""


def changes(
    before: Sequence[Shape],
    now: Shape,
    declared: Collection[str],
    *,
    is_ordered: bool = True,
    extra: str = UNUSED,
) -> Iterator[Change]:
    """What is different from all of `before` (deliveries that came together may differ).

    `extra` says what becomes of a column that is not declared.
    """
    nearest = min(before, key=lambda shape: _distance(shape, now))
    moved = renames(nearest, now)
    for old, new in moved.items():
        yield Change("renamed", old, _renamed(old, new, old in declared), new)
    for name in nearest.columns:
        if name not in now.columns and name not in moved:
            then = "it stays empty" if name in declared else "no model read it"
            yield Change("dropped", name, f"the column {name} is gone: {then}")
    for name in now.columns:
        if name not in nearest.columns and name not in moved.values():
            then = "used from now on" if name in declared else extra
            yield Change("added", name, f"the column {name} is new: {then}")
    if is_ordered and _is_reordered(nearest, now):
        text = "the columns stand in another order; they are read by their names"
        yield Change("reordered", "", text)
    yield from _retyped(before, now)


def _distance(before: Shape, now: Shape) -> tuple[int, bool]:
    return len(set(before.columns) ^ set(now.columns)), before.columns != now.columns


def _renamed(old: str, new: str, is_declared: bool) -> str:
    then = f"until then {old} stays empty" if is_declared else "no model reads it"
    return (
        f"looks like {old} was renamed to {new}; map it in the staging SELECT or as an alias in "
        f"source.toml ({then})"
    )


def _is_reordered(before: Shape, now: Shape) -> bool:
    shared = [name for name in before.columns if name in now.columns]
    return shared != [name for name in now.columns if name in before.columns]


def _retyped(before: Sequence[Shape], now: Shape) -> Iterator[Change]:
    """Only columns whose values are no longer read in the way they were: numbers, dates, flags.

    Keys and codes are text to every contract, whatever they look like: nothing becomes of them.
    """
    for name in (it for it in now.columns if not is_code(it)):
        kinds = {shape.kind(name) for shape in before if name in shape.columns} - {NO_KIND}
        kind = now.kind(name)
        if kinds and kind != NO_KIND and kind not in kinds and "t" not in kinds:
            was = " or ".join(KINDS[it] for it in sorted(kinds))
            text = f"the column {name} held {was} and holds {KINDS[kind]} now"
            yield Change("retyped", name, f"{text}; what its contract cannot read is rejected")


def looks_renamed(before: Shape | None, now: Sequence[str], missing: Sequence[str]) -> str:
    """For a delivery that lacks mandatory columns: what they may be called now, or nothing."""
    if before is None:
        return ""
    found = renames(before, Shape(tuple(now)))
    told = [f"{old} was renamed to {new}" for old, new in found.items() if old in missing]
    return f"; looks like {' and '.join(told)}" if told else ""


class Watch:
    """The layouts of one source: what is new in them becomes lines, what stands is kept."""

    def __init__(self, bronze: Bronze, source: str) -> None:
        self.root, self.source = bronze.root, source
        self.layouts = read_layouts(bronze.root, source)
        self.lines: list[str] = []

    def before(self, table: str) -> Shape | None:
        """The table as it was the last time; None for one that was never seen."""
        seen = self.layouts.tables.get(table)
        return Shape(seen.columns, seen.kinds) if seen and seen.columns else None

    def see(
        self,
        table: TableSpec,
        label: str,
        shape: Shape,
        *,
        before: Sequence[Shape] | None = None,
        is_ordered: bool = True,
        extra: str = UNUSED,
    ) -> None:
        """Hold a table as it is now against the last time (or against `before`)."""
        if before is None:
            before = [it for it in (self.before(table.name),) if it is not None]
        self.is_there(table.name)
        if before and shape not in before:
            self._settle_types(table.name, before, shape)
            for change in changes(before, shape, table.columns, is_ordered=is_ordered, extra=extra):
                self._tell(table.name, label, change)
        known = self.layouts.tables.setdefault(table.name, Seen())
        known.columns, known.kinds = shape.columns, _kept_kinds(known, shape)

    def miss(self, table: str, label: str, text: str) -> bool:
        """A table that used to come is gone; whether that is news."""
        if any((it.table, it.what) == (table, "gone") for it in self.layouts.standing):
            return False
        self._tell(table, label, Change("gone", "", text))
        return True

    def is_there(self, table: str) -> None:
        """A table is there: that it was gone stands no more."""
        if any((it.table, it.what) == (table, "gone") for it in self.layouts.standing):
            self.layouts.settle(table, "")

    def save(self) -> list[str]:
        """Keep what was seen; returns the lines to be told."""
        write_layouts(self.root, self.source, self.layouts)
        return self.lines

    def _settle_types(self, table: str, before: Sequence[Shape], now: Shape) -> None:
        """A column whose values are of another kind again is no longer what was told of it."""
        for it in [it for it in self.layouts.standing if (it.table, it.what) == (table, "retyped")]:
            if it.subject in now.columns and now.kind(it.subject) != NO_KIND:
                kinds = {b.kind(it.subject) for b in before if it.subject in b.columns}
                if now.kind(it.subject) not in kinds:
                    self.layouts.settle(table, it.subject)

    def _tell(self, table: str, label: str, change: Change) -> None:
        line = f"{label}: {change.text}"
        if line in self.lines:
            return
        self.lines.append(line)
        before = self.layouts.settle(table, change.subject)
        is_back = change.what == "added" and before is not None
        if change.what == "renamed" and self.layouts.settle(table, change.now):
            is_back = True
        if not is_back:
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            entry = Standing(table, change.subject, change.what, line, at)
            self.layouts.standing.append(entry)


def _kept_kinds(known: Seen, shape: Shape) -> str:
    """The kinds of now; of a column of which too little came, those of before."""
    before = Shape(known.columns, known.kinds)
    return "".join(
        before.kind(name)
        if shape.kind(name) == NO_KIND and name in before.columns
        else shape.kind(name)
        for name in shape.columns
    )
