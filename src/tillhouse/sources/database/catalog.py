"""Find the declared tables and columns in a database, however it spells them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tillhouse.errors import DataError
from tillhouse.sources.database.address import Address
from tillhouse.sources.database.connection import Connection
from tillhouse.sources.database.dialects import Dialect
from tillhouse.sources.patterns import fits, is_pattern
from tillhouse.sources.shape import Shape, kind_of_type
from tillhouse.sources.table import TableSpec
from tillhouse.suggestions import did_you_mean

VIEWS = "select table_schema as s, table_name as t from information_schema.views"


@dataclass(frozen=True)
class Column:
    """A declared column as the server has it: its quoted name and its text."""

    quoted: str
    text: str


@dataclass
class Found:
    """A relation. `columns` maps declared names, in their order, to what the server has.

    `is_key_unique`: the server sees to it that no two rows have the same key.
    `absent` are declared columns that it does not have, `skipped` those of a type without text.
    `shape` has all its columns, also those that are not declared.
    """

    table: TableSpec
    quoted: str
    is_key_unique: bool = False
    columns: dict[str, Column] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    shape: Shape = field(default_factory=lambda: Shape(()))


class NotThere(Exception):
    """The database does not have what a table needs: `args` are the reason and the remedy.

    `shape` is that of the relation, None where there is none; `missing` are its columns.
    """

    def __init__(
        self, reason: str, remedy: str, shape: Shape | None = None, missing: tuple[str, ...] = ()
    ) -> None:
        super().__init__(reason, remedy)
        self.shape = shape
        self.missing = missing


class Catalog:
    """All tables that the user may see, asked once."""

    def __init__(self, connection: Connection, dialect: Dialect, address: Address) -> None:
        self.dialect = dialect
        self.default_schema = dialect.default_schema(address.database)
        self.tables: dict[tuple[str, str], dict[str, tuple[str, str]]] = defaultdict(dict)
        for schema, table, column, kind, full in connection.rows(dialect.columns_query):
            self.tables[(schema, table)][column] = (kind, full)
        self.indexes: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
        self.views = {(schema, name) for schema, name in connection.rows(VIEWS)}
        for schema, table, index, column in connection.rows(dialect.unique_query):
            self.indexes[(schema, table)].setdefault(index, set()).add(squeeze(column))

    def find(self, table: TableSpec) -> Found:
        """The relation of a table; `NotThere` when it or a required column is missing."""
        assert table.relation is not None
        places = [it for name in table.relation.names for it in self._relations(name)]
        parts = [self._find(table, place) for place in dict.fromkeys(places)]
        return parts[0] if len(parts) == 1 else self._united(table, parts)

    def unread(self, tables: Iterable[TableSpec]) -> list[str]:
        """Relations of the default schema that no table reads."""
        read: set[tuple[str, str]] = set()
        for table in tables:
            for name in table.relation.names if table.relation else ():
                with suppress(NotThere):
                    read.update(self._relations(name))
        return sorted(t for s, t in set(self.tables) - read if s == self.default_schema)

    def _find(self, table: TableSpec, place: tuple[str, str]) -> Found:
        assert table.relation is not None
        key = {squeeze(column) for column in table.relation.key}
        is_unique = any(columns <= key for columns in self.indexes[place].values())
        found = Found(table, self.dialect.name(*place), is_unique)
        names = self.tables[place]
        for column in table.columns:
            self._add(column, names, found)
        needed = dict.fromkeys((*table.relation.key, *table.required))
        missing = tuple(column for column in needed if column not in found.columns)
        found.shape = _shape(table, names)
        if missing:
            remedy = did_you_mean(missing[0], names)
            raise NotThere(f"it has no column {missing[0]}", remedy, found.shape, missing)
        return found

    def _united(self, table: TableSpec, parts: list[Found]) -> Found:
        """The parts of one table as one relation: a column that some have not is NULL there."""
        columns = [it for it in table.columns if any(it in part.columns for part in parts)]
        selects = (
            "select "
            + ", ".join(f"{_text_in(part, it)} as {self.dialect.name(it)}" for it in columns)
            + f" from {part.quoted}"
            for part in parts
        )
        united = Found(table, f"({' union all '.join(selects)})", shape=parts[0].shape)
        for name in columns:
            quoted = self.dialect.name(name)
            united.columns[name] = Column(quoted, quoted)
        united.absent = [it for it in parts[0].absent if it not in columns]
        united.skipped = list(dict.fromkeys(it for part in parts for it in part.skipped))
        return united

    def _add(self, column: str, columns: Mapping[str, tuple[str, str]], found: Found) -> None:
        spellings = {squeeze(it) for it in (column, *found.table.aliases.get(column, ()))}
        names = [name for name in columns if squeeze(name) in spellings]
        if not names:
            found.absent.append(column)
            return
        quoted = self.dialect.name(names[0])
        text = self.dialect.as_text(quoted, *columns[names[0]])
        if text is None:
            found.skipped.append(f"{names[0]} ({columns[names[0]][1]})")
        else:
            found.columns[column] = Column(quoted, text)

    def _relations(self, wanted: str) -> list[tuple[str, str]]:
        """The one that is named, or all that fit a pattern."""
        if not is_pattern(wanted):
            return [self._relation(wanted)]
        found = [it for it in self.tables if it[0] == self.default_schema and fits(it[1], wanted)]
        found += [it for it in self.tables if fits(f"{it[0]}.{it[1]}", wanted)]
        if not found:
            raise NotThere(
                "the database has no table of such a name, or this user may not see it",
                did_you_mean(wanted, _few([t for _, t in self.tables], wanted)),
            )
        return sorted(found)

    def _relation(self, wanted: str) -> tuple[str, str]:
        """As `Schema.Table`, as `Schema_Table`, or as `Table` where the location itself points."""
        schema, _, name = wanted.rpartition(".")
        ranks: tuple[Callable[[str, str], bool], ...] = (
            lambda s, t: squeeze(s) == squeeze(schema) and squeeze(t) == squeeze(name),
            lambda s, t: s == self.default_schema and squeeze(t) == squeeze(wanted),
            lambda s, t: s == self.default_schema and squeeze(t) == squeeze(name),
        )
        for is_meant in ranks:
            if found := [it for it in self.tables if is_meant(*it)]:
                exact = [it for it in found if it == (schema, name)]
                return (exact or sorted(found))[0]
        shown = sorted(f"{s}.{t}" for s, t in self.tables)
        raise NotThere(
            "the database has no such table, or this user may not see it",
            did_you_mean(wanted, _few(shown, wanted)),
        )


def _shape(table: TableSpec, columns: Mapping[str, tuple[str, str]]) -> Shape:
    """Declared columns under their declared names, others in the server's spelling."""
    declared = {
        squeeze(spelling): column
        for column in table.columns
        for spelling in (*table.aliases.get(column, ()), column)
    }
    names = tuple(declared.get(squeeze(name), name) for name in columns)
    kinds = "".join(kind_of_type(data_type) for data_type, _ in columns.values())
    return Shape(names, kinds)


def _text_in(part: Found, column: str) -> str:
    return part.columns[column].text if column in part.columns else "null"


def relation_name(table: TableSpec) -> str:
    """What a table is called in the database, as source.toml says it."""
    if table.relation is None:
        raise DataError(f"The table {table.name} names no relation.", where="source.toml")
    return table.relation.name


def squeeze(name: str) -> str:
    """`CustomerID`, `customer_id` and `customerid` are the same name."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def _few(names: Iterable[str], wanted: str) -> list[str]:
    """Names that end like the wanted one or, without such, some of all."""
    listed = list(names)
    last = squeeze(wanted.rpartition(".")[2])
    return [name for name in listed if squeeze(name).endswith(last)] or listed[:20]
