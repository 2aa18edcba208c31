"""Answers that are given while a source is written: on the command line, on a terminal, before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tillhouse.errors import ConfigError
from tillhouse.questions.file import FILE, questions_text, read_questions
from tillhouse.questions.question import Question
from tillhouse.questions.texts import TOPICS, question_of
from tillhouse.suggestions import did_you_mean


def settled(asked: Iterable[Question], answers: Mapping[str, str]) -> list[Question]:
    """The questions with their answers, and those that are answered without being asked now.

    An answer that is no choice any more is left out: the question is open again.
    """
    found = []
    for question in asked:
        answer = answers.get(question.key, question.answer)
        found.append(replace(question, answer=answer if question.accepts(answer) else ""))
    known = {question.key for question in found}
    for key, answer in answers.items():
        if key not in known and answer:
            found.append(replace(question_of(key), answer=answer))
    return found


def check_answers(asked: Iterable[Question], answers: Mapping[str, str]) -> None:
    """Refuse an answer to what nobody asks, and one that is no choice (`ConfigError`)."""
    known = {question.key: question for question in asked}
    for key, answer in answers.items():
        question = known.get(key)
        if question is None and key.partition(".")[0] not in TOPICS:
            raise ConfigError(
                f"There is no question {key!r}",
                where=f"--answer {key}={answer}",
                remedy=did_you_mean(key, known) if known else "Nothing is asked of this source",
            )
        question = question or question_of(key)
        if not question.accepts(answer):
            raise ConfigError(
                f"{answer!r} is no answer to: {question.asks}",
                where=f"--answer {key}={answer}",
                remedy=did_you_mean(answer, question.choices),
            )


def write_answers(folder: Path, answers: Mapping[str, str], asked: Sequence[Question]) -> None:
    """Put answers into the file of a source; `asked` are questions that may not be in it yet."""
    known = read_questions(folder)
    keys = {question.key for question in known}
    more = [it for it in asked if it.key not in keys and it.key in answers]
    text = questions_text(settled([*known, *more], answers))
    (folder / FILE).write_text(text, encoding="utf-8")
