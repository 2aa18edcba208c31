"""The question of how the numbers of a table are written, where nothing in it tells (R26)."""

from __future__ import annotations

from tillhouse.onboarding.mapping import NUMBERS
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.notation import COMMA, DOT, is_open
from tillhouse.onboarding.selects import answer_to
from tillhouse.questions.question import Question


def ask_notation(model: Model) -> None:
    """Where neither values nor totals tell how a table's numbers are written, ask once."""
    table = model.guess.table
    numbers = {it.name for it in model.guess.entity.columns if it.data_type.startswith(NUMBERS)}
    read = {original for name, original in model.columns.items() if name in numbers}
    open_ = [it for it in table.columns if it.original in read and is_open(it)]
    if not open_:
        return
    key = f"numbers.{table.name}"
    model.query.set("number_notation", f"{answer_to(model.query.kind, key)} or 'dot'")
    told = ", ".join(it.original for it in open_)
    example = open_[0].example
    model.questions.append(
        Question(
            topic="numbers",
            item=table.name,
            asks=f"Is {example} in {told} a number with three decimals or with thousands?",
            about=f"{table.label}: {told}",
            choices={
                DOT: f"{example} is {_said(example, DOT)}",
                COMMA: f"{example} is {_said(example, COMMA)}",
            },
            rows=max(it.either for it in open_),
            examples=tuple(it.example for it in open_ if it.example)[:3],
        )
    )


def _said(text: str, notation: str) -> str:
    """`1,500` in plain digits."""
    thousands, decimal = (",", ".") if notation == DOT else (".", ",")
    return text.replace(thousands, "").replace(decimal, ".")
