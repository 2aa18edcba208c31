"""Units of a line that came back, told beside those that were sold: `qty_refunded` (R3, R26).

Another list may tell them too, with the day on which they came; where there is none it is asked
whether they come off what was sold.
"""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.money_questions import examples_of
from tillhouse.onboarding.names import words
from tillhouse.onboarding.selects import answer_to
from tillhouse.onboarding.tables import Column
from tillhouse.questions.question import Question

OFF = "off"
COUNTS = ({"return"}, {"return", "quantity"}, {"return", "quantity", "product"})
CHOICES = {
    OFF: "they are taken off what was sold, on the day of the line: net sales are lower by them",
    "elsewhere": "nothing is taken off here: another list tells them, or they were sold for good",
}


def write_returned_units(model: Model, money: Money, guesses: Sequence[Guess]) -> None:
    """Ask whether such units come off, and read the quantity as it is answered."""
    sold, base = model.guess.matches.get("quantity"), money.lines.base
    is_told = money.kinds or any(it.entity.name == "returns" for it in guesses)
    if sold is None or is_told or base not in money.lines.money.prices:
        return
    used = {it.column for it in model.guess.matches.values()}
    free = (it for it in model.guess.table.columns if it not in used)
    back = next(filter(_counts_returned, free), None)
    if back is None:
        return
    question = Question(
        topic="returns",
        item=money.item,
        asks=f"Do the units in {back.original} come off those in {sold.column.original}?",
        about=f"{money.guess.table.label}: {back.original}",
        choices=CHOICES,
        rows=back.filled - back.nothings - back.zeros,
        examples=examples_of(back),
    )
    model.questions.append(question)
    told = {"told_sold": sold.column, "told_back": back}
    columns = [f"{{{{ {read(it, it.name)} }}}} as {name}" for name, it in told.items()]
    model.query.step("told_units", ["*", *columns])
    asked = f"{answer_to(model.query.kind, question.key)} == '{OFF}'"
    text = f"amount_less('told_sold', 'told_back') if {asked} else \"told_sold\""
    why = f"{sold.column.original}, as the question {question.key} is answered"
    model.query.given["quantity"] = (f"{{{{ {text} }}}}", why)
    model.columns["quantity"] = sold.column.original


def _counts_returned(column: Column) -> bool:
    is_count = column.is_number and column.share(column.whole) == 1.0 and not column.is_date
    return is_count and set(words(column.original)) in COUNTS and column.filled > column.zeros
