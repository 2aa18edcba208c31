"""Which entities a table needs is read from the queries, so it cannot go stale."""

from __future__ import annotations

import pytest

from tillhouse.lineage import read_lineage


@pytest.fixture(scope="module")
def lineage():
    return read_lineage()


def test_sales_need_lines_and_no_contacts(lineage) -> None:
    needed = lineage.entities("sales_by_period", only_needed=True)
    assert "order_lines" in needed
    assert not {"contacts", "stores", "employees"} & needed


def test_marketing_needs_contacts(lineage) -> None:
    assert "contacts" in lineage.entities("marketing_contacts", only_needed=True)


def test_every_published_table_rests_on_some_entity(lineage) -> None:
    assert not [doc.name for doc in lineage.marts if not lineage.entities(doc.name)]


def test_the_first_empty_table_is_the_one_nearest_to_the_sources(lineage) -> None:
    rows = {"marketing_contacts": 0, "contactable_customers": 0, "customer_spend": 5}
    assert lineage.first_empty("marketing_contacts", rows) == "contactable_customers"
