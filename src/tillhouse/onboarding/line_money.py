"""The columns of a table of order lines that tell money, by what their headers speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.tables import Column

MONEY = ("unit_price", "discount_rate", "discount_amount", "stated_amount", "gross_amount",
         "tax_amount")  # fmt: skip
MOST = 3  # columns of a kind that are tried
MOST_PERCENT = 100
FEW_RATES = 8  # different tax rates that a country has at a time


@dataclass(frozen=True)
class LineMoney:
    """What a line tells of its money. `rates` are of tax; a column may be in `taxes` too."""

    quantity: Column | None
    prices: tuple[Column, ...]
    totals: tuple[Column, ...]
    discounts: tuple[Column, ...]
    taxes: tuple[Column, ...]
    rates: tuple[Column, ...]

    @property
    def all(self) -> tuple[Column, ...]:
        """Each column once."""
        one = (self.quantity,) if self.quantity else ()
        found = (*one, *self.prices, *self.totals, *self.discounts, *self.taxes, *self.rates)
        return tuple(dict.fromkeys(found))


def line_money(guess: Guess) -> LineMoney:
    """The money columns of order lines: those that were recognised first, then by their words."""
    told = [it for it in guess.table.columns if it.is_number and not it.is_of_order]
    free = [it for it in told if not _is_taken(it, guess)]
    quantity = guess.matches["quantity"].column if "quantity" in guess.matches else None
    prices = _first(guess, ("unit_price",), [it for it in free if _is_price(it)])
    discounts = _first(
        guess, ("discount_rate", "discount_amount"), [it for it in free if _is_discount(it)]
    )
    prices = [it for it in prices if not _is_total(it)]
    totals = _first(guess, ("stated_amount", "gross_amount"), [it for it in free if _is_total(it)])
    totals = [it for it in totals if it not in (*prices, *discounts)]
    taxes = _first(guess, ("tax_amount",), [it for it in free if _is_tax(it)])
    return LineMoney(
        quantity,
        tuple(sorted(prices, key=lambda it: speaks(it, "list")))[:MOST],
        tuple(totals)[:MOST],
        tuple(discounts)[:MOST],
        tuple(taxes)[:MOST],
        tuple(_rates(free))[:MOST],
    )


def _first(guess: Guess, names: tuple[str, ...], found: list[Column]) -> list[Column]:
    """Recognised columns in front of the others, unless their words speak against it."""
    known = [guess.matches[name].column for name in names if name in guess.matches]
    return list(dict.fromkeys([*known, *found]))


def _is_taken(column: Column, guess: Guess) -> bool:
    """Whether it is recognised as something that is no money."""
    known = (name for name, it in guess.matches.items() if it.column is column)
    return any(name not in MONEY for name in known) or speaks(
        column, "no_money", "cost", "refund", "freight"
    )


def _is_price(column: Column) -> bool:
    is_tax = speaks(column, "tax") and not speaks(column, "gross", "net")
    return speaks(column, "price") and not (
        is_tax or (speaks(column, "discount", "rate", "total") and not speaks(column, "each"))
    )


def _is_discount(column: Column) -> bool:
    return speaks(column, "discount") and not speaks(column, "gross", "net", "tax")


def _is_total(column: Column) -> bool:
    is_one = speaks(column, "total", "gross", "net")
    return is_one and not (
        _is_discount(column) or _is_tax(column) or speaks(column, "rate") or _is_price(column)
    )


def _is_tax(column: Column) -> bool:
    is_rate = speaks(column, "rate") and not _says_rate(column)
    return (
        speaks(column, "tax")
        and not is_rate
        and not speaks(column, "gross", "net", "price", "discount")
    )


def _is_rate(column: Column) -> bool:
    is_named = speaks(column, "tax") and speaks(column, "rate") and not _says_rate(column)
    return is_named and _is_percentage(column)


def _says_rate(column: Column) -> bool:
    """`Tax 5%`: the header says the rate, so that the values are money."""
    return re.search("[0-9] ?%", column.original) is not None


def _rates(free: list[Column]) -> list[Column]:
    """Tax rates by name; where none is named, a column of few values up to 100 called tax."""
    few = [it for it in free if _is_tax(it) and not speaks(it, "total") and _is_percentage(it)]
    return [it for it in free if _is_rate(it)] or [it for it in few if it.distinct <= FEW_RATES]


def _is_percentage(column: Column) -> bool:
    return 0 <= (column.low or 0) <= (column.high or 0) <= MOST_PERCENT


def has_values(column: Column) -> bool:
    """Whether any of its numbers is not 0."""
    return column.zeros < column.filled - column.nothings
