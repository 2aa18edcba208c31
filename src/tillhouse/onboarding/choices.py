"""Between columns that are as likely by their names the values decide, else a question. R26"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tillhouse.contracts.models import Column as Promise
from tillhouse.onboarding.mapping import ANSWERED, Guess, Match, own_key
from tillhouse.onboarding.overlap import covered
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.questions.question import Question

TOPIC = "columns"
CLEARLY, HARDLY = 0.9, 0.5
# What is asked for, as a shopkeeper says it. Of other columns the first is taken.
ASKED = {
    "order_id": "the number of the order", "product_id": "the product",
    "customer_id": "the customer", "store_id": "the store",
    "business_date": "the day of the sale", "quantity": "the units sold",
    "unit_price": "the price of a unit", "returned_date": "the day of the return",
    "paid_date": "the day of the payment", "amount": "the money of it",
    "stock_date": "the day of the count",
}  # fmt: skip
PLAIN = re.compile(r"[\w .,#%/()&°+-]+")


def settle_rivals(guesses: Sequence[Guess], looked: Looked, answers: Mapping[str, str]) -> None:
    """Decide between equally likely columns by their values, or put a question."""
    for guess in guesses:
        if guess.is_derived:
            continue
        for name, match in list(guess.matches.items()):
            promise = next(it for it in guess.entity.columns if it.name == name)
            if match.rivals or match.why == ANSWERED:
                _settle(guess, promise, match, guesses, looked, answers)
        _follow(guess)


def question_key(entity: str, column: str) -> str:
    """The key under which it is asked which delivered column one of the contract is."""
    return f"{TOPIC}.{entity}.{column}"


def chosen_columns(answers: Mapping[str, str], entity: str) -> dict[str, str]:
    """Column of the contract → the delivered column that was answered."""
    start = question_key(entity, "")
    return {key.removeprefix(start): it for key, it in answers.items() if key.startswith(start)}


def _settle(
    guess: Guess,
    promise: Promise,
    match: Match,
    guesses: Sequence[Guess],
    looked: Looked,
    answers: Mapping[str, str],
) -> None:
    columns = [match.column, *match.rivals]
    if match.why == ANSWERED:
        guess.questions.append(_question(guess, promise, columns))
        return
    best, why = _by_values(guess, promise.name, columns, guesses, looked)
    if best is not None:
        guess.matches[promise.name] = replace(match, column=best, why=why, rivals=())
    elif promise.name in ASKED and not _is_own_key(guess, promise.name):
        names = ", ".join(it.original for it in columns)
        why = f"{names} are as likely: asked"
        guess.matches[promise.name] = replace(match, sure=min(match.sure, 0.7), why=why)
        guess.questions.append(_question(guess, promise, columns))


def _is_own_key(guess: Guess, name: str) -> bool:
    return name == own_key(guess.entity.name) and name not in ("order_id",)


def _follow(guess: Guess) -> None:
    """The moment of an order is read from the column that its day is."""
    day, moment = guess.matches.get("business_date"), guess.matches.get("ordered_at")
    if day and moment and day.column in moment.rivals:
        if day.column.has_times:
            guess.matches["ordered_at"] = replace(day, why=day.why)
        else:
            del guess.matches["ordered_at"]


def _by_values(
    guess: Guess, name: str, columns: Sequence[Column], guesses: Sequence[Guess], looked: Looked
) -> tuple[Column | None, str]:
    table, first = guess.table, columns[0]
    if all(_says_the_same(looked, table, first, it, name) for it in columns[1:]):
        return first, f"{' and '.join(it.original for it in columns)} say the same"
    full = [it for it in columns if it.filled >= CLEARLY * table.rows]
    if len(full) == 1 and all(
        it.filled < HARDLY * table.rows for it in columns if it is not full[0]
    ):
        return full[0], "the name says so; the others are mostly empty"
    for owner in guesses:
        if own_key(owner.entity.name) == name and owner is not guess and not owner.is_derived:
            shares = {
                it.name: covered(looked, table, it, owner.table, owner.matches[name].column)
                for it in columns
                if name in owner.matches
            }
            clear = [it for it in columns if shares.get(it.name, 0.0) >= CLEARLY]
            if len(clear) == 1 and all(
                shares[it.name] < HARDLY for it in columns if it is not clear[0]
            ):
                key = owner.matches[name].column.original
                return clear[0], f"its values are those of {owner.table.name}.{key}"
    if name == "quantity":
        return _by_arithmetic(guess, columns, looked)
    return None, ""


def _says_the_same(looked: Looked, table: Table, a: Column, b: Column, name: str) -> bool:
    """Whether two columns have the same values or, of keys, tell the same rows apart."""
    if name.endswith("_id"):
        sql = (
            f"select count(distinct {a.name}), count(distinct {b.name}), "
            f"count(distinct (trim({a.name}), trim({b.name}))) from {table.view} "
            f"where trim({a.name}) <> '' and trim({b.name}) <> ''"
        )
        one, other, both = looked.ask(sql)[0]
        return one == other == both and a.filled == b.filled
    sql = (
        f"select count(*) from {table.view} where coalesce(trim({a.name}), '') "
        f"<> coalesce(trim({b.name}), '')"
    )
    return looked.ask(sql)[0][0] == 0


def _by_arithmetic(
    guess: Guess, columns: Sequence[Column], looked: Looked
) -> tuple[Column | None, str]:
    """The units by which the price makes the total."""
    price, total = guess.name_of("unit_price"), guess.name_of("stated_amount")
    if not price or not total:
        return None, ""
    fits = {}
    for it in columns:
        parts = [f"try_cast(trim({name}) as double)" for name in (it.name, price, total)]
        sql = (
            f"select avg(case when abs({parts[0]} * {parts[1]} - {parts[2]}) < 0.011 then 1.0 "
            f"else 0 end) from {guess.table.view}"
        )
        fits[it.name] = float(str(looked.ask(sql)[0][0] or 0))
    clear = [it for it in columns if fits[it.name] >= CLEARLY]
    rest = [fits[it.name] for it in columns if it not in clear]
    if len(clear) == 1 and all(share < HARDLY for share in rest):
        return clear[0], "the name says so; with the price it makes the total"
    return None, ""


def _question(guess: Guess, promise: Promise, columns: Sequence[Column]) -> Question:
    taken = columns[0]
    return Question(
        topic=TOPIC,
        item=f"{guess.entity.name}.{promise.name}",
        asks=f"Which column of {guess.table.name} is {ASKED[promise.name]}: "
        f"{' or '.join(it.original for it in columns)}?",
        about=f"{guess.table.label}: {', '.join(it.original for it in columns)}",
        choices={answer_of(it): _effect(it, it is taken) for it in columns},
        rows=guess.table.rows,
        written_for=answer_of(taken),
    )


def _effect(column: Column, is_taken: bool) -> str:
    told = f"{column.distinct:,} different values in {column.filled:,} rows"
    return told if is_taken else f"{told}; then `tillhouse add-source NAME --from PLACE --replace`"


def answer_of(column: Column) -> str:
    """What a column is called in an answer: as it was delivered, where that is plain text."""
    return column.original if PLAIN.fullmatch(column.original) else column.name
