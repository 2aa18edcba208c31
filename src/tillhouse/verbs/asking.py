"""Questions put to a person at a terminal, one after the other."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from tillhouse.questions.question import Question
from tillhouse.suggestions import did_you_mean
from tillhouse.verbs.options import Invocation
from tillhouse.wording import on_screen

LEFT_OPEN = "Enter leaves it open"


def may_ask(invocation: Invocation) -> bool:
    """Whether there is a person who reads what is said and can answer."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return is_terminal and not (invocation.is_json or invocation.is_quiet)


class Asking:
    """Asks each question once; what was left open is not asked again."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._asked: set[str] = set()

    def __call__(self, questions: Sequence[Question]) -> dict[str, str]:
        """Key → answer, of those that were answered now."""
        answers = {}
        for question in questions:
            if question.is_open and question.key not in self._asked:
                self._asked.add(question.key)
                if answer := self._ask(question):
                    answers[question.key] = answer
        return answers

    def _ask(self, question: Question) -> str:
        from tillhouse.questions.open import OpenQuestion

        click.echo(on_screen(f"\n{OpenQuestion(self._source, question).headline()}"))
        for choice, effect in question.choices.items():
            click.echo(on_screen(f"    {choice}: {effect}"))
        while True:
            given: str = click.prompt(
                f"  {', '.join(question.choices) or 'answer'} ({LEFT_OPEN})",
                default="",
                show_default=False,
            ).strip()
            if not given or question.accepts(given):
                return given
            click.echo(f"  {given!r} is no choice; {did_you_mean(given, question.choices)}")
