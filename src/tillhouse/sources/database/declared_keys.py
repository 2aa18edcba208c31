"""The keys that a database declares: primary ones, and those that point to another table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from tillhouse.sources.database.address import MYSQL, POSTGRES, SQL_SERVER
from tillhouse.sources.database.connection import Connection

Place = tuple[str, str]  # schema and table

# Schema, table and column of each part of a primary key, in its order.
PRIMARY = {
    POSTGRES: (
        "select n.nspname::text as s, t.relname::text as t, a.attname::text as c from pg_index u"
        " join pg_class t on t.oid = u.indrelid join pg_namespace n on n.oid = t.relnamespace"
        " join pg_attribute a on a.attrelid = t.oid and a.attnum = any (u.indkey)"
        " where u.indisprimary order by 1, 2, array_position(u.indkey::int2[], a.attnum)"
    ),
    MYSQL: (
        "select table_schema as s, table_name as t, column_name as c"
        " from information_schema.key_column_usage where constraint_name = 'PRIMARY'"
        " order by 1, 2, ordinal_position"
    ),
    SQL_SERVER: (
        "select schema_name(o.schema_id) as s, o.name as t,"
        " col_name(o.object_id, k.column_id) as c from sys.indexes x"
        " join sys.objects o on o.object_id = x.object_id"
        " join sys.index_columns k on k.object_id = x.object_id and k.index_id = x.index_id"
        " where x.is_primary_key = 1 order by 1, 2, k.key_ordinal"
    ),
}
# Schema, table and column, and those that they point to, of foreign keys of one column.
FOREIGN = {
    POSTGRES: (
        "select n.nspname::text as s, t.relname::text as t, a.attname::text as c,"
        " fn.nspname::text as fs, f.relname::text as ft, fa.attname::text as fc"
        " from pg_constraint k join pg_class t on t.oid = k.conrelid"
        " join pg_namespace n on n.oid = t.relnamespace join pg_class f on f.oid = k.confrelid"
        " join pg_namespace fn on fn.oid = f.relnamespace"
        " join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]"
        " join pg_attribute fa on fa.attrelid = f.oid and fa.attnum = k.confkey[1]"
        " where k.contype = 'f' and cardinality(k.conkey) = 1"
    ),
    MYSQL: (
        "select min(table_schema) as s, min(table_name) as t, min(column_name) as c,"
        " min(referenced_table_schema) as fs, min(referenced_table_name) as ft,"
        " min(referenced_column_name) as fc from information_schema.key_column_usage"
        " where referenced_table_name is not null"
        " group by constraint_schema, table_name, constraint_name having count(*) = 1"
    ),
    SQL_SERVER: (
        "select schema_name(t.schema_id) as s, t.name as t,"
        " col_name(t.object_id, k.parent_column_id) as c, schema_name(f.schema_id) as fs,"
        " f.name as ft, col_name(f.object_id, k.referenced_column_id) as fc"
        " from sys.foreign_key_columns k join sys.objects t on t.object_id = k.parent_object_id"
        " join sys.objects f on f.object_id = k.referenced_object_id"
        " where (select count(*) from sys.foreign_key_columns m"
        " where m.constraint_object_id = k.constraint_object_id) = 1"
    ),
}


@dataclass
class DeclaredKeys:
    """By table: the columns of its primary key, and where single columns point to."""

    primary: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    points_to: dict[Place, dict[str, tuple[Place, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )


def read_keys(connection: Connection, system: str) -> DeclaredKeys:
    """All keys of the tables that the user may see."""
    keys = DeclaredKeys()
    for schema, table, column in connection.rows(PRIMARY[system]):
        keys.primary[(schema, table)].append(column)
    for schema, table, column, to_schema, to_table, to_column in connection.rows(FOREIGN[system]):
        keys.points_to[(schema, table)][column] = ((to_schema, to_table), to_column)
    return keys
