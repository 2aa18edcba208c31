"""The answers of a project: those in the mapping of each source, then those of the project file."""

from __future__ import annotations

from tillhouse.config import Project
from tillhouse.questions.file import read_questions
from tillhouse.questions.question import Question


def questions_of(project: Project, source: str) -> list[Question]:
    """What was asked when a source was added; empty for a packaged kind."""
    return read_questions(project.own_sources / project.sources[source].kind)


def answers_of(project: Project, source: str) -> dict[str, str]:
    """Key (`status.Dispatched`) → answer. What stands in the project file wins."""
    written = {it.key: it.answer for it in questions_of(project, source) if it.answer}
    return {**written, **project.sources[source].answers}


def all_answers(project: Project) -> dict[str, dict[str, str]]:
    """Source → its answers, for the models (`var('answers')`)."""
    return {name: answers_of(project, name) for name in sorted(project.sources)}
