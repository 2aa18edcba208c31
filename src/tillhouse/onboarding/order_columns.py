"""The money of whole orders in their staging model: what stands beside the lines (R2, R26)."""

from __future__ import annotations

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.line_money import has_values
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.money_questions import ask_order_discount, ask_order_tax
from tillhouse.onboarding.selects import answer_to
from tillhouse.onboarding.tables import Column
from tillhouse.onboarding.tax_decisions import TAKEN, by_name
from tillhouse.questions.question import Question

NOTHING = "cast(null as {{ type_name('varchar') }})"


def order_questions(money: Money) -> list[Question]:
    """What is asked of the money of orders. Their lines wait for it too: without its order a line
    would count with a discount or a tax too much."""
    guess = money.orders_guess
    if guess is None:
        return []
    found = []
    discount, tax = _discount(guess), _tax(guess, money)
    if discount is not None and money.orders.is_discount_beside is None:
        found.append(ask_order_discount(guess.table, discount))
    if tax is not None and money.lines.base is not None and not _side(money)[0]:
        found.append(ask_order_tax(guess.table, money.lines.base, tax))
    return found


def write_order_money(model: Model, money: Money) -> None:
    """Add discount and tax of an order, as far as its lines do not tell them already."""
    asked = {it.topic: it for it in order_questions(money)}
    model.questions += asked.values()
    discount, tax = _discount(model.guess), _tax(model.guess, money)
    if discount is not None:
        _write_discount(model, money, discount, asked.get("discount"))
    if tax is not None:
        _write_side(model, money, asked.get("tax"))


def _discount(guess: Guess) -> Column | None:
    """The discount of orders, where any has one."""
    match = guess.matches.get("discount_amount")
    return match.column if match and has_values(match.column) else None


def _tax(guess: Guess, money: Money) -> Column | None:
    """The tax of orders, where nothing else tells it or how it stands to prices."""
    match = guess.matches.get("tax_amount")
    if match is None or money.lines.taxes or "is_tax_included" in guess.matches:
        return None
    return match.column if has_values(match.column) else None


def _side(money: Money) -> tuple[str, str]:
    """Whether prices hold the tax, and what says so."""
    if money.orders.tax_side or money.lines.base is None:
        return money.orders.tax_side, money.orders.why
    return by_name([money.lines.base])


def _write_discount(model: Model, money: Money, column: Column, question: Question | None) -> None:
    orders, plain = money.orders, read(column, column.name)
    if orders.discount_sign < 0:
        plain = f"amount_less(\"'0'\", {plain})"
    model.columns["discount_amount"] = column.original
    if question is None:
        beside = f"beside the discounts of its lines: {orders.why}"
        inside = f"in the prices of the lines already: {orders.why}"
        text = f"{{{{ {plain} }}}}" if orders.is_discount_beside else NOTHING
        why = f"{column.original} is {beside if orders.is_discount_beside else inside}"
        model.query.given["discount_amount"] = (text, why)
        return
    asked = f"{answer_to(model.query.kind, question.key)} == 'beside'"
    text = f"{{% if {asked} %}}{{{{ {plain} }}}}{{% else %}}{NOTHING}{{% endif %}}"
    model.query.given["discount_amount"] = (text, f"as the question {question.key} is answered")


def _write_side(model: Model, money: Money, question: Question | None) -> None:
    side, why = _side(money)
    if side:
        word = "true" if side == TAKEN else "false"
        model.query.given["is_tax_included"] = (f"'{word}'", why)
    elif question is not None:
        asked = f"{answer_to(model.query.kind, question.key)} == 'included'"
        text = f"{{{{ \"'true'\" if {asked} else \"'false'\" }}}}"
        model.query.given["is_tax_included"] = (text, f"as the question {question.key} is answered")
