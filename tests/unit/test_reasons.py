"""A reason is made from column, code and value where it is read, in Python as in SQL."""

from __future__ import annotations

import re

import pytest

from tillhouse.contracts.warehouse import warehouse_folder
from tillhouse.reasons import PHRASES, UNREAD, phrase, reason_text


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("Qty", "not_a_number", '12; 5 "x"'), 'Qty "12; 5 "x"" is not a number'),
        (("Qty", "missing", None), "Qty is missing"),
        ((None, "unreadable_row", "it has 3 values instead of 4"), "it has 3 values instead of 4"),
        (("line", "source_problem", "a subtotal"), "a subtotal"),
        (("Day", "not_agreed", "x"), 'Day "x" is not agreed'),
    ],
)
def test_a_reason_is_a_sentence(given, told):
    assert reason_text(*given) == told


def test_the_published_table_says_the_same():
    text = (warehouse_folder() / "macros" / "rejections.sql").read_text("utf-8")
    body = text[text.index("macro reason_phrases") : text.index("macro reason_text")]
    said = dict(re.findall(r"'(\w+)': '([^']*)'", body))
    assert said == {code: words for code, words in PHRASES.items() if code != UNREAD}
    assert phrase("not_a_date") == said["not_a_date"]
