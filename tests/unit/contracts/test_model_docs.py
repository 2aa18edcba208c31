"""The YAML beside a model, read as plain data."""

from __future__ import annotations

import pytest

from tillhouse.contracts.models import cited_rules, read_models, tables_by_audience
from tillhouse.errors import ConfigError

TOTALS = """
version: 2
models:
  - name: totals
    description: |
      One row per month.

      Cannot tell days apart. R3
    config: {meta: {key: [month_start_date]}}
    columns:
      - name: month_start_date
        description: First day.
        data_type: date
        config: {meta: {not_null: true}}
      - {name: net_amount, description: Sold., data_type: "DECIMAL(18, 2)", meta: {unit: EUR}}
"""


@pytest.fixture
def models(tmp_path):
    def write(place: str, text: str, sql: str = ""):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.with_suffix(".sql").write_text(sql, "utf-8")
        return tmp_path

    return write


def test_place_says_layer_and_audience(models):
    models("gold/core/step.yml", TOTALS.replace("totals", "step"))
    models("silver/orders.yml", TOTALS.replace("totals", "orders"))
    docs = read_models(models("gold/sales/totals.yml", TOTALS))
    assert [(doc.name, doc.schema, doc.audience) for doc in docs] == [
        ("orders", "silver", ""),
        ("step", "gold", ""),
        ("totals", "gold", "sales"),
    ]
    assert {name: [doc.name for doc in own] for name, own in tables_by_audience(docs).items()} == {
        "sales": ["totals"]
    }


def test_columns_keep_their_order_types_and_promises(models):
    (doc,) = read_models(models("gold/sales/totals.yml", TOTALS))
    assert doc.types == {"month_start_date": "date", "net_amount": "decimal(18,2)"}
    assert doc.key == ("month_start_date",)
    assert [(c.is_key, c.is_not_null, c.unit) for c in doc.columns] == [
        (True, True, ""),
        (False, False, "EUR"),
    ]


def test_a_key_may_be_marked_on_its_columns(models):
    marked = TOTALS.replace("config: {meta: {key: [month_start_date]}}", "").replace(
        "not_null: true", "key: true"
    )
    (doc,) = read_models(models("gold/sales/totals.yml", marked))
    assert doc.key == ("month_start_date",)


def test_rules_come_from_the_description_and_the_first_comment_only(models):
    sql = "-- R1, R20: money\n-- and R5\nselect 1 -- R24\n"
    (doc,) = read_models(models("gold/sales/totals.yml", TOTALS, sql))
    assert doc.rules == ("R1", "R3", "R5", "R20")


def test_a_range_of_rules_cites_each_of_them():
    assert cited_rules("R1–R3, R9-R10 and R9; PR12 is none") == ("R1", "R2", "R3", "R9", "R10")


def test_a_file_with_sources_only_is_no_model(models):
    assert read_models(models("staging/pos/_sources.yml", "sources: [{name: pos}]")) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models: [{name: x, columns: [{name: a}]}]", "without name or data_type: a"),
        ("models: [{description: x}]", "a model without a name"),
        ("models: [{name: x, meta: {key: [gone]}}]", "names gone in the key of x"),
        ("models: [", "is not YAML"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(models, text, said):
    with pytest.raises(ConfigError, match=said) as caught:
        read_models(models("gold/sales/x.yml", text))
    assert caught.value.where.endswith("gold/sales/x.yml")
