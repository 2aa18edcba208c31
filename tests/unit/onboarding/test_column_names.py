"""Whatever the naming convention, a name means the same words."""

from __future__ import annotations

import pytest

from tillhouse.onboarding.names import likeness, safe_name, words


@pytest.mark.parametrize(
    "name",
    ["CustomerID", "customer_id", "Customer No.", "cust_nr", "customernumber", "CLIENT-CODE"],
)
def test_every_spelling_of_a_customer_number_is_the_same(name: str) -> None:
    assert words(name) == ("customer", "id")
    assert likeness(name, "order_lines", "customer_id") > 0.98


def test_a_word_of_another_thing_is_not_passed_over() -> None:
    assert likeness("StockDate", "order_lines", "business_date") == 0.0
    assert likeness("VendorName", "products", "product_name") == 0.0


def test_a_bare_name_belongs_to_its_own_table_only() -> None:
    assert likeness("name", "customers", "full_name") > 0.8
    assert likeness("name", "customers", "full_name", is_guest=True) == 0.0
    assert likeness("customer name", "customers", "full_name", is_guest=True) > 0.8


def test_a_cost_is_no_price() -> None:
    assert likeness("ProductCost", "products", "list_price") == 0.0
    assert likeness("ProductPrice", "products", "list_price") > 0.8


@pytest.mark.parametrize(
    ("name", "safe"),
    [("order", "order_value"), ("Größe", "grosse"), ("2024 sales", "c_2024_sales"), ("№", "no")],
)
def test_a_name_becomes_one_that_sql_takes(name: str, safe: str) -> None:
    assert safe_name(name, set()) == safe


def test_two_columns_never_get_one_name() -> None:
    taken: set[str] = set()
    assert [safe_name("Größe", taken), safe_name("Grosse", taken)] == ["grosse", "grosse_2"]
