"""The AdventureWorks tables in a real database, typed as in the original."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import duckdb

from tests.servers import PASSWORD, USER, Server
from tillhouse.sources.spec import load_spec

MONEY = re.compile(
    r"(SubTotal|TaxAmt|Freight|TotalDue|UnitPrice|Price|Cost|Discount|YTD|Quota|Bonus)$"
)
NUMBER = re.compile(
    r"((?<!Login)ID|Qty|(?<!Marital)Status|Quantity|Level|Point|Manufacture|Hours)$"
)
# The export has no such column here; the database that it came from sets it so.
MODIFIED = {
    "Sales.SalesOrderHeader": "OrderDate + interval 7 day",
    "Sales.SalesOrderDetail": "timestamp '2014-06-30 00:00:00'",
}


def _extension(kind: str) -> Path:
    """DuckDB's scanner for a server, with which the tests write into it."""
    package = files(f"duckdb_extension_{kind}_scanner")
    folder = Path(str(package)) / "extensions" / f"v{duckdb.__version__}"
    return folder / f"{kind}_scanner.duckdb_extension"


def load_adventureworks(server: Server, database: str, data: Path) -> str:
    """Create the tables that the source kind reads, and more columns than it asks for."""
    location = server.new_database(database)
    kind = "postgres" if server.system == "postgresql" else "mysql"
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as con:
        con.execute(f"load '{_extension(kind)}'")
        con.execute(
            f"create secret login (type {kind}, host '127.0.0.1', port {server.port},"
            f" user '{USER}', password '{PASSWORD}', database '{database}')"
        )
        for table in load_spec("adventureworks").tables:
            assert table.relation is not None
            _create(server, database, data, table.relation.name)
        con.execute(f"attach '' as db (type {kind}, secret login)")
        for table in load_spec("adventureworks").tables:
            assert table.relation is not None
            _fill(con, server, data, table.relation.name)
    return location


def _create(server: Server, database: str, data: Path, relation: str) -> None:
    listed = ", ".join(
        f"{_name(server, name)} {kind}" for name, kind in _columns(server, data, relation)
    )
    schema = relation.split(".")[0].lower()
    if server.system == "postgresql":
        server.sql(database, f"create schema if not exists {schema}")
    server.sql(database, f"create table {_table(server, relation)} ({listed})")


def _fill(con: duckdb.DuckDBPyConnection, server: Server, data: Path, relation: str) -> None:
    file = data / f"{relation}.csv"
    types = _columns(server, data, relation)
    picked = ", ".join(_cast(name, kind, relation) for name, kind in types)
    target = (
        f"db.{_table(server, relation)}"
        if server.system == "postgresql"
        else (f"db.{relation.split('.')[1]}")
    )
    con.execute(
        f"insert into {target} select {picked}"
        f" from read_csv('{file}', all_varchar = true, header = true)"
    )


def _columns(server: Server, data: Path, relation: str) -> list[tuple[str, str]]:
    with (data / f"{relation}.csv").open(encoding="utf-8-sig", newline="") as file:
        names = next(csv.reader(file))
    names += ["ModifiedDate"] if relation in MODIFIED else []
    return [(name, _type(server, name)) for name in names]


def _type(server: Server, name: str) -> str:
    is_postgres = server.system == "postgresql"
    if name.endswith("Date"):
        return "timestamp(3)" if is_postgres else "datetime(3)"
    if name.endswith("Flag"):
        return "boolean" if is_postgres else "bit(1)"
    if name == "LineTotal":
        return "decimal(38,6)" if is_postgres else "decimal(30,6)"
    if name in ("ReceivedQty", "RejectedQty", "StockedQty"):
        return "decimal(8,2)"
    if name in ("DiscountPct", "CommissionPct"):
        return "decimal(10,4)"
    if MONEY.search(name):
        return "decimal(19,4)"
    if NUMBER.search(name):
        return "integer"
    if name == "rowguid":
        return "uuid" if is_postgres else "char(36)"
    return "text"


def _cast(name: str, kind: str, relation: str) -> str:
    if name == "ModifiedDate" and relation in MODIFIED:
        return re.sub("OrderDate", "cast(OrderDate as timestamp)", MODIFIED[relation])
    if kind == "integer":
        return f'cast(cast("{name}" as double) as integer)'
    if kind in ("boolean", "bit(1)"):
        return f'cast("{name}" as boolean)'
    if kind.startswith("decimal"):
        return f'cast("{name}" as {kind})'
    if kind.startswith(("timestamp", "datetime")):
        return f'cast("{name}" as timestamp)'
    return f'cast("{name}" as uuid)' if kind == "uuid" else f'"{name}"'


def _name(server: Server, name: str) -> str:
    """PostgreSQL folds to lower case what is not quoted, as its port of AdventureWorks does."""
    return f'"{name.lower()}"' if server.system == "postgresql" else f"`{name}`"


def _table(server: Server, relation: str) -> str:
    return relation.lower() if server.system == "postgresql" else f"`{relation.split('.')[1]}`"
