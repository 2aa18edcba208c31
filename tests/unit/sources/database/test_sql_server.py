"""SQL Server's dialect, compiled; and its driver, played by a stand-in."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from tillhouse.errors import ConfigError, SourceError
from tillhouse.sources.access import Access
from tillhouse.sources.database import connection
from tillhouse.sources.database.address import read_address
from tillhouse.sources.database.catalog import Catalog
from tillhouse.sources.database.connection import connect
from tillhouse.sources.database.dialects import SQL_SERVER_DIALECT
from tillhouse.sources.database.query import Reader
from tillhouse.sources.table import TableSpec
from tillhouse.sources.ways import Relation

COLUMNS = [
    ("Sales", "Order Lines", "OrderID", "int", "int"),
    ("Sales", "Order Lines", "Line]No", "bigint", "bigint"),
    ("Sales", "Order Lines", "ModifiedDate", "datetime2", "datetime2"),
    ("Sales", "Order Lines", "Place", "geography", "geography"),
]
SPEC = TableSpec(
    name="lines",
    files=(),
    columns=("order_id", "line_no", "modified_date", "place"),
    relation=Relation(("Sales.OrderLines",), "modified_date", 3, ("order_id", "line_no")),
)


class Driver:
    """Answers the catalog and counts; remembers what it was asked."""

    tells_its_end = False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        self.asked.append(query)
        if "sys.indexes" in query:
            return [("Sales", "Order Lines", "PK", "OrderID")]
        if "information_schema.views" in query:
            return []
        return COLUMNS if "information_schema" in query else [(0,)]

    def stream(self, query: str) -> Any:
        self.asked.append(query)
        return iter(())

    def close(self) -> None:
        return None


@pytest.mark.parametrize(
    ("data_type", "text"),
    [
        ("money", "convert(varchar(50), [c], 2)"),
        ("smallmoney", "convert(varchar(50), [c], 2)"),
        ("decimal", "convert(varchar(100), [c])"),
        ("int", "convert(varchar(100), [c])"),
        ("float", "convert(varchar(50), [c], 3)"),
        ("bit", "case [c] when 1 then 'true' when 0 then 'false' end"),
        ("date", "convert(varchar(10), [c], 23)"),
        ("datetime", "convert(varchar(33), [c], 121)"),
        ("datetime2", "convert(varchar(33), [c], 121)"),
        (
            "datetimeoffset",
            "convert(varchar(33), cast(switchoffset([c], '+00:00') as datetime2), 121) + 'Z'",
        ),
        ("uniqueidentifier", "convert(char(36), [c])"),
        ("nvarchar", "[c]"),
        ("xml", "convert(nvarchar(max), [c])"),
        ("varbinary", "lower(convert(varchar(max), convert(varbinary(max), [c]), 2))"),
        ("hierarchyid", None),
        ("geography", None),
        ("geometry", None),
    ],
)
def test_each_type_is_asked_for_as_text(data_type: str, text: str | None) -> None:
    assert SQL_SERVER_DIALECT.as_text("[c]", data_type, data_type) == text


def test_a_window_is_compiled_with_quoted_names_and_a_safe_moment() -> None:
    driver = Driver()
    address = read_address("sqlserver://host/AdventureWorks2019")
    found = Catalog(driver, SQL_SERVER_DIALECT, address).find(SPEC)
    list(
        Reader(driver, SQL_SERVER_DIALECT, found).read(["order_id", "line_no"], "2024-01-01 00:00")
    )
    assert driver.asked[-1] == (
        "select convert(varchar(100), r.[OrderID]) as [order_id],"
        " convert(varchar(100), r.[Line]]No]) as [line_no] from [Sales].[Order Lines] r"
        " where (r.[ModifiedDate] >= convert(datetime2, '2024-01-01 00:00', 121)"
        " or r.[ModifiedDate] is null) order by r.[OrderID], r.[Line]]No]"
    )


def test_a_type_without_text_is_left_out_by_name() -> None:
    address = read_address("mssql://host/AdventureWorks2019")
    found = Catalog(Driver(), SQL_SERVER_DIALECT, address).find(SPEC)
    assert found.skipped == ["Place (geography)"]
    assert found.is_key_unique
    assert "place" not in found.columns


def test_a_snapshot_is_begun_where_the_database_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    rows = [("1", "12.5000"), ("2", None)]
    given: dict[str, Any] = {}

    class Cursor:
        description = (("id",), ("amount",))

        def __enter__(self) -> Cursor:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def execute(self, query: str) -> None:
            asked.append(query)

        def fetchall(self) -> list[tuple[int]]:
            return [(1,)]

        def fetchmany(self, size: int) -> list[tuple[str, str | None]]:
            return [rows.pop(0)] if rows else []

    class Connected:
        def cursor(self) -> Cursor:
            return Cursor()

        def close(self) -> None:
            return None

    driver = ModuleType("pymssql")
    driver.connect = lambda **options: given.update(options) or Connected()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pymssql", driver)
    address = read_address("sqlserver://host/erp?encryption=require")
    reader = connect(address, Access({}, user="me", password="pw"))
    assert asked[1:] == ["set transaction isolation level snapshot", "begin transaction"]
    assert given["encryption"] == "require"
    assert given["port"] == "1433"
    batches = [batch.to_pylist() for batch in reader.stream("select …")]
    assert batches == [[{"id": "1", "amount": "12.5000"}], [{"id": "2", "amount": None}]]


def test_a_login_that_fails_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("(18456, b\"Login failed for user 'me' with hunter2.\")")

    driver = ModuleType("pymssql")
    driver.connect = refuse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pymssql", driver)
    monkeypatch.setattr(connection, "WAITS", ())
    with pytest.raises(SourceError, match="does not accept") as caught:
        connect(read_address("sqlserver://h/d"), Access({}, user="me", password="hunter2"))
    assert "hunter2" not in str(caught.value)


def test_without_its_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymssql", None)
    with pytest.raises(ConfigError) as caught:
        connect(read_address("sqlserver://h/d"), Access({}))
    assert "tillhouse[sqlserver]" in caught.value.remedy
