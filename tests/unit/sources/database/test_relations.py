"""Two real servers: what comes, what comes again, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.unit.sources.database.conftest import SPEC, Erp

from tillhouse.lake.retention import prune
from tillhouse.sources.database.ingest import look


def loaded(report) -> dict[str, int]:
    return {delivery.table: delivery.rows for delivery in report.loaded}


def test_only_declared_columns_come_as_the_database_says_them(erp: Erp) -> None:
    assert loaded(erp.load()) == {"customer": 2, "orders": 5}
    assert erp.bronze.snapshot("erp", "customer").delivered == (
        "customer_id", "name", "modified_date", "is_deleted",
    )  # fmt: skip
    found = erp.rows("orders", "order_id, amount, modified_date, _source_row, _source_file")
    moment = "2024-01-01 08:00:00.25" + ("" if erp.server.system == "postgresql" else "0Z")
    assert found[0] == ("1", "1.5000", moment, 1, "Sales.Orders")
    assert erp.rows("customer", "name") == [("Zoë",), (None,)]


def test_nothing_comes_twice(erp: Erp) -> None:
    erp.load()
    again = erp.load()
    assert again.loaded == []
    assert [file.file for file in again.known] == ["Sales.Customer", "Sales.Orders"]


def test_only_rows_that_changed_come_again(erp: Erp) -> None:
    erp.load()
    erp.add_order(6, "2024-02-01")
    erp.sql(f"update {erp.orders} set amount = 9, modifieddate = '2024-02-01' where orderid = 1")
    erp.sql(f"update {erp.customer} set name = 'Ann' where customerid = 2")
    report = erp.load()
    assert loaded(report) == {"customer": 1, "orders": 2}
    assert erp.rows("orders", "order_id, amount")[5:] == [("1", "9.0000"), ("6", "6.5000")]
    assert "modified_date from 2024-01-03 08:00:00.25" in report.loaded[1].file


def test_a_window_reads_only_its_rows(erp: Erp) -> None:
    erp.load()
    told: list[tuple[int, str]] = []
    erp.load(lambda rows, table: told.append((rows, table)))
    assert told == [(2, "customer"), (3, "orders")]  # two days before the 5th of January


def test_a_late_row_with_an_old_cursor_is_not_missed(erp: Erp) -> None:
    erp.load()
    erp.add_order(7, "2023-06-01")
    assert loaded(erp.load()) == {"orders": 1}
    assert erp.rows("orders", "order_id")[-1] == ("7",)
    assert erp.load().loaded == []


def test_a_row_without_a_cursor_value_is_not_missed(erp: Erp) -> None:
    erp.load()
    erp.sql(f"insert into {erp.orders} values (8, 1, 1, null)")
    assert loaded(erp.load()) == {"orders": 1}
    assert erp.load().loaded == []


def test_a_deleted_row_is_told_where_that_is_asked(erp: Erp) -> None:
    erp.load()
    erp.sql(f"delete from {erp.customer} where customerid = 2")
    erp.sql(f"delete from {erp.orders} where orderid = 2")
    assert loaded(erp.load()) == {"customer": 1}
    assert erp.rows("customer", "customer_id, name, is_deleted")[-1] == ("2", None, "true")
    assert erp.load().loaded == []
    erp.sql(f"insert into {erp.customer} (customerid) values (2)")
    assert loaded(erp.load()) == {"customer": 1}
    assert erp.load().loaded == []


def test_a_deleted_row_is_told_for_a_table_with_a_cursor_too(erp: Erp) -> None:
    erp.use(SPEC.replace("lookback_days = 2", "lookback_days = 2\ndeletes = true"))
    erp.load()
    erp.sql(f"delete from {erp.orders} where orderid = 1")
    erp.add_order(9, "2023-01-01")
    assert loaded(erp.load()) == {"orders": 2}
    assert erp.rows("orders", "order_id, is_deleted")[-2:] == [("9", None), ("1", "true")]


def test_a_table_without_a_key_comes_whole_when_it_changed(erp: Erp) -> None:
    erp.use('[tables.customer]\nrelation = "sales.customer"\ncolumns = ["customer_id", "name"]')
    assert loaded(erp.load()) == {"customer": 2}
    assert erp.load().loaded == []
    erp.sql(f"update {erp.customer} set name = 'Bob' where customerid = 1")
    assert loaded(erp.load()) == {"customer": 2}
    erp.sql(f"update {erp.customer} set name = 'Zoë' where customerid = 1")
    assert loaded(erp.load()) == {"customer": 2}, "back to what it was before the last delivery"


def test_a_key_that_is_none_is_refused_and_the_other_table_loads(erp: Erp) -> None:
    erp.use(SPEC.replace('key = ["order_id"]', 'key = ["customer_id"]'))
    report = erp.load()
    assert loaded(report) == {"customer": 2}
    assert "1 values of its key (customer_id)" in report.refused[0].reason


def test_a_missing_table_and_a_missing_column_are_refused_by_name(erp: Erp) -> None:
    spec = SPEC.replace("Sales.Customer", "Sales.Customers").replace(
        'required = ["order_id"]', 'required = ["order_id", "customer_id"]'
    )
    erp.use(spec)
    erp.sql(f"alter table {erp.orders} rename column customerid to customerno")
    table, column = erp.load().refused
    assert "no such table" in table.reason
    assert "ustomer" in table.remedy
    assert column.reason == "it has no column customer_id"
    assert "customerno" in column.remedy


def test_a_look_says_what_a_run_would_refuse_and_loads_nothing(erp: Erp) -> None:
    erp.use(SPEC.replace("Sales.Customer", "Sales.Clients"))
    report = look("erp", erp.spec, erp.access(), erp.bronze)
    assert [refused.file for refused in report.refused] == ["Sales.Clients"]
    assert not erp.bronze.tables()


def test_a_table_without_a_key_comes_again_when_the_lake_has_let_it_go(erp: Erp) -> None:
    erp.use('[tables.customer]\nrelation = "sales.customer"\ncolumns = ["customer_id", "name"]')
    erp.load()
    prune(erp.bronze, 1, datetime.now(UTC) + timedelta(days=2))
    assert loaded(erp.load()) == {"customer": 2}


def test_a_column_that_is_gone_stays_empty_and_is_told(erp: Erp) -> None:
    erp.load()
    erp.sql(f"alter table {erp.customer} drop column name")
    report = erp.load()
    assert "changed: Sales.Customer: the column name is gone: it stays empty" in report.messages()
    assert erp.rows("customer", "name")[-1] == (None,)


def test_a_column_of_another_type_is_text_all_the_same(erp: Erp) -> None:
    erp.load()
    change = "alter column amount type varchar(40)"
    if erp.server.system == "mysql":
        change = "modify column amount varchar(40)"
    erp.sql(f"alter table {erp.orders} {change}")
    erp.sql(
        f"update {erp.orders} set amount = 'n/a', modifieddate = '2024-03-01' where orderid = 1"
    )
    assert loaded(erp.load()) == {"orders": 1}
    assert erp.rows("orders", "amount")[-1] == ("n/a",)
