"""What is asked of a source is written down as data, and read back as it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.errors import ConfigError
from tillhouse.questions.file import FILE, questions_text, read_questions
from tillhouse.questions.question import Question

CODE = Question(
    "status", "4", 'What does "order_status" 4 mean?', "orders.order_status",
    {"completed": "its orders are sales", "cancelled": "its orders count nowhere"},
    1445, Decimal("12.50"), ("1", "7"),
)  # fmt: skip


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_any_delivered_text_comes_back_as_it_was(tmp_path_factory, text):
    folder: Path = tmp_path_factory.mktemp("web")
    asked = [CODE, Question("columns", text, text, text, {text: text}, 1, None, (text,), text)]
    (folder / FILE).write_text(questions_text(asked), "utf-8", newline="")
    assert read_questions(folder) == asked


def test_an_answer_that_is_no_choice_names_the_nearest_one(tmp_path):
    text = questions_text([CODE]).replace('answer = ""', 'answer = "complete"')
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="no answer") as error:
        read_questions(tmp_path)
    assert "completed" in error.value.remedy


def test_a_source_without_the_file_has_no_question(tmp_path):
    assert read_questions(tmp_path) == []
