"""Look at a database: its tables and columns, and the first rows of each as text in DuckDB."""

from __future__ import annotations

from collections.abc import Callable

from tillhouse.errors import ConfigError, DataError
from tillhouse.onboarding.names import safe_name
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import MYSQL, SQL_SERVER, Address, read_address
from tillhouse.sources.database.catalog import Catalog, squeeze
from tillhouse.sources.database.connection import Connection, connect
from tillhouse.sources.database.declared_keys import DeclaredKeys, read_keys
from tillhouse.sources.database.dialects import DIALECTS, Dialect

MOST_ROWS = 200_000  # of one table; more are not looked at
MOST_TABLES = 200

Told = Callable[[int, str], None]


def look_at_database(location: str, access: Access, told: Told) -> Looked:
    """Every table that the user may see, the first rows of each.

    Raises `SourceError` when the server cannot be reached, `DataError` when it shows no table.
    """
    import duckdb

    address = read_address(location)
    dialect = DIALECTS[address.system]
    connection = connect(address, access)
    try:
        catalog = Catalog(connection, dialect, address)
        keys = read_keys(connection, address.system)
        places = _places(catalog)
        _check_count(places, address)
        looked = Looked(duckdb.connect(), [], location)
        taken: set[str] = set()
        seen: dict[tuple[str, str], Table] = {}
        for at, (schema, name) in enumerate(places):
            table = _look(catalog, connection, (schema, name), f"looked_{at}", taken, looked)
            told(1, f"{schema}.{name}")
            if table is not None:
                table.key = _key(catalog, keys, (schema, name), table.columns)
                looked.tables.append(table)
                seen[(schema, name)] = table
        _point(keys, seen)
    finally:
        connection.close()
    looked.delivered = list(looked.tables)
    return looked


def _places(catalog: Catalog) -> list[tuple[str, str]]:
    """Schema and name of each table. MySQL shows all its databases: only the named one is meant."""
    is_one = catalog.dialect.system == MYSQL
    return sorted(it for it in catalog.tables if not is_one or it[0] == catalog.default_schema)


def _check_count(places: list[tuple[str, str]], address: Address) -> None:
    if not places:
        raise DataError(
            "The database shows no table to this user.",
            where=str(address),
            remedy="Let the user select from the tables (grant select), or name another database",
        )
    if len(places) > MOST_TABLES:
        raise ConfigError(
            f"The database has {len(places):,} tables; up to {MOST_TABLES} are looked at.",
            where=str(address),
            remedy="Give a user who may see only the tables that matter",
        )


def _look(
    catalog: Catalog,
    connection: Connection,
    place: tuple[str, str],
    view: str,
    taken: set[str],
    looked: Looked,
) -> Table | None:
    dialect, (schema, name) = catalog.dialect, place
    used: set[str] = set()
    texts: dict[str, str] = {}
    columns: list[Column] = []
    for original, (kind, full) in catalog.tables[place].items():
        text = dialect.as_text(dialect.name(original), kind, full)
        if text is not None:
            columns.append(Column(safe_name(original, used), original))
            texts[columns[-1].name] = text
    if not columns:
        return None
    relation = name if schema == catalog.default_schema else f"{schema}.{name}"
    quoted = dialect.name(schema, name)
    listed = ", ".join(f"{column.name} varchar" for column in columns)
    looked.engine.execute(f"create table {view} (_file varchar, _row bigint, {listed})")
    for batch in connection.stream(_first_rows(dialect, texts, quoted)):
        looked.engine.register("delivered", batch)
        looked.engine.execute(f"insert into {view} by name select * from delivered")
        looked.engine.unregister("delivered")
    rows = int(str(connection.rows(f"select count(*) as n from {quoted}")[0][0]))
    table = Table(safe_name(name, taken), f"relation {relation}", columns, view)
    table.relations, table.is_view = (relation,), place in catalog.views
    table.rows = int(str(looked.ask(f"select count(*) from {view}")[0][0]))
    if rows > table.rows:
        table.is_sample = True
        table.notes.append(f"only the first {table.rows:,} of {rows:,} rows were looked at")
    return table if table.rows else None


def _first_rows(dialect: Dialect, texts: dict[str, str], quoted: str) -> str:
    listed = ", ".join(f"{text} as {dialect.name(name)}" for name, text in texts.items())
    if dialect.system == SQL_SERVER:
        return f"select top {MOST_ROWS} {listed} from {quoted}"
    return f"select {listed} from {quoted} limit {MOST_ROWS}"


def _key(
    catalog: Catalog, keys: DeclaredKeys, place: tuple[str, str], columns: list[Column]
) -> tuple[str, ...]:
    """The columns of the primary key; without one those of the smallest unique index."""
    names = {squeeze(column.original): column.name for column in columns}
    primary = {squeeze(column) for column in keys.primary[place]}
    indexes = [sorted(it) for it in catalog.indexes[place].values() if it <= set(names)]
    if primary and primary <= set(names):
        indexes = [sorted(primary)]
    best = min(indexes, key=lambda it: (len(it), it), default=[])
    return tuple(column.name for column in columns if squeeze(column.original) in best)


def _point(keys: DeclaredKeys, tables: dict[tuple[str, str], Table]) -> None:
    """Note which columns point to the key of another table that was looked at."""
    for place, table in tables.items():
        names = {column.original: column.name for column in table.columns}
        for column, (target, key) in keys.points_to[place].items():
            if column in names and target in tables:
                theirs = {it.original: it.name for it in tables[target].columns}
                if key in theirs:
                    table.points_to[names[column]] = (tables[target].name, theirs[key])
