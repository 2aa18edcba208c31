"""What an order number is unique within: it may begin again each day, year, store or till.

The rows decide (R7): the smallest set of columns under which each number has one day, one store,
one till and one customer, where the numbers do begin again and not just one order was moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tillhouse.onboarding.disputes import Numbers, gather_numbers
from tillhouse.onboarding.expressions import code, expression
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Column, Looked
from tillhouse.questions.question import Question
from tillhouse.questions.texts import question_of
from tillhouse.sources.files.header import snake_case

_TILLS = """
    till tills register registers terminal terminals pos kasse kassen kassennummer kassennr kassa
    caisse caja cassa caixa workstation device cashdesk checkout lane tpv
"""
TILLS = frozenset(_TILLS.split())
TRIED = (
    ("store",), ("till",), ("year",), ("day",), ("store", "till"), ("store", "year"),
    ("store", "day"), ("till", "year"), ("till", "day"), ("store", "till", "year"),
    ("store", "till", "day"),
)  # fmt: skip
NOISE = 0.05  # share of the numbers in dispute that may stay so: single orders that are odd


@dataclass(frozen=True)
class Identity:
    """What an order is known by: its number and `parts` (store, till, day, year).

    `moved`: how many numbers come in several files for another day, store or customer, with
    examples; `is_change`: the rows say that they were changed since, else nothing says whether they
    are the same orders.
    """

    parts: tuple[str, ...] = ()
    moved: int = 0
    examples: tuple[str, ...] = ()
    is_change: bool = False


def identify_orders(guesses: Sequence[Guess], looked: Looked) -> Identity:
    """How the rows of a source tell their orders apart."""
    lines = next((it for it in guesses if it.entity.name == "order_lines"), None)
    orders = next((it for it in guesses if it.entity.name == "orders"), lines)
    asked = lines if orders is None or orders.is_derived else orders
    if asked is None or "order_id" not in asked.matches or not asked.table.rows:
        return Identity()
    shared = [it for it in (lines, orders) if it is not None and "order_id" in it.matches]
    usable = [part for part in told_of(asked) if all(part in told_of(it) for it in shared)]
    return _identity(gather_numbers(asked, told_of(asked), looked), usable)


def _identity(numbers: Numbers, usable: list[str]) -> Identity:
    try:
        disputed = numbers.disputed(())
        if not disputed:
            return Identity()
        for parts in TRIED:
            is_told = {"day" if part == "year" else part for part in parts} <= set(usable)
            is_enough = is_told and numbers.disputed(parts) <= NOISE * disputed
            if is_enough and numbers.begin_again(parts):
                return Identity(parts)
        moved, examples = numbers.moved()
        return Identity((), moved, examples, is_change=bool(moved) and numbers.are_changes())
    finally:
        numbers.forget()


def told_of(guess: Guess) -> dict[str, str]:
    """What a table tells of its orders: part → bronze column."""
    till = till_column(guess)
    found = {
        "store": guess.name_of("store_id"),
        "till": till.name if till else "",
        "day": guess.name_of("business_date") or guess.name_of("ordered_at"),
    }
    return {part: name for part, name in found.items() if name}


def till_column(guess: Guess) -> Column | None:
    """The column that tells the till; the contract has none."""
    used = {match.column.name for match in guess.matches.values()}
    for column in guess.table.columns:
        parts = set(snake_case(column.original).lower().split("_"))
        if column.name not in used and parts & TILLS and not column.is_date:
            return column
    return None


def number_expression(guess: Guess, identity: Identity) -> str:
    """What an order is known by, in Jinja-SQL: its number, and what stands beside it."""
    text = [code(guess.matches["order_id"].column)]
    for part in identity.parts:
        column = guess.table.column(told_of(guess)["day" if part == "year" else part])
        if part in ("store", "till"):
            found = code(column)
        else:
            promise = next(it for it in guess.entity.columns if it.name == "business_date")
            day = expression(promise, column)
            found = day if part == "day" else f"substr({day}, 1, 4)"
        text.append(f"coalesce({found}, '')")
    return " || '/' || ".join(text)


def columns_beside(guess: Guess, identity: Identity) -> list[str]:
    """The bronze columns of what stands beside the number."""
    told = told_of(guess)
    return [told["day" if part == "year" else part] for part in identity.parts]


def restart_question(guess: Guess, identity: Identity) -> Question:
    """What is asked of numbers that came again in another file for something else."""
    column = guess.matches["order_id"].column.original
    asked = question_of("orders.numbers_restart", column)
    return replace(
        asked,
        about=f"{guess.table.name}.{column}",
        rows=identity.moved,
        examples=identity.examples,
        answer="no" if identity.is_change else "",
    )
