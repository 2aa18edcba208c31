from __future__ import annotations

import pytest

from tillhouse.sources.files.header import match_header, snake_case
from tillhouse.sources.table import TableSpec

TABLE = TableSpec(
    "sales",
    files=("*.csv",),
    columns=("product_name", "product", "quantity"),
    required=("quantity",),
    aliases={"quantity": ("qty",), "product_name": ("product", "Item Name")},
)


NOTHING = TableSpec("t", ("*",), ("any",))


@pytest.mark.parametrize(
    "name", ["CustomerID", "Customer Id", "customer-id", " customer_id ", "CUSTOMER_ID"]
)
def test_spellings_of_one_name_are_one_column(name: str) -> None:
    assert snake_case(name) == "customer_id"


def test_a_delivered_column_cannot_take_the_name_of_a_lineage_column() -> None:
    assert snake_case("_load_id") == "load_id"


def test_an_alias_stands_for_the_declared_column() -> None:
    assert match_header(["item name", "QTY"], TABLE).columns == ("product_name", "quantity")


def test_a_declared_column_is_itself_although_it_is_an_alias_of_another() -> None:
    assert match_header(["product", "quantity"], TABLE).columns == ("product", "quantity")


def test_an_alias_beside_its_column_is_a_column_of_its_own() -> None:
    assert match_header(["quantity", "qty"], TABLE).columns == ("quantity", "qty")


def test_two_aliases_of_one_column_are_ambiguous() -> None:
    table = TableSpec("t", ("*",), ("total",), aliases={"total": ("amount", "sum")})
    assert match_header(["amount", "sum"], table).ambiguous == ("total",)


def test_a_missing_mandatory_column_is_named() -> None:
    assert match_header(["product"], TABLE).missing == ("quantity",)


def test_names_that_are_empty_or_twice_stay_apart() -> None:
    header = match_header(["quantity", "", "note", "note", "note_2", ""], TABLE)
    assert header.columns == ("quantity", "column_2", "note", "note_3", "note_2", "column_6")
    assert len(set(header.columns)) == 6


def test_columns_that_differ_by_a_sign_are_two() -> None:
    header = match_header(["Tax %", "Tax", "Order #", "Order", "Net €", "Net"], NOTHING)
    assert header.columns == ("tax_pct", "tax", "order_number", "order", "net_eur", "net")


def test_a_sign_in_a_name_that_is_declared_without_it_changes_nothing() -> None:
    assert match_header(["Quantity #"], TABLE).columns == ("quantity",)
    assert match_header(["Qty #"], TABLE).columns == ("quantity",)


def test_a_sign_tells_two_columns_apart_although_one_is_declared() -> None:
    header = match_header(["Quantity %", "Quantity"], TABLE)
    assert (header.columns, header.ambiguous) == (("quantity_pct", "quantity"), ())


def test_a_declared_column_that_comes_twice_is_ambiguous() -> None:
    assert match_header(["quantity", "Quantity"], TABLE).ambiguous == ("quantity",)


def test_a_name_that_comes_twice_is_two_columns_where_both_are_declared() -> None:
    table = TableSpec("t", ("*",), ("total", "total_2"))
    header = match_header(["Total", "Total"], table)
    assert (header.columns, header.ambiguous) == (("total", "total_2"), ())
