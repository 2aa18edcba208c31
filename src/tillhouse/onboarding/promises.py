"""The columns that a contract promises, in a staging model: what each is read from, and why."""

from __future__ import annotations

from tillhouse.contracts.models import Column as Promise
from tillhouse.onboarding.expressions import expression
from tillhouse.onboarding.facts import Prefix, odd_prefixes
from tillhouse.onboarding.mapping import KIND, Guess
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.onboarding.tables import Column
from tillhouse.wording import plural


def write_columns(model: Model, setting: Setting) -> None:
    """Each column of the contract: what it is read from and why, or that nothing was found."""
    guess, query = model.guess, model.query
    prefixes = _prefixes(guess, setting)
    for promise in guess.entity.columns:
        if promise.name == "source_system":
            query.select.append(("source_system", "source_system", ""))
        elif promise.name in query.given:
            text, why = query.given[promise.name]
            query.select.append((promise.name, text, why))
        elif found := source_of(guess, promise.name):
            _write_column(model, promise, found, setting)
        elif promise.name == "status" and prefixes and any(not it.is_return for it in prefixes):
            query.select.append(_undecided(guess, prefixes))
        else:
            query.select.append((promise.name, "", missing(promise)))


def _prefixes(guess: Guess, setting: Setting) -> list[Prefix]:
    """Of the order numbers, seen with the quantities of their lines where those stand beside."""
    if guess.entity.name != "orders":
        return []
    same = [it for it in setting.guesses if it.table is guess.table and it.has("quantity")]
    return odd_prefixes(same[0] if same else guess, setting.looked)


def _write_column(
    model: Model, promise: Promise, found: tuple[str, Column], setting: Setting
) -> None:
    guess, (name, column) = model.guess, found
    text = expression(promise, column, name)
    model.columns[promise.name] = column.original
    if promise.name in guess.lookups:
        lookup = guess.lookups[promise.name]
        why = f"{lookup.hops[-1].table.name}.{column.original}, found by {lookup.hops[0].column}"
    else:
        match = guess.matches[promise.name]
        why = f"{column.original}: {match.why}"
        text = match.sql.replace(KIND, setting.kind) or text
    model.query.select.append((promise.name, text, why))


def _undecided(guess: Guess, prefixes: list[Prefix]) -> tuple[str, str, str]:
    """Order numbers that may be no sales: the line that would take them out stands ready."""
    odd = [it for it in prefixes if not it.is_return]
    letters = ", ".join(f"{it.letters}… ({plural(it.rows, 'row')})" for it in odd)
    order = guess.name_of("order_id")
    tests = " or ".join(f"upper(trim({order})) like '{it.letters}%'" for it in odd)
    ready = f"case when {tests} then 'void' else 'completed' end as status,"
    return ("status", "", f"numbers {letters} may be no sales. If so, take the next line:\n{ready}")


def missing(promise: Promise) -> str:
    """What is said of a column for which nothing was found."""
    required = " REQUIRED: rows without it are rejected." if promise.meta.get("required") else ""
    return f"no column looks like it ({promise.description.rstrip('.')}).{required}"
