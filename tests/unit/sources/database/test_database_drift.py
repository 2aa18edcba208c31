"""How tables of two real servers change: told once, loaded as far as the contract can be kept."""

from __future__ import annotations

import pytest
from tests.unit.sources.database.conftest import SPEC, Erp

from tillhouse.lake.layouts import read_layouts
from tillhouse.sources.report import IngestReport


def standing(erp: Erp) -> list[tuple[str, str]]:
    return [(it.what, it.subject) for it in read_layouts(erp.bronze.root, "erp").standing]


def rename(erp: Erp, table: str, old: str, new: str) -> None:
    erp.sql(f"alter table {table} rename column {old} to {new}")


def drop_name(erp: Erp) -> None:
    erp.sql(f"alter table {erp.customer} drop column name")


def rename_name(erp: Erp) -> None:
    rename(erp, erp.customer, "name", "fullname")


def add_column(erp: Erp) -> None:
    erp.sql(f"alter table {erp.customer} add column loyalty int")


def retype_amount(erp: Erp) -> None:
    kind = "type varchar(20)" if erp.server.system == "postgresql" else "varchar(20)"
    verb = "alter column" if erp.server.system == "postgresql" else "modify column"
    erp.sql(f"alter table {erp.orders} {verb} amount {kind}")


def reorder(erp: Erp) -> None:
    """The table made again with its columns in another order, as a restore may do."""
    erp.sql(
        f"create table {erp.orders}_new (modifieddate timestamp(3) null, amount decimal(19,4),"
        " customerid int, orderid int primary key)"
    )
    columns = "modifieddate, amount, customerid, orderid"
    erp.sql(f"insert into {erp.orders}_new ({columns}) select {columns} from {erp.orders}")
    erp.sql(f"drop table {erp.orders}")
    renamed = "orders" if erp.server.system == "postgresql" else erp.orders
    erp.sql(f"alter table {erp.orders}_new rename to {renamed}")


DRIFTS = {
    "added": (
        add_column,
        "Sales.Customer: the column loyalty is new: not read, as source.toml does not declare it",
    ),
    "dropped": (drop_name, "Sales.Customer: the column name is gone: it stays empty"),
    "renamed": (
        rename_name,
        "Sales.Customer: looks like name was renamed to fullname; map it in the staging SELECT or "
        "as an alias in source.toml (until then name stays empty)",
    ),
    "retyped": (
        retype_amount,
        "Sales.Orders: the column amount held numbers and holds text now; what its contract "
        "cannot read is rejected",
    ),
    "reordered": (
        reorder,
        "Sales.Orders: the columns stand in another order; they are read by their names",
    ),
}


@pytest.mark.parametrize("drift", list(DRIFTS))
def test_a_change_of_a_table_is_told_in_one_line_once_and_stands(erp: Erp, drift: str) -> None:
    change, told = DRIFTS[drift]
    assert erp.load().changes == []
    change(erp)
    report = erp.load()
    assert report.changes == [told]
    assert report.refused == []
    assert [what for what, _ in standing(erp)] == [drift]
    assert erp.load().changes == []
    assert [what for what, _ in standing(erp)] == [drift]


def test_another_order_of_columns_or_a_new_one_loads_nothing_anew(erp: Erp) -> None:
    erp.load()
    reorder(erp)
    add_column(erp)
    assert erp.load().loaded == []


def test_a_declared_column_that_comes_late_is_used_from_then_on(erp: Erp) -> None:
    drop_name(erp)
    erp.load()
    erp.sql(f"alter table {erp.customer} add column name varchar(80)")
    erp.sql(f"update {erp.customer} set name = 'Zoë' where customerid = 1")
    assert erp.load().changes == ["Sales.Customer: the column name is new: used from now on"]
    assert erp.rows("customer", "customer_id, name")[-1] == ("1", "Zoë")


def test_a_mandatory_column_that_was_renamed_refuses_that_table_alone_once(erp: Erp) -> None:
    erp.use(SPEC.replace('required = ["order_id"]', 'required = ["order_id", "amount"]'))
    erp.load()
    rename(erp, erp.orders, "amount", "total")
    erp.sql(f"update {erp.customer} set name = 'Ann' where customerid = 2")
    report = erp.load()
    (refused,) = report.refused
    assert refused.reason == "it has no column amount; looks like amount was renamed to total"
    assert [delivery.table for delivery in report.loaded] == ["customer"]
    again = erp.load()
    assert (again.refused, len(again.still_refused)) == ([], 1)
    rename(erp, erp.orders, "total", "amount")
    back = erp.load()
    assert back.changes == ["Sales.Orders: is taken again"]
    assert (back.refused, back.still_refused) == ([], [])
    assert erp.bronze.refused.entries("erp") == []


def test_a_table_that_is_gone_is_told_once_and_its_rows_stay(erp: Erp) -> None:
    erp.load()
    rows = erp.rows("orders", "order_id")
    erp.sql(f"alter table {erp.orders} rename to old_orders")
    report = erp.load()
    (refused,) = report.refused
    assert refused.message.startswith("Sales.Orders: it is gone: the database has no such table")
    assert refused.message.endswith("; what was loaded of it stays")
    assert erp.rows("orders", "order_id") == rows
    assert messages_of_the_next_run(erp) == [f"refused before: {refused.message}"]
    schema = "" if erp.server.system == "mysql" else "sales."
    erp.sql(f"alter table {schema}old_orders rename to orders")
    assert erp.load().changes == ["Sales.Orders: is taken again"]


def messages_of_the_next_run(erp: Erp) -> list[str]:
    report: IngestReport = erp.load()
    assert report.refused == []
    return report.messages()
