"""Open questions as they stand after a build: each with what hangs on it and where to answer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tillhouse.config import Project
from tillhouse.questions.answers import answers_of, questions_of
from tillhouse.questions.file import FILE
from tillhouse.questions.question import Question
from tillhouse.questions.texts import column_of, question_of
from tillhouse.wording import plural

Named = Callable[[str, str, str], str]  # source, entity, column of the contract → as delivered
SALES = ("orders", "order_lines", "returns")
TOLD, REJECTED = "told", "rejected"


@dataclass(frozen=True)
class OpenQuestion:
    """A question of one source, and the rows that hang on it.

    `effect` is that of `silver.open_questions`. `given` is an answer for which the mapping is yet
    to be written anew. `where` is the file that the answer belongs into, `line` what to write;
    without a line `where` says what to do instead.
    """

    source: str
    question: Question
    entity: str = ""
    effect: str = "held"
    first_date: date | None = None
    last_date: date | None = None
    given: str = ""
    where: str = ""
    line: str = ""

    @property
    def must_be_answered(self) -> bool:
        """Whether a run ends with it: all but what is only told."""
        return self.effect != TOLD

    @property
    def stops_source(self) -> bool:
        """Whether a source that was never published waits for it."""
        return self.must_be_answered and (self.effect != REJECTED or self.entity in SALES)

    def headline(self) -> str:
        """One line: which source, what is asked, how much hangs on it."""
        return f"{self.source}: {self.question.asks} {self.extent()}".rstrip()

    def extent(self) -> str:
        """`12 orders, worth 340.00, of 2024-03-02 to 2024-03-05, such as 4, 7, 9`."""
        it, parts = self.question, []
        if it.rows:
            parts.append(plural(it.rows, *_noun(self.entity)))
        if it.amount:
            parts.append(f"worth {it.amount:,.2f}")
        if self.first_date:
            last = f" to {self.last_date}" if self.last_date != self.first_date else ""
            parts.append(f"of {self.first_date}{last}")
        if it.examples:
            parts.append(f"such as {', '.join(it.examples)}")
        return f"({', '.join(parts)})" if parts else ""

    def lines(self) -> Iterator[str]:
        """All of it for a person; see `question_lines`."""
        return question_lines(self.as_dict())

    def as_dict(self) -> dict[str, Any]:
        """For a program, and for the state."""
        it = self.question
        return {
            "source": self.source,
            "question": it.key,
            "entity": self.entity,
            "effect": self.effect,
            "about": it.about,
            "asks": it.asks,
            "rows": it.rows,
            "amount": None if it.amount is None else str(it.amount),
            "first_date": self.first_date and str(self.first_date),
            "last_date": self.last_date and str(self.last_date),
            "examples": list(it.examples),
            "choices": dict(it.choices),
            "where": self.where,
            "line": self.line,
            "headline": self.headline(),
        }


def question_lines(entry: Mapping[str, Any]) -> Iterator[str]:
    """The question, what each answer would change, what to write; of `OpenQuestion.as_dict`."""
    yield entry["headline"]
    for choice, effect in entry["choices"].items():
        yield f"    {choice}: {effect}"
    if entry["line"]:
        yield f"  write  {entry['line']}"
    yield f"  {'in' if entry['line'] else 'do':<6} {entry['where']}"


def open_questions(
    project: Project, built: Iterable[Mapping[str, Any]], named: Named
) -> list[OpenQuestion]:
    """The rows of `silver.open_questions`, and what else the mappings leave open; sorted.

    `named` says how a source's deliveries call a column of the contract.
    """
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in built:
        rows.setdefault((row["source_system"], row["question"]), []).append(row)
    found = [
        _built_question(project, source, key, members, named)
        for (source, key), members in rows.items()
        if source in project.sources
    ]
    for source in project.sources:
        found += [
            _located(project, OpenQuestion(source, question))
            for question in unanswered(project, source)
            if (source, question.key) not in rows
        ]
    return sorted(found, key=lambda it: (it.source, it.effect == TOLD, it.question.key))


def unanswered(project: Project, source: str) -> list[Question]:
    """What was asked when a source was added and has no answer yet."""
    answers = answers_of(project, source)
    return [it for it in questions_of(project, source) if not answers.get(it.key)]


def _built_question(
    project: Project, source: str, key: str, rows: list[Mapping[str, Any]], named: Named
) -> OpenQuestion:
    most = max(rows, key=lambda row: (abs(row["amount"]), row["row_count"], row["entity"]))
    asked = {it.key: it for it in questions_of(project, source)}
    about = named(source, most["entity"], column) if (column := column_of(key)) else ""
    known = asked.get(key) or question_of(key, about)
    days = [row[name] for row in rows for name in ("first_date", "last_date") if row[name]]
    question = Question(
        known.topic,
        known.item,
        known.asks,
        known.about,
        known.choices,
        int(most["row_count"]),
        Decimal(most["amount"]),
        tuple((most["examples"] or "").split(", ")) if most["examples"] else (),
    )
    return _located(
        project,
        OpenQuestion(
            source,
            question,
            most["entity"],
            most["effect"],
            min(days, default=None),
            max(days, default=None),
            given=answers_of(project, source).get(key, ""),
        ),
    )


def _located(project: Project, it: OpenQuestion) -> OpenQuestion:
    """With the place where the answer belongs, and the line to write there."""
    key, kind = it.question.key, project.sources[it.source].kind
    folder = project.own_sources / kind
    again = f"`tillhouse add-source {it.source} --from PLACE --replace`"
    if it.effect == REJECTED:
        why = f"`tillhouse quarantine --source {it.source} --entity {it.entity}` says why"
        where, line = f"{why}; mend {folder}, or deliver it again", ""
    elif it.given:
        where = f"the mapping is to be written for {it.given!r}: {again}"
        line = ""
    elif any(asked.key == key for asked in questions_of(project, it.source)):
        where, line = f"{folder / FILE}, at {key}", f'answer = "{_first(it.question)}"'
    else:
        where = f"{project.file}, under [sources.{it.source}.answers]"
        line = f'"{_escaped(key)}" = "{_first(it.question)}"'
    return OpenQuestion(
        it.source, it.question, it.entity, it.effect, it.first_date, it.last_date, it.given,
        where, line,
    )  # fmt: skip


def _first(question: Question) -> str:
    return next(iter(question.choices), "...")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _noun(entity: str) -> tuple[str, str]:
    """`order_lines` → order line, order lines."""
    many = {"inventory": "stock counts", "": "rows"}.get(entity, entity.replace("_", " "))
    return many.removesuffix("s"), many
