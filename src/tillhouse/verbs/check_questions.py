"""The part of `tillhouse check` about open questions (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tillhouse.errors import DataError
from tillhouse.verbs.options import Invocation
from tillhouse.wording import first_few, plural

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.mapping_check import MappingFindings

SHOWN = 10


def open_now(project: Project, mappings: Iterable[MappingFindings]) -> list[dict[str, Any]]:
    """What is open in what lies there now, then what the last run left open and nobody answered."""
    from tillhouse.overview import questions_of_last_run

    found = [
        it.as_dict() for findings in mappings for it in findings.questions if it.must_be_answered
    ]
    seen = {(it["source"], it["question"]) for it in found}
    return found + [
        it
        for it in questions_of_last_run(project)
        if (it["source"], it["question"]) not in seen and it["effect"] != "rejected"
    ]


def show_questions(invocation: Invocation, questions: Sequence[dict[str, Any]]) -> None:
    """Each question with what hangs on it, what each answer would change, and what to write."""
    from tillhouse.questions.open import question_lines

    for it in questions[:SHOWN]:
        invocation.say("\n".join(["", *question_lines(it)]))
    if len(questions) > SHOWN:
        invocation.say(f"\n… and {len(questions) - SHOWN:,} more (--json lists all)")


def as_problem(questions: Sequence[dict[str, Any]]) -> DataError:
    """All of them in one error: a run would end with it, too."""
    count = len(questions)
    lines = [str(it["headline"]) for it in questions]
    return DataError(
        f"{plural(count, 'question')} {'is' if count == 1 else 'are'} open",
        where="\n         ".join(first_few(lines, "--json lists all", SHOWN)),
        remedy="Write the answers where it says so above; until then a run holds back what hangs "
        "on them",
    )
