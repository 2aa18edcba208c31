"""Which files and sheets are one table, what it is called and which pattern takes its files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tillhouse.onboarding.file_names import pattern_in_folder, stem_of
from tillhouse.onboarding.headers import Header
from tillhouse.onboarding.synonyms import RESERVED
from tillhouse.onboarding.tables import Table
from tillhouse.sources.files.found import FoundFile
from tillhouse.sources.files.header import column_names, snake_case
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

ALIKE = 0.7  # of the columns of two files that are one table
MIXED = "another table's files are named alike: later files need a pattern"


@dataclass(frozen=True)
class Part:
    """One file or sheet with its header."""

    file: FoundFile
    header: Header

    @property
    def stem(self) -> tuple[str, str]:
        """The file's name without ending and numbers; the sheet's name."""
        return stem_of(self.file.relative), self.header.sheet

    @property
    def columns(self) -> frozenset[str]:
        return _columns(self.header.names)

    def read_as(self, columns: frozenset[str]) -> Part | None:
        """The part with a header of nearly these columns, or None: its names or, where titles were
        taken for them, another of its first rows."""
        rows = (self.header.names, *self.header.others)
        fit = next((row for row in rows if _is_like(_columns(row), columns)), None)
        return None if fit is None else replace(self, header=replace(self.header, names=fit))


@dataclass(frozen=True)
class Group:
    """The parts that are one table, in their order; never without one."""

    parts: list[Part]

    @property
    def sheet(self) -> str:
        """The sheet that it is in each workbook; empty for other files."""
        return self.parts[0].header.sheet

    @property
    def name(self) -> str:
        """What the sheet, else the files, else their folder are called beside their numbers;
        `data`, which means nothing, where nothing is left."""
        stem, sheet = self.parts[0].stem
        said = stem.rpartition("/")[0] or stem
        return sheet or re.sub(r"[*_\-. ]+", "_", said).strip("_") or "data"

    @property
    def label(self) -> str:
        """What a person is told of where the rows come from."""
        first = self.parts[0].file.relative
        at = f"{first}, sheet {self.sheet}" if self.sheet else first
        return f"{len(self.parts)} files such as {at}" if len(self.parts) > 1 else at

    @property
    def originals(self) -> dict[str, str]:
        """Name in bronze → name as delivered, of each column; the first part says how it is
        spelt."""
        found: dict[str, str] = {}
        for part in reversed(self.parts):
            named = zip(column_names(part.header.names), part.header.names, strict=True)
            found |= {
                name: original if snake_case(original) == name else name
                for name, original in named
                if original
            }
        return found


def _columns(names: Sequence[str]) -> frozenset[str]:
    return frozenset(map(snake_case, filter(None, names)))


def _is_like(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * max(len(one), len(other))


def group_parts(parts: Iterable[Part]) -> list[Group]:
    """Parts of one table: named alike but for numbers, with nearly the same columns."""
    by_stem: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for part in parts:
        groups = by_stem[part.stem]
        read = ((group, part.read_as(group.parts[0].columns)) for group in groups)
        group, fitting = next(((it, as_it) for it, as_it in read if as_it), (None, part))
        if group is None:
            groups.append(Group([part]))
        elif fitting is not None:
            group.parts.append(fitting)
    return [group for groups in by_stem.values() for group in _folded(groups)]


def _folded(groups: list[Group]) -> list[Group]:
    """Groups of parts that are named alike, but for those whose header was only misread: each of
    their parts has a row that is the header of a larger group."""
    kept: list[Group] = []
    for group in sorted(groups, key=lambda it: -len(it.parts)):
        for other in kept:
            read = (part.read_as(other.parts[0].columns) for part in group.parts)
            fitting = [part for part in read if part is not None]
            if len(fitting) == len(group.parts):
                other.parts.extend(fitting)
                break
        else:
            kept.append(group)
    return kept


def shorten_names(tables: list[Table]) -> None:
    """`AdventureWorks_Sales` among other `AdventureWorks_…` is called sales."""
    parts = [table.name.split("_") for table in tables]
    shared = 0
    while len(tables) > 1 and all(
        len(it) > shared + 1 and it[shared] == parts[0][shared] for it in parts
    ):
        shared += 1
    names = ["_".join(it[shared:]) for it in parts]
    if all(name[0].isalpha() and name not in RESERVED for name in names):
        for table, name in zip(tables, names, strict=True):
            table.name = name


def fix_patterns(tables: list[Table], left_out: Iterable[str] = ()) -> None:
    """Where the pattern of one table takes a file of another, each keeps to its folders; where that
    does not help, both name their files outright."""
    for table in _mixed(tables, left_out := tuple(left_out)):
        table.patterns = tuple(dict.fromkeys(map(pattern_in_folder, table.files)))
    for table in _mixed(tables, left_out):
        table.notes += [MIXED] if MIXED not in table.notes else []
        table.patterns = tuple(f"**/{file}" for file in table.files)


def _mixed(tables: Sequence[Table], left_out: Iterable[str]) -> list[Table]:
    """The tables of which one takes the files of another."""
    specs = tuple(TableSpec(t.name, t.patterns, ("any",), sheet=t.sheets or None) for t in tables)
    spec = SourceSpec("any", "any", specs, "", left_out=dict.fromkeys(left_out, ""))
    mixed: set[str] = set()
    for table in tables:
        for file in table.files:
            takers = {taker.name for taker in spec.matches(file)}
            if table.name not in takers:
                mixed |= {table.name, *takers}
    return [table for table in tables if table.name in mixed]
