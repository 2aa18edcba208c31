"""Answers are given on the command line, on a terminal or before, and are kept."""

from __future__ import annotations

import pytest

from tillhouse.errors import ConfigError
from tillhouse.questions.file import FILE, questions_text, read_questions
from tillhouse.questions.question import Question
from tillhouse.questions.settled import check_answers, settled, write_answers
from tillhouse.questions.texts import question_of

TAX = Question("tax", "price", "Is tax in the price?", "", {"yes": "", "no": ""})


def answers(questions):
    return {it.key: it.answer for it in questions}


def test_what_was_answered_stays_answered_also_when_nobody_asks_now():
    given = {"tax.price": "no", "status.On the van": "open"}
    assert answers(settled([TAX], given)) == given


def test_an_answer_that_is_no_choice_any_more_opens_the_question_again():
    assert answers(settled([TAX], {"tax.price": "maybe"})) == {"tax.price": ""}


def test_a_word_that_will_only_show_when_tables_are_built_may_be_answered():
    check_answers([TAX], {"status.On the van": "cancelled"})


@pytest.mark.parametrize(
    ("key", "answer", "known"),
    [("tax.pricee", "yes", "tax.price"), ("tax.price", "yess", "yes"),
     ("status.On the van", "complete", "completed")],
)  # fmt: skip
def test_a_slip_is_refused_with_what_there_is(key, answer, known):
    with pytest.raises(ConfigError) as error:
        check_answers([TAX], {key: answer})
    assert known in error.value.remedy


def test_answers_of_a_terminal_are_written_beside_those_that_stood_there(tmp_path):
    (tmp_path / FILE).write_text(questions_text([TAX]), "utf-8")
    word = question_of("status.On the van", "order_status")
    write_answers(tmp_path, {"status.On the van": "open", "tax.price": "yes"}, [TAX, word])
    written = read_questions(tmp_path)
    assert answers(written) == {"status.On the van": "open", "tax.price": "yes"}
    assert "order_status" in written[1].asks


def test_control_totals_are_asked_for_in_words_of_their_own():
    found = question_of("totals.control_total")
    assert found.key == "totals.control_total"
    assert "delivered apart" in found.asks
    assert list(found.choices) == ["computed"]
    assert "line total" in question_of("totals.line_total").asks
