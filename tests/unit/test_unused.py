"""What is delivered and used by nothing is told with samples, but for what may be personal."""

from __future__ import annotations

import pytest

from tillhouse.contracts.usage import named_columns, words_by_table
from tillhouse.unused import Unused, _column, is_personal

MODEL = """
-- note: not mapped: no column of the contract looks like it
{# nor is mood #}
with source as (select * from {{ source('till', 'sales') }})
select {{ clean('bon') }} as order_id, menge as quantity, 'x' as extra from source
"""


def test_a_column_is_used_where_a_model_names_it_and_not_where_one_gives_a_name() -> None:
    words = words_by_table("till", [MODEL])["sales"]
    assert {"bon", "menge"} <= words
    assert not {"note", "mood", "extra", "quantity"} & words


def test_a_list_of_all_columns_by_which_copies_are_known_uses_none() -> None:
    listed = "{%- set delivered = ['bon', 'shelf'] %}" + MODEL
    assert "shelf" not in words_by_table("till", [listed])["sales"]


def test_a_table_of_another_source_is_none_of_this_one() -> None:
    assert words_by_table("desk", [MODEL]) == {}


def test_packaged_kinds_read_their_tables_through_macros_too() -> None:
    assert "state_province" in named_columns("adventureworks")


@pytest.mark.parametrize("name", ["customer_email", "phone", "last_name", "full_name"])
def test_names_of_personal_things_are_known(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    ("name", "values", "samples"),
    [
        ("weight", ("12.5", "7", None, ""), "12.5, 7"),
        ("shelf", ("A-12", "B7"), "A-12, B7"),
        ("till_note", ("Ada was here", "7"), ""),
        ("phone", ("020 7946 0100", "7"), ""),
    ],
)
def test_samples_are_of_numbers_dates_and_codes(name, values, samples) -> None:
    found = _column("till", "sales", name, values)
    assert found.samples == samples
    assert found.filled == 2


def test_a_table_that_no_model_reads_is_told_whole() -> None:
    assert Unused("till", "coupons", "", 12, 12, "").told == "coupons: no model reads it (12 rows)"
