"""A small shop in each of the two real servers, and a lake to load it into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.servers import PASSWORD, USER, Server

from tillhouse.lake.bronze import Bronze
from tillhouse.sources.access import Access
from tillhouse.sources.database.ingest import ingest_relations
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec, load_spec

SPEC = """
[tables.customer]
relation = "Sales.Customer"
key = ["customer_id"]
deletes = true
columns = ["customer_id", "name", "modified_date"]
required = ["customer_id"]

[tables.orders]
relation = "Sales.Orders"
key = ["order_id"]
cursor = "modified_date"
lookback_days = 2
columns = ["order_id", "customer_id", "amount", "modified_date"]
required = ["order_id"]
"""


class Erp:
    """A database with customers and orders, and how it is loaded."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.location = server.new_database("erp")
        self.bronze = Bronze(folder / "lake")
        self.spec = self.use(SPEC)
        prefix = "sales." if server.system == "postgresql" else ""
        self.customer, self.orders = f"{prefix}customer", f"{prefix}orders"
        if prefix:
            self.sql("create schema sales")
        self.sql(
            f"create table {self.customer} (customerid int primary key, name varchar(80),"
            " modifieddate timestamp(3) null, photo varchar(10))"
        )
        self.sql(
            f"create table {self.orders} (orderid int primary key, customerid int,"
            " amount decimal(19,4), modifieddate timestamp(3) null)"
        )
        self.sql(f"insert into {self.customer} values (1, 'Zoë', '2024-01-01', 'x')")
        self.sql(f"insert into {self.customer} values (2, null, '2024-01-02', 'x')")
        for number in range(1, 6):
            self.add_order(number, f"2024-01-{number:02d} 08:00:00.25")

    def sql(self, statements: str) -> str:
        return self.server.sql("erp", statements)

    def add_order(self, number: int, at: str) -> None:
        self.sql(f"insert into {self.orders} values ({number}, 1, {number}.5, '{at}')")

    def use(self, toml: str) -> SourceSpec:
        folder = self.folder / "kind"
        folder.mkdir(exist_ok=True)
        (folder / "source.toml").write_text(toml)
        self.spec = load_spec("erp", folder)
        return self.spec

    def access(self, **changed: Any) -> Access:
        given = {"places": {"database": self.location}, "user": USER, "password": PASSWORD}
        return Access(**{**given, **changed})

    def load(
        self, progress: Callable[[int, str], None] | None = None, **changed: Any
    ) -> IngestReport:
        return ingest_relations("erp", self.spec, self.access(**changed), self.bronze, progress)

    def rows(self, table: str, columns: str) -> list[tuple[Any, ...]]:
        """Bronze rows in the order of their load."""
        snapshot = self.bronze.snapshot("erp", table)
        if snapshot is None:
            return []
        return duckdb.sql(
            f"select {columns} from read_parquet({list(snapshot.files)}, union_by_name = true)"
            " order by _load_id, _source_row"
        ).fetchall()


@pytest.fixture
def erp(server: Server, tmp_path: Path) -> Erp:
    return Erp(server, tmp_path)
