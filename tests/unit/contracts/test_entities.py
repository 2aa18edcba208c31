"""The input contract: what the staging models of a source must bring."""

from __future__ import annotations

import pytest

from tillhouse.contracts.entities import entity, read_entities
from tillhouse.errors import ConfigError

ENTITIES = [
    *(
        "contacts",
        "control_totals",
        "customers",
        "employees",
        "inventory",
        "order_lines",
        "orders",
        "payments",
    ),
    *("products", "promotions", "purchase_receipts", "returns", "stores", "support_tickets"),
    "web_sessions",
]


def test_there_is_a_contract_for_every_entity():
    assert [found.name for found in read_entities()] == ENTITIES


def test_a_line_without_number_day_quantity_or_price_cannot_be_taken():
    required = set(entity("order_lines").required)
    assert {"order_id", "business_date", "quantity", "unit_price"} <= required
    assert not {"customer_id", "product_id", "store_id"} & required, "R6 keeps such lines"


def test_columns_of_the_pipeline_are_not_asked_of_a_source():
    names = [column.name for found in read_entities() for column in found.columns]
    assert names
    assert not [name for name in names if name.startswith("_")]


def test_sources_that_bring_an_entity_are_named():
    assert set(entity("order_lines").brought_by) >= {"pos", "retail_org"}


def test_an_unknown_entity_gets_the_list_of_known_ones():
    with pytest.raises(ConfigError, match="no entity 'invoices'") as caught:
        entity("invoices")
    assert "order_lines" in caught.value.remedy
