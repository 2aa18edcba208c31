"""Every built table has exactly the columns of its YAML, also when nothing was delivered."""

from __future__ import annotations

import pytest

from tillhouse.config import load_project
from tillhouse.contracts.check import check_built
from tillhouse.contracts.models import read_models, tables_by_audience
from tillhouse.engines.base import ModelRun
from tillhouse.lake.bronze import Bronze
from tillhouse.new_project import NewProject, NewSource, write_project
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.science_settings import NothingSold, science_arguments
from tillhouse.pipeline.steps import GOLD, silver_models
from tillhouse.pipeline.variables import model_variables
from tillhouse.progress import silent
from tillhouse.publish.audiences import publish
from tillhouse.science.steps import run_person_codes, run_science

# R6: a dimension has its unknown member (and promotions the one called none) before anything comes.
UNKNOWN_MEMBERS = {
    "dim_customer": 1,
    "dim_product": 1,
    "dim_promotion": 2,
    "dim_salesperson": 1,
    "dim_store": 1,
    "dim_territory": 1,
}
SOURCES = (NewSource("orders", "retail_org", "orders"), NewSource("pos", "pos", "pos"))


@pytest.fixture(scope="module")
def empty_shop(tmp_path_factory):
    """A shop with both kinds of source to which nothing was ever delivered, fully built."""
    folder = tmp_path_factory.mktemp("empty")
    write_project(folder, NewProject("Empty", "UTC", sources=SOURCES))
    project = load_project(folder / "tillhouse.toml")
    context = Context(project, Bronze(folder / "lake"), None, silent(), "empty")
    with context.engine as engine:
        engine.register_bronze(context.bronze_tables())
        engine.run_models(ModelRun(silver_models(project), model_variables(project)))
        arguments = science_arguments(context)
        run_science(NothingSold(engine), **arguments)
        run_person_codes(engine, secret=arguments["secret"])
        engine.run_models(ModelRun(GOLD, model_variables(project)))
        yield engine


def test_columns_their_order_and_types_are_those_of_the_yaml(empty_shop):
    check_built(empty_shop, [doc for doc in read_models() if doc.columns])


def test_every_audience_can_be_published_with_nothing_in_it(empty_shop, tmp_path):
    released = publish(empty_shop, tables_by_audience(read_models()), tmp_path, run_id="empty")
    members = {table.name: table.rows for table in released.tables if table.rows}
    assert members == UNKNOWN_MEMBERS
    assert {table.audience for table in released.tables} >= {
        "sales",
        "marketing",
        "operations",
        "service",
    }
