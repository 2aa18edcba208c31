"""Whatever a name holds: in a generated file it is a text, and the same text again when read."""

from __future__ import annotations

import tomllib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from tests.faults.hostile_names import hostile_names

from tillhouse.delivered_text import argument, comment, literal, table_cell, toml_value, yaml_text
from tillhouse.errors import ConfigError
from tillhouse.onboarding.gate import check_model

MODEL = """-- {note}
with source as (
    select * from {{{{ source('web', 'a') }}}}
)
select {text} as a from source
"""
QUERIES = (
    "{{ run_query('select 1') }}",
    "{% do run_query('select 1') %}",
    "{{ env_var('TILLHOUSE_SECRET') }}",
    "{{ ''.__class__ }}",
    "{% call statement('x') %}select 1{% endcall %}",
    "1; copy x to 'y'; select 1",
    "{{ adapter.execute('x') }}",
    "{% if x",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def read_by_a_template(code: str) -> str:
    return (
        Environment(autoescape=False, keep_trailing_newline=True)
        .from_string(code)
        .render(sql_text=lambda text: "'" + text.replace("'", "''") + "'")
    )


@given(TEXTS)
def test_an_argument_is_read_back_as_it_was(text: str) -> None:
    assert read_by_a_template(f"{{{{ {argument(text)} }}}}") == text
    assert read_by_a_template(literal(text)) == "'" + text.replace("'", "''") + "'"


@given(TEXTS)
def test_a_comment_is_one_line_that_no_template_reads(text: str) -> None:
    line = f"-- {comment(text)}"
    assert read_by_a_template(line) == line
    assert len(line.splitlines()) == 1


@given(TEXTS)
def test_values_of_toml_and_yaml_are_texts(text: str) -> None:
    assert (
        tomllib.loads(
            f"a = {toml_value(text)}\n{toml_value(text)} = 1\n" if text != "a" else "a = 'a'"
        )["a"]
        == text
    )
    assert isinstance(yaml.safe_load(yaml_text(text)), str)
    assert not set("{}") & set(yaml_text(text))
    assert "\n" not in table_cell(text)


@pytest.mark.parametrize("name", hostile_names())
def test_a_model_that_holds_a_hostile_name_passes_the_gate(name: str) -> None:
    check_model("stg_web__orders", MODEL.format(note=comment(name), text=literal(name)))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("place", ["note", "text"])
def test_a_model_into_which_a_program_got_is_not_written(query: str, place: str) -> None:
    if place == "note" and "{" not in query:
        query = f"\n{query}"
    parts = {"note": "orders", "text": "a"} | {place: query}
    with pytest.raises(ConfigError, match="part of a program"):
        check_model("stg_web__orders", MODEL.format(**parts))
