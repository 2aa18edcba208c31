"""Which files and sheets are one table, what it is called and which pattern takes its files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tillhouse.onboarding.headers import Header
from tillhouse.onboarding.synonyms import RESERVED
from tillhouse.onboarding.tables import Table
from tillhouse.sources.files.found import FoundFile
from tillhouse.sources.files.header import snake_case
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

NUMBERS = re.compile(r"[0-9]+(?:[-_. ]*[0-9]+)*")


@dataclass(frozen=True)
class Part:
    """One file or sheet with its header."""

    file: FoundFile
    header: Header

    @property
    def stem(self) -> str:
        """The file's name without folder, ending and numbers; the sheet's name."""
        base = re.sub(r"(\.[a-z]{2,7})+$", "", Path(self.file.relative).name, flags=re.I)
        return f"{NUMBERS.sub('*', base)}#{self.header.sheet}"

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(map(snake_case, self.header.names))


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
        """What the files are called beside their numbers; `delivered` where nothing is left."""
        stem, _, sheet = self.parts[0].stem.partition("#")
        return sheet or re.sub(r"[*_\-. ]+", "_", stem).strip("_") or "delivered"

    @property
    def label(self) -> str:
        """What a person is told of where the rows come from."""
        first = self.parts[0].file.relative
        at = f"{first}, sheet {self.sheet}" if self.sheet else first
        return f"{len(self.parts)} files such as {at}" if len(self.parts) > 1 else at

    @property
    def pattern(self) -> str:
        """A pattern for these files and for later ones: numbers in a name are left open."""
        name = Path(self.parts[0].file.relative).name
        base, dot, ending = name.partition(".")
        if dot and not re.search(r"[a-z]", ending.split(".")[0], re.I):
            base, ending = name.rsplit(".", 1)
        opened = re.sub(r"[0-9]+", "*", base)
        return f"**/{opened if opened != base else base + '*'}.{ending}"

    def takes(self, part: Part) -> bool:
        """Whether a part that is named alike has nearly the same columns."""
        first = self.parts[0].columns
        return len(first & part.columns) >= 0.7 * max(len(first), len(part.columns))


def group_parts(parts: Iterable[Part]) -> list[Group]:
    """Parts of one table: named alike but for numbers, with nearly the same columns."""
    by_stem: dict[str, list[Group]] = defaultdict(list)
    for part in parts:
        group = next((it for it in by_stem[part.stem] if it.takes(part)), None)
        if group is None:
            by_stem[part.stem].append(Group([part]))
        else:
            group.parts.append(part)
    return [group for groups in by_stem.values() for group in groups]


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


def fix_patterns(tables: list[Table]) -> None:
    """Where the pattern of one table takes a file of another, both name their files outright."""
    specs = tuple(TableSpec(t.name, t.patterns, ("any",), sheet=t.sheet or None) for t in tables)
    spec = SourceSpec("any", "any", specs, "")
    mixed: set[str] = set()
    for table in tables:
        for file in table.files:
            takers = {taker.name for taker in spec.matches(file)}
            if table.name not in takers:
                mixed |= {table.name, *takers}
    for table in tables:
        if table.name in mixed:
            table.notes.append("another table's files are named alike: later files need a pattern")
            table.patterns = tuple(f"**/{Path(file).name}" for file in table.files)
