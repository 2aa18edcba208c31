"""What came back in a list of returns: its amount, and whether that holds its tax (R2, R3)."""

from __future__ import annotations

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.mapping import Match
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.tax_decisions import TAKEN, by_name


def write_return_money(model: Model) -> None:
    """Add the amount by its words where no name was known, and what its name says of the tax.

    Where the name says nothing, a run compares it with what the sale cost with and without tax.
    """
    guess = model.guess
    if guess.is_derived:
        _write_refund_of_order(model)
    if "amount" not in guess.matches:
        used = {it.column for it in guess.matches.values()}
        free = [it for it in guess.table.columns if it.is_number and it not in used]
        free = [it for it in free if speaks(it, "total", "gross", "net") and not speaks(it, "rate")]
        if len(free) == 1:
            guess.matches["amount"] = Match(free[0], 0.7, "its words speak of money given back")
    if "amount" not in guess.matches or "is_tax_included" in guess.matches:
        return
    column = guess.matches["amount"].column
    side, why = by_name([column])
    if side:
        model.query.given["is_tax_included"] = (f"'{'true' if side == TAKEN else 'false'}'", why)


def _write_refund_of_order(model: Model) -> None:
    """An amount that stands at an order: only what is not 0 is a return, and of no known units."""
    column = model.guess.matches["amount"].column
    read_ = f"{{{{ typed({read(column, column.name)}, 'decimal(18,4)') }}}}"
    model.query.condition += f" and coalesce({read_}, 0) <> 0"
    model.query.given["quantity"] = ("'0'", "money was given back; which goods is not told")
    model.remarks.append(f"{column.original} lowers net sales on the day of its order")
