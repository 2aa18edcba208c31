"""What is asked of tables: which entity is it, or none? (R26)"""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.questions.question import Question

TOPIC, NONE = "tables", "none"


def is_told(guess: Guess) -> bool:
    """Whether a person said that the table is this entity."""
    return guess.score >= 100


def ask_table(
    guess: Guess, table: Table, why: str, looked: Looked, answers: Mapping[str, str]
) -> None:
    """Leave a table out until somebody says what it is; `table` is the one that is read."""
    entity, name = guess.entity.name, guess.table.name
    told = entity if is_told(guess) else NONE
    key = f"{TOPIC}.{name}"
    if told == NONE:
        is_open = answers.get(key) != NONE
        looked.left_out[name] = f"it is asked what it is: {why}" if is_open else "as was answered"
    elif key not in answers:
        return
    things = entity.replace("_", " ")
    question = Question(
        topic=TOPIC,
        item=name,
        asks=f"{guess.table.label} looks like {things} too, as {table.label} does"
        f"{f', but {why}' if why else ''}. What is it?",
        about=f"{guess.table.label}: {', '.join(it.original for it in guess.table.columns)}",
        choices={entity: f"its rows are {things} too and count beside the others (add-source NAME "
                 "--from PLACE --replace writes that)", NONE: "it is left out"},
        rows=guess.table.rows,
        written_for=told,
    )  # fmt: skip
    looked.asked.append((table, question))


def ask_unrecognised(table: Table, host: Table, looked: Looked) -> None:
    """Of a source without sales, ask what the table is that may hold them; `host` waits for it."""
    likely = table.likely[1].replace("_", " ")
    question = Question(
        topic=TOPIC,
        item=table.name,
        asks=f"No sales were recognised, and {table.label} may hold them. What is it?",
        about=f"{table.label}: {', '.join(it.original for it in table.columns)}",
        choices={"order_lines": "each row is an article that was sold (add-source NAME --from "
                 "PLACE --replace writes that)", NONE: f"it is left out; it looks like {likely}"},
        rows=table.rows,
        written_for=NONE,
    )  # fmt: skip
    looked.asked.append((host, question))


def told_by(answers: Mapping[str, str]) -> dict[str, str]:
    """Table → the entity that it was answered to be."""
    start = f"{TOPIC}."
    found = {key.removeprefix(start): it for key, it in answers.items() if key.startswith(start)}
    return {name: it for name, it in found.items() if it != NONE}


def questions_for(guess: Guess, looked: Looked) -> list[Question]:
    """The questions about other tables that the rows of this one wait for."""
    return [] if guess.is_derived else [it for table, it in looked.asked if table is guess.table]
