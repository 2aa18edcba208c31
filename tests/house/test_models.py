"""Every model says what it means, and no model knows its engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tillhouse import sources
from tillhouse.contracts.models import read_models, top_comment
from tillhouse.contracts.warehouse import warehouse_folder
from tillhouse.engines.arrow import arrow_type

LAST_RULE = 26
ENGINE = re.compile(r"\btarget\.|\b(duckdb|spark|snowflake|databricks|sail)\b", re.IGNORECASE)
PERSONAL = re.compile(
    r"(^|_)(email|phone|phone_number|phone_e164|full_name|first_name|last_name|street_address"
    r"|birth_date)$"
)
ABOUT_STAFF_OR_STORES = {"employees", "stores", "sales_team_data_mart"}


@pytest.fixture(scope="module")
def docs():
    return read_models()


def _described(docs, *layers):
    return [doc for doc in docs if doc.layer in layers]


def test_every_model_has_a_yaml_of_its_own_name(queries, docs):
    described = {doc.path.with_suffix("").as_posix(): doc.name for doc in docs}
    missing = [
        name
        for name, path in queries.items()
        if described.get(path.with_suffix("").as_posix()) != path.stem
    ]
    assert not missing, f"without a YAML beside them: {missing}"


def test_every_yaml_describes_a_model(docs):
    assert not [doc.path.name for doc in docs if not doc.sql.is_file()]


def test_names_are_used_once(docs):
    names = [doc.name for doc in docs]
    assert sorted(set(names)) == sorted(names)


def test_no_model_mentions_an_engine(queries):
    wrong = [name for name, path in queries.items() if ENGINE.search(path.read_text("utf-8"))]
    assert not wrong, f"what differs between engines belongs into macros/: {wrong}"


def test_a_description_begins_with_what_one_row_stands_for(docs):
    wrong = [doc.name for doc in docs if not re.match(r"One row\b", doc.description)]
    assert not wrong


def test_a_published_table_says_what_it_answers_and_what_it_cannot(docs):
    published = [doc for doc in docs if doc.audience]
    assert not [doc.name for doc in published if not re.search(r"\. Answers ", doc.description)]
    assert not [doc.name for doc in published if not re.search(r"\. Cannot ", doc.description)]


def test_every_column_has_a_meaning(docs):
    wrong = [f"{d.name}.{c.name}" for d in docs for c in d.columns if len(c.description) < 4]
    assert not wrong


def test_every_column_has_a_type_that_every_engine_has(docs):
    for doc in docs:
        for column in doc.columns:
            arrow_type(column.data_type)


def test_every_table_has_columns_and_what_is_published_has_a_key(docs):
    assert not [d.name for d in _described(docs, "intake", "silver", "gold") if not d.columns]
    assert not [doc.name for doc in docs if doc.audience and not doc.key]


def test_every_published_table_cites_a_rule(docs):
    assert not [doc.name for doc in docs if doc.audience and not doc.rules]


def test_every_query_of_silver_and_gold_cites_its_rules_in_its_first_comment(docs):
    silent = [d.name for d in _described(docs, "silver", "gold") if not top_comment(d.sql)]
    assert not silent


def test_rules_that_are_cited_exist(house, docs):
    decisions = (house / "DECISIONS.md").read_text("utf-8")
    known = {f"R{number}" for number in range(1, LAST_RULE + 1)}
    assert {rule for rule in known if f'<a id="{rule.lower()}"></a>' in decisions} == known
    cited = {rule: doc.name for doc in docs for rule in doc.rules}
    assert set(cited) <= known, cited


def test_personal_columns_are_marked(docs):
    unmarked = [
        f"{doc.name}.{column.name}"
        for doc in docs
        if doc.layer in ("silver", "gold") and doc.name not in ABOUT_STAFF_OR_STORES
        for column in doc.columns
        if PERSONAL.search(column.name) and not column.is_pii
    ]
    assert not unmarked, "mark them with `meta: {pii: true}` (R24)"


def test_nothing_published_to_sales_is_marked_personal(docs):
    found = [
        f"{d.name}.{c.name}" for d in docs for c in d.columns if d.audience == "sales" and c.is_pii
    ]
    assert not found


# What dbt makes of a model is kept while its text and variables are the same (engines/compiled.py).
ASKS = re.compile(
    r"adapter\.(?!dispatch\b|commit\b|drop_relation\b)\w+|\brun_query\b|\bload_relation\b"
    r"|\brun_started_at\b|\binvocation_id\b|\benv_var\b|\bmodules\.(?!pytz\b)"
)


def test_a_model_asks_the_warehouse_for_columns_alone_and_never_the_clock():
    folder = warehouse_folder()
    asking = {
        (path.name, found)
        for path in [*folder.rglob("*.sql"), *Path(sources.__file__).parent.rglob("*.sql")]
        for found in ASKS.findall(path.read_text("utf-8"))
    }
    assert asking == {("columns_of.sql", "adapter.get_columns_in_relation")}
