"""At a terminal each question is asked once; Enter leaves it open."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.testing import CliRunner

from tillhouse.questions.question import Question
from tillhouse.verbs.asking import Asking

TAX = Question("tax", "price", "Is tax in the price?", "", {"yes": "in it", "no": "on top"}, 7)
CODE = Question("status", "4", "What is 4?", "", {"completed": "a sale", "open": "none yet"})


def talk(typed: str, *rounds: Sequence[Question]) -> tuple[list[dict[str, str]], str]:
    given: list[dict[str, str]] = []

    @click.command()
    def command() -> None:
        asking = Asking("shop")
        given.extend(asking(questions) for questions in rounds)

    said = CliRunner().invoke(command, input=typed)
    assert said.exit_code == 0, said.output
    return given, said.output


def test_each_answer_is_taken_and_what_it_changes_is_said() -> None:
    given, said = talk("no\ncompleted\n", [TAX, CODE])
    assert given == [{"tax.price": "no", "status.4": "completed"}]
    assert "shop: Is tax in the price? (7 rows)" in said
    assert "no: on top" in said


def test_a_slip_is_said_and_asked_again() -> None:
    given, said = talk("nope\nno\n", [TAX])
    assert given == [{"tax.price": "no"}]
    assert "'nope' is no choice" in said


def test_what_is_left_open_is_not_asked_a_second_time() -> None:
    given, _ = talk("\nopen\n", [TAX], [TAX, CODE])
    assert given == [{}, {"status.4": "open"}]


def test_what_is_answered_already_is_not_asked() -> None:
    answered = Question("tax", "price", "?", "", {}, answer="yes")
    assert talk("", [answered])[0] == [{}]
