"""Which entities a table needs is read from the queries, so it cannot go stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.contracts.models import ModelDoc, read_models
from tillhouse.lineage import Lineage, published_from, read_lineage
from tillhouse.sources.spec import known_kinds

# Model → its query; the folder says what it is.
MODELS = {
    "staging/desk/stg_desk__tickets": "select * from {{ source('desk', 'tickets') }}",
    "staging/till/stg_till__lines": "select * from {{ source('till', 'lines') }}",
    "intake/intake_support_tickets": "{{ intake() }}",
    "intake/intake_order_lines": "{{ intake() }}",
    "silver/tickets": "select * from {{ ref('intake_support_tickets') }}",
    "silver/order_lines": "select * from {{ ref( 'intake_order_lines' ) }}",
    "silver/sales_and_returns": "select * from {{ ref('order_lines') }}",
    "gold/core/spend": "select * from {{ ref('order_lines') }}",
    "gold/sales/revenue": 'select * from {{ ref("spend") }}',
    "gold/service/patterns": "select * from {{ ref('tickets') }}",
    "gold/marketing/clusters": "select * from {{ source('science', 'customer_clusters') }}",
}
ENTITIES = {"stg_desk__tickets": "support_tickets", "stg_till__lines": "order_lines"}


@pytest.fixture(scope="module")
def lineage():
    return read_lineage()


def test_sales_need_lines_and_no_contacts(lineage) -> None:
    needed = lineage.entities("sales_by_period", only_needed=True)
    assert "order_lines" in needed
    assert not {"contacts", "stores", "employees"} & needed
    assert "returns" not in needed  # united with the lines: without one, the lines are there still


@pytest.mark.parametrize(
    "mart",
    ["sales_by_period", "sales_performance", "top_products", "product_demand", "dim_customer",
     "dim_store", "dim_territory", "dim_salesperson", "dim_promotion", "staff_ranking"],
)  # fmt: skip
def test_what_sales_alone_fill_needs_no_list_of_anything(lineage, mart) -> None:
    """Seen in a trial of sales without any list: each of them had rows."""
    needed = lineage.entities(mart, only_needed=True)
    assert not needed & {"customers", "contacts", "stores", "employees", "promotions"}


def test_what_only_known_customers_fill_needs_their_list(lineage) -> None:
    for mart in ("unreachable_customers", "customer_cohorts", "rfm_scores", "customer_360"):
        assert "customers" in lineage.entities(mart, only_needed=True), mart


def test_marketing_needs_contacts(lineage) -> None:
    assert "contacts" in lineage.entities("marketing_contacts", only_needed=True)


def test_a_code_of_a_person_needs_no_list_of_staff(lineage) -> None:
    for mart in ("infrequent_buyers", "coupon_offers", "customer_analysis", "fact_sales"):
        assert "employees" not in lineage.entities(mart, only_needed=True), mart


def test_every_published_table_rests_on_some_entity(lineage) -> None:
    assert not [doc.name for doc in lineage.marts if not lineage.entities(doc.name)]


def test_the_first_empty_table_is_the_one_nearest_to_the_sources(lineage) -> None:
    rows = {"marketing_contacts": 0, "contactable_customers": 0, "customer_spend": 5}
    assert lineage.first_empty("marketing_contacts", rows) == "contactable_customers"


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
    assert published_from("desk", read_lineage(docs)) == ("patterns",)


def test_science_is_a_way_like_any_other(docs: list[ModelDoc]) -> None:
    assert published_from("till", read_lineage(docs)) == ("clusters", "revenue")


def test_a_kind_without_models_reaches_nothing(docs: list[ModelDoc]) -> None:
    assert published_from("nobody", read_lineage(docs)) == ()


@pytest.mark.parametrize("kind", known_kinds())
def test_every_packaged_kind_reaches_what_is_sold(kind: str, lineage: Lineage) -> None:
    assert "sales_by_period" in published_from(kind, lineage)
