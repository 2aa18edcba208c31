"""`questions.toml` in the folder of a source: what was asked when it was added, and the answers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tillhouse.delivered_text import toml_value
from tillhouse.errors import ConfigError
from tillhouse.questions.question import Question
from tillhouse.suggestions import did_you_mean

FILE = "questions.toml"
TOP = """\
# What the deliveries do not decide. Put one of the choices between the quotes of `answer`;
# `tillhouse check` says what is still open. An answer may also stand in the project file, under
# [sources.<name>.answers], such as "status.Dispatched" = "completed".
"""
KEYS = ("topic", "item", "about", "asks", "rows", "amount", "examples", "choices", "answer")


def read_questions(folder: Path) -> list[Question]:
    """The questions of a source, in the order of the file; none where it has no such file.

    Raises `ConfigError` for a file that cannot be read, and for an answer that is no choice.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("question", [])
        found = [_question(entry) for entry in entries]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError(f"The questions cannot be read: {error}", where=str(path)) from None
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise ConfigError(
            f"A question is not written as the others are: {error!r}",
            where=str(path),
            remedy="Each [[question]] has topic, item, asks and answer",
        ) from None
    for question in found:
        if question.answer and not question.accepts(question.answer):
            raise ConfigError(
                f"{question.answer!r} is no answer to: {question.asks}",
                where=f"{path}: {question.key}",
                remedy=did_you_mean(question.answer, question.choices),
            )
    return found


def questions_text(questions: Sequence[Question]) -> str:
    """The file's text."""
    return "\n".join([TOP, *(_entry(question) for question in questions)])


def _question(entry: Mapping[str, Any]) -> Question:
    amount = entry.get("amount")
    return Question(
        topic=str(entry["topic"]),
        item=str(entry["item"]),
        asks=str(entry["asks"]),
        about=str(entry.get("about", "")),
        choices={str(k): str(v) for k, v in entry.get("choices", {}).items()},
        rows=int(entry.get("rows", 0)),
        amount=None if amount is None else Decimal(str(amount)),
        examples=tuple(str(it) for it in entry.get("examples", ())),
        answer=str(entry.get("answer", "")),
    )


def _entry(question: Question) -> str:
    values: dict[str, Any] = {
        "topic": question.topic,
        "item": question.item,
        "about": question.about,
        "asks": question.asks,
        "rows": question.rows,
        "amount": None if question.amount is None else str(question.amount),
        "examples": list(question.examples),
    }
    lines = ["[[question]]"]
    lines += [
        f"{key} = {toml_value(value)}" for key, value in values.items() if value not in (None, [])
    ]
    if question.choices:
        lines.append("answer = " + toml_value(question.answer))
        lines.append("[question.choices]")
        lines += [
            f"{toml_value(key)} = {toml_value(effect)}" for key, effect in question.choices.items()
        ]
    else:
        lines.append("answer = " + toml_value(question.answer))
    return "\n".join(lines) + "\n"
