"""One table of a source system, as `source.toml` declares it, and what such a declaration obeys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tillhouse.errors import ConfigError
from tillhouse.sources.patterns import compiled, fits, is_pattern, weight
from tillhouse.sources.rest.resource import RESOURCE_KEYS, Resource
from tillhouse.sources.ways import RELATION_KEYS, Relation, read_relation, read_resource
from tillhouse.suggestions import did_you_mean

TABLE_KEYS = {"title", "files", "columns", "required", "aliases", "identical_rows", "prefer"}
TABLE_KEYS |= {"layout"}
TABLE_KEYS |= {"sheet", "widths"} | RELATION_KEYS | RESOURCE_KEYS
LAYOUTS = ("columns", "lines", "fixed")
FIXED = (".dat", ".fixed", ".fwf")  # files without delimiters, where a table gives `widths`
DELETED = "is_deleted"  # "true" in rows that say: this key is gone from the database
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class TableSpec:
    """One table of a source.

    It says in which ways it can be fetched: from `files`, from a `relation` of a database, from a
    `resource` of a REST API. Where the source lies decides among them; where it lies in several
    places, the one that the table prefers, then database, API, files.

    The `files` are patterns matched against the path below the location, without regard to case.
    A delivery without a `required` column is refused whole. `aliases` maps a declared column to
    other spellings of it in a header. `identical_rows` says whether equal rows inside one
    delivery are all kept or are one row (R7). With the layout "lines" a file whose quotes cannot
    be trusted comes into bronze line by line, in one column `line`; its header is checked all
    the same, and a staging model takes the lines apart. With the layout "fixed" the columns have no
    delimiter but `widths` in characters, the last of which may be 0: to the end of the line; with
    the layout "columns", `widths` are those of files named `.dat`, `.fixed` or `.fwf`. In a
    workbook `sheet` is the name or number of the sheet; without it the first that has the header.
    Several names, or a pattern such as `Year [0-9][0-9][0-9][0-9]`, are several sheets: each is a
    delivery of its own.
    """

    name: str
    files: tuple[str, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...] = ()
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identical_rows: str = "keep"
    title: str = ""
    layout: str = "columns"
    sheet: str | int | tuple[str, ...] | None = None
    widths: tuple[int, ...] = ()
    relation: Relation | None = None
    resource: Resource | None = None
    prefer: str = ""

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways in which it can be fetched, the preferred one first."""
        given = {"database": self.relation, "rest": self.resource, "files": self.files}
        return tuple(sorted((way for way, has in given.items() if has), key=self._is_second))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns by which its database or API knows a row; none where it is declared."""
        found = (self.relation.key if self.relation else ()) or (
            self.resource.key if self.resource else ()
        )
        return tuple(found)

    def _is_second(self, way: str) -> bool:
        return way != self.prefer

    def is_fixed(self, path: str) -> bool:
        """Whether a file of this name has columns of fixed width."""
        name = path.casefold().removesuffix(".gz").removesuffix(".zst")
        return bool(self.widths) and (self.layout == "fixed" or name.endswith(FIXED))

    @property
    def sheet_patterns(self) -> tuple[str, ...]:
        """The names or patterns of its sheets; none where `sheet` is a number or is not given."""
        if isinstance(self.sheet, tuple):
            return self.sheet
        return (self.sheet,) if isinstance(self.sheet, str) else ()

    @property
    def has_sheets(self) -> bool:
        """Whether it may be several sheets of one workbook."""
        return isinstance(self.sheet, tuple) or any(map(is_pattern, self.sheet_patterns))

    def takes_sheet(self, name: str) -> bool:
        """Whether a sheet of that name is named by it, or fits its pattern."""
        return any(fits(name, pattern) for pattern in self.sheet_patterns)

    @property
    def bronze_columns(self) -> tuple[str, ...]:
        """The columns that staging models may read."""
        if self.layout == "lines":
            return ("line",)
        deletes = self.relation is not None and self.relation.deletes
        return (*self.columns, DELETED) if deletes else self.columns

    @cached_property
    def patterns(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        """Each pattern with its weight: the number of characters that it fixes."""
        return tuple((weight(glob), compiled(glob)) for glob in self.files)

    def weight_of(self, path: str) -> int | None:
        """How specifically this table's patterns match a relative path; None if they do not."""
        folded = path.casefold()
        weights = [weight for weight, pattern in self.patterns if pattern.fullmatch(folded)]
        return max(weights, default=None)


