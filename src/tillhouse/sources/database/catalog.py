"""Find the declared tables and columns in a database, however it spells them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tillhouse.errors import DataError
from tillhouse.sources.database.address import Address
from tillhouse.sources.database.connection import Connection
from tillhouse.sources.database.dialects import Dialect
from tillhouse.sources.shape import Shape, kind_of_type
from tillhouse.sources.table import TableSpec
from tillhouse.suggestions import did_you_mean


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
        for schema, table, index, column in connection.rows(dialect.unique_query):
            self.indexes[(schema, table)].setdefault(index, set()).add(squeeze(column))

    def find(self, table: TableSpec) -> Found:
        """The relation of a table; `NotThere` when it or a required column is missing."""
        assert table.relation is not None
        schema, name = self._relation(table.relation.name)
        quoted = self.dialect.name(schema, name)
        key = {squeeze(column) for column in table.relation.key}
        is_unique = any(columns <= key for columns in self.indexes[(schema, name)].values())
        found = Found(table, quoted, is_unique)
        for column in table.columns:
            self._add(column, self.tables[(schema, name)], found)
        needed = dict.fromkeys((*table.relation.key, *table.required))
        missing = tuple(column for column in needed if column not in found.columns)
        names = self.tables[(schema, name)]
        found.shape = _shape(table, names)
        if missing:
            remedy = did_you_mean(missing[0], names)
            raise NotThere(f"it has no column {missing[0]}", remedy, found.shape, missing)
        return found

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
