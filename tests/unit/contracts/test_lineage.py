from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.contracts.lineage import published_from
from tillhouse.contracts.models import ModelDoc, read_models
from tillhouse.sources.spec import known_kinds

# Model → its query; the folder says what it is.
MODELS = {
    "staging/desk/stg_desk__tickets": "select * from {{ source('desk', 'tickets') }}",
    "staging/till/stg_till__lines": "select * from {{ source('till', 'lines') }}",
    "intake/intake_support_tickets": "{{ intake() }}",
    "intake/intake_order_lines": "{{ intake() }}",
    "silver/tickets": "select * from {{ ref('intake_support_tickets') }}",
    "silver/order_lines": "select * from {{ ref( 'intake_order_lines' ) }}",
    "gold/core/spend": "select * from {{ ref('order_lines') }}",
    "gold/sales/revenue": 'select * from {{ ref("spend") }}',
    "gold/service/patterns": "select * from {{ ref('tickets') }}",
    "gold/marketing/clusters": "select * from {{ source('science', 'customer_clusters') }}",
}
ENTITIES = {"stg_desk__tickets": "support_tickets", "stg_till__lines": "order_lines"}


@pytest.fixture
def docs(tmp_path: Path) -> list[ModelDoc]:
    for place, query in MODELS.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        entity = ENTITIES.get(path.name, "")
        path.with_suffix(".sql").write_text(query)
        path.with_suffix(".yml").write_text(
            f"models: [{{name: {path.name}, config: {{meta: {{entity: {entity or 'none'}}}}}}}]"
        )
    return read_models(tmp_path)


def test_a_source_reaches_the_tables_that_read_its_entities(docs: list[ModelDoc]) -> None:
    assert published_from("desk", docs) == ("patterns",)


def test_science_is_a_way_like_any_other(docs: list[ModelDoc]) -> None:
    assert published_from("till", docs) == ("clusters", "revenue")


def test_a_kind_without_models_reaches_nothing(docs: list[ModelDoc]) -> None:
    assert published_from("nobody", docs) == ()


@pytest.mark.parametrize("kind", known_kinds())
def test_every_packaged_kind_reaches_what_is_sold(kind: str) -> None:
    assert "sales_by_period" in published_from(kind)