def read_table(name: str, entry: Mapping[str, Any], where: str) -> TableSpec:
    """The table `[tables.name]` of a source.toml; `ConfigError` where it cannot be."""
    where = f"{where}: [tables.{name}]"
    only_known(entry, TABLE_KEYS, where)
    if not NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no table name: use a-z, 0-9 and _.", where=where)
    aliases = {key: tuple(value) for key, value in entry.get("aliases", {}).items()}
    table = TableSpec(
        name=name,
        files=tuple(entry.get("files", ())),
        columns=tuple(entry.get("columns", ())),
        required=tuple(entry.get("required", ())),
        aliases=aliases,
        identical_rows=entry.get("identical_rows", "keep"),
        title=entry.get("title", ""),
        layout=entry.get("layout", "columns"),
        sheet=tuple(sheet) if isinstance(sheet := entry.get("sheet"), list) else sheet,
        widths=tuple(entry.get("widths", ())),
        relation=read_relation(entry, where),
        resource=read_resource(entry, where),
        prefer=entry.get("prefer", ""),
    )
    _check_table(table, where)
    return table


def _check_table(table: TableSpec, where: str) -> None:
    if not table.ways or not table.columns:
        raise ConfigError(
            "A table needs `columns`, and `files`, `relation` or `resource`.", where=where
        )
    if table.prefer and table.prefer not in table.ways:
        raise ConfigError(
            f"prefer is {table.prefer!r}.", where=where, remedy=f"one of {', '.join(table.ways)}"
        )
    relation = table.relation.columns if table.relation else ()
    resource = table.resource.key if table.resource else ()
    for column in (*table.required, *table.aliases, *relation, *resource):
        if column not in table.columns:
            raise ConfigError(
                f"{column!r} is not among the declared columns.",
                where=where,
                remedy=did_you_mean(column, table.columns),
            )
    if wrong := [name for name in table.columns if not NAME.fullmatch(name)]:
        raise ConfigError(f"{wrong[0]!r} is no column name: use a-z, 0-9 and _.", where=where)
    if table.layout not in LAYOUTS:
        raise ConfigError(
            f"layout is {table.layout!r}.", where=where, remedy="one of " + ", ".join(LAYOUTS)
        )
    _check_widths(table, where)
    if table.identical_rows not in ("keep", "drop"):
        raise ConfigError(
            f"identical_rows is {table.identical_rows!r}.", where=where, remedy='"keep" or "drop"'
        )


def _check_widths(table: TableSpec, where: str) -> None:
    if table.layout == "fixed" and not table.widths:
        raise ConfigError('The layout "fixed" needs `widths`.', where=where)
    if table.layout == "lines" and table.widths:
        raise ConfigError('`widths` have no meaning with the layout "lines".', where=where)
    if table.widths and len(table.widths) != len(table.columns):
        raise ConfigError(
            f"There are {len(table.widths)} widths for {len(table.columns)} columns.",
            where=where,
            remedy="Give one width for each column; declare fillers as columns too.",
        )
    if any(width <= 0 for width in table.widths[:-1]):
        raise ConfigError("Every width but the last must be above 0.", where=where)
    _check_sheet(table, where)


def _check_sheet(table: TableSpec, where: str) -> None:
    is_number = isinstance(table.sheet, int) and table.sheet > 0
    named = table.sheet_patterns
    if (
        table.sheet is None
        or is_number
        or (named and all(isinstance(it, str) and it for it in named))
    ):
        return
    raise ConfigError(
        f"sheet is {table.sheet!r}.",
        where=where,
        remedy="Give a name, a list of names, or a number from 1.",
    )


def only_known(entry: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """`ConfigError` for the first key that is not known, naming the nearest one."""
    for key in entry:
        if key not in set(known):
            raise ConfigError(f"Unknown key {key!r}.", where=where, remedy=did_you_mean(key, known))
