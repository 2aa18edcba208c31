"""Questions of discounts and taxes, in the words of the delivery (R26)."""

from __future__ import annotations

from tillhouse.onboarding.money import Money
from tillhouse.onboarding.tables import Column, Table
from tillhouse.questions.question import Question

INCLUDED = "included"  # the answer that nothing is to be taken off any more
# What each answer means: kind → effect on the line's amount.
DISCOUNTS = {
    "fraction": "0.1 takes ten percent off",
    "percent": "10 takes ten percent off",
    "money": "10 takes 10.00 off the line",
    "each": "10 takes 10.00 off each unit",
    "negative": "-10 takes 10.00 off the line",
    "included": "the amounts are what was paid: nothing more is taken off",
}
TAXES = {
    "included": "{base} holds the tax: net sales are {base} less {tax}",
    "added": "the tax comes on top: net sales are {base}",
}


def ask_discount(money: Money) -> Question:
    """What a discount column holds, and whether it is taken off already."""
    ways = money.lines.ways
    column = next(it.discount for it in ways if it.discount)
    base = ways[0].base
    return Question(
        topic="discount",
        item=money.item,
        asks=f"What does {column.original} hold, and does it still come off {base.original}?",
        about=f"{money.guess.table.label}: {column.original}",
        choices={it.off or INCLUDED: DISCOUNTS[it.off or INCLUDED] for it in ways},
        rows=column.filled - column.nothings - column.zeros,
        examples=examples_of(column),
    )


def ask_tax(money: Money) -> Question:
    """Whether prices hold their tax."""
    decision = money.lines
    base, tax = decision.ways[0].base, decision.taxes[0].tax
    assert tax is not None
    said = {"base": base.original, "tax": tax.original}
    return Question(
        topic="tax",
        item=money.item,
        asks=f"Does {base.original} hold the tax told in {tax.original}?",
        about=f"{money.guess.table.label}: {base.original}, {tax.original}",
        choices={answer: effect.format(**said) for answer, effect in TAXES.items()},
        rows=tax.filled - tax.nothings - tax.zeros,
        examples=examples_of(tax),
    )


def examples_of(column: Column) -> tuple[str, ...]:
    """The least and the greatest number of a column; money is nobody's name."""
    found = [it for it in (column.low, column.high) if it is not None]
    return tuple(f"{it:g}" for it in dict.fromkeys(found))


def ask_order_discount(table: Table, column: Column) -> Question:
    """Whether the discount of an order is in the prices of its lines already."""
    return Question(
        topic="discount",
        item=table.name,
        asks=f"Does {column.original} of an order come off what its lines add up to?",
        about=f"{table.label}: {column.original}",
        choices={
            "beside": "it comes off beside the lines: net sales are lower by it",
            INCLUDED: "the lines cost that much less already: nothing more is taken off",
        },
        rows=column.filled - column.nothings - column.zeros,
        examples=examples_of(column),
    )


def ask_order_tax(table: Table, base: Column, tax: Column) -> Question:
    """Whether the prices of the lines hold the tax that the order tells."""
    said = {"base": base.original, "tax": tax.original}
    return Question(
        topic="tax",
        item=table.name,
        asks=f"Does {base.original} hold the tax told in {tax.original}?",
        about=f"{table.label}: {tax.original}",
        choices={answer: effect.format(**said) for answer, effect in TAXES.items()},
        rows=tax.filled - tax.nothings - tax.zeros,
        examples=examples_of(tax),
    )
