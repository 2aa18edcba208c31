"""How each database system is asked for a column as text, exactly as it holds the value.

The server itself writes the text: decimals with their scale, moments in ISO form and UTC, bytes in
hexadecimal. So no driver in between can round, shift or rename anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tillhouse.sources.database.address import MYSQL, POSTGRES, SQL_SERVER

COLUMNS = (
    "select table_schema as s, table_name as t, column_name as c, data_type as d, {full} as f "
    "from information_schema.columns where table_schema not in ({system}) "
    "order by table_schema, table_name, ordinal_position"
)


@dataclass(frozen=True)
class Dialect:
    """One database system. `casts` maps a type to an expression of `{}`; None: cannot be read."""

    system: str
    quotes: str
    casts: dict[str, str | None]
    other: str
    moment: str
    columns_query: str
    unique_query: str
    default_schema: Callable[[str], str]

    def name(self, *parts: str) -> str:
        """Quoted names, joined by dots."""
        first, last = self.quotes[0], self.quotes[1]
        return ".".join(f"{first}{part.replace(last, last * 2)}{last}" for part in parts if part)

    def as_text(self, column: str, data_type: str, full_type: str) -> str | None:
        """The expression that gives a column as text; None for a type that has no text."""
        cast = self.casts.get(full_type.lower(), self.casts.get(data_type.lower(), self.other))
        return cast.format(column) if cast is not None else None

    def literal(self, text: str) -> str:
        """A text in quotes; a backslash would be an escape in MySQL."""
        escaped = text.replace("'", "''")
        return f"'{escaped.replace(chr(92), chr(92) * 2) if self.system == MYSQL else escaped}'"


def _each(names: str, cast: str | None) -> dict[str, str | None]:
    return {name.strip(): cast for name in names.split(",")}


NO_TEXT = _each("hierarchyid, geography, geometry, sql_variant, point, polygon, linestring", None)

POSTGRES_DIALECT = Dialect(
    POSTGRES,
    '""',
    {
        **NO_TEXT,
        **_each("user-defined", "{}::text"),
        **_each("array", "to_json({})::text"),
        # These come as text anyway; a cast would only cost the server time.
        **_each("smallint, integer, bigint, numeric, real, double precision", "{}"),
        **_each("text, character varying, date, timestamp without time zone, uuid", "{}"),
        **_each("money", "{}::numeric::text"),
        **_each("bytea", "encode({}, 'hex')"),
        # The sign of UTC tells a moment from a wall clock, of which nobody knows the place.
        **_each("timestamp with time zone", "({} at time zone 'UTC')::text || 'Z'"),
    },
    other="{}::text",
    moment="{}",
    columns_query=COLUMNS.format(full="udt_name", system="'information_schema', 'pg_catalog'"),
    unique_query=(
        "select n.nspname::text as s, t.relname::text as t, x.relname::text as i,"
        " a.attname::text as c from pg_index u join pg_class t on t.oid = u.indrelid"
        " join pg_class x on x.oid = u.indexrelid join pg_namespace n on n.oid = t.relnamespace"
        " join pg_attribute a on a.attrelid = t.oid and a.attnum = any (u.indkey)"
        " where u.indisunique and u.indisvalid and u.indpred is null and u.indexprs is null"
    ),
    default_schema=lambda database: "public",
)
MYSQL_DIALECT = Dialect(
    MYSQL,
    "``",
    {
        **NO_TEXT,
        # These come as text anyway; a cast would only cost the server time.
        **_each("char, varchar, text, tinytext, mediumtext, longtext, enum, set", "{}"),
        **_each("tinyint, smallint, mediumint, int, bigint, decimal, double, float", "{}"),
        **_each("date, datetime, time, year", "{}"),
        **_each("timestamp", "concat({}, 'Z')"),  # a moment, and the session is in UTC
        **_each("binary, varbinary, blob, tinyblob, mediumblob, longblob", "lower(hex({}))"),
        **_each("bit(1)", "case {} when 1 then 'true' when 0 then 'false' end"),
        **_each("bit", "cast({} + 0 as char)"),
    },
    other="cast({} as char)",
    moment="{}",
    columns_query=COLUMNS.format(
        full="column_type",
        system="'information_schema', 'performance_schema', 'mysql', 'sys'",
    ),
    unique_query=(
        "select table_schema as s, table_name as t, index_name as i, column_name as c"
        " from information_schema.statistics where non_unique = 0"
    ),
    default_schema=lambda database: database,
)
SQL_SERVER_DIALECT = Dialect(
    SQL_SERVER,
    "[]",
    {
        **NO_TEXT,
        **_each("char, varchar, nchar, nvarchar", "{}"),
        **_each("text, ntext, xml", "convert(nvarchar(max), {})"),
        **_each("money, smallmoney", "convert(varchar(50), {}, 2)"),
        **_each("float, real", "convert(varchar(50), {}, 3)"),
        **_each("bit", "case {} when 1 then 'true' when 0 then 'false' end"),
        **_each("date", "convert(varchar(10), {}, 23)"),
        **_each("time, datetime, datetime2, smalldatetime", "convert(varchar(33), {}, 121)"),
        **_each(
            "datetimeoffset",
            "convert(varchar(33), cast(switchoffset({}, '+00:00') as datetime2), 121) + 'Z'",
        ),
        **_each("uniqueidentifier", "convert(char(36), {})"),
        **_each(
            "binary, varbinary, image, timestamp, rowversion",
            "lower(convert(varchar(max), convert(varbinary(max), {}), 2))",
        ),
    },
    other="convert(varchar(100), {})",
    moment="convert(datetime2, {}, 121)",
    columns_query=COLUMNS.format(full="data_type", system="'INFORMATION_SCHEMA', 'sys'"),
    unique_query=(
        "select schema_name(o.schema_id) as s, o.name as t, x.name as i,"
        " col_name(o.object_id, k.column_id) as c from sys.indexes x"
        " join sys.objects o on o.object_id = x.object_id"
        " join sys.index_columns k on k.object_id = x.object_id and k.index_id = x.index_id"
        " where x.is_unique = 1 and x.has_filter = 0 and k.is_included_column = 0"
    ),
    default_schema=lambda database: "dbo",
)
DIALECTS = {each.system: each for each in (POSTGRES_DIALECT, MYSQL_DIALECT, SQL_SERVER_DIALECT)}
