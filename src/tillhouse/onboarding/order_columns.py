"""The money of whole orders in their staging model: what stands beside the lines (R2, R26)."""

from __future__ import annotations

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.line_money import has_values
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.money_questions import ask_order_discount, ask_order_tax
from tillhouse.onboarding.tables import Column
from tillhouse.onboarding.tax_decisions import TAKEN, by_name

NOTHING = "cast(null as {{ type_name('varchar') }})"


def write_order_money(model: Model, money: Money) -> None:
    """Add discount and tax of an order, as far as its lines do not tell them already."""
    matches = model.guess.matches
    discount = matches["discount_amount"].column if "discount_amount" in matches else None
    tax = matches["tax_amount"].column if "tax_amount" in matches else None
    if discount is not None and has_values(discount):
        _write_discount(model, money, discount)
    if (
        tax is not None
        and has_values(tax)
        and not money.lines.taxes
        and "is_tax_included" not in matches
    ):
        _write_side(model, money, tax)


def _write_discount(model: Model, money: Money, column: Column) -> None:
    orders, plain = money.orders, read(column, column.name)
    if orders.discount_sign < 0:
        plain = f"amount_less(\"'0'\", {plain})"
    if orders.is_discount_beside is not None:
        beside = f"beside the discounts of its lines: {orders.why}"
        inside = f"in the prices of the lines already: {orders.why}"
        text = f"{{{{ {plain} }}}}" if orders.is_discount_beside else NOTHING
        why = f"{column.original} is {beside if orders.is_discount_beside else inside}"
        model.query.given["discount_amount"] = (text, why)
        model.columns["discount_amount"] = column.original
        return
    question = ask_order_discount(model, column)
    model.questions.append(question)
    asked = f"answer('{model.query.kind}', '{question.key}') == 'beside'"
    text = f"{{% if {asked} %}}{{{{ {plain} }}}}{{% else %}}{NOTHING}{{% endif %}}"
    model.query.given["discount_amount"] = (text, f"as the question {question.key} is answered")
    model.columns["discount_amount"] = column.original


def _write_side(model: Model, money: Money, tax: Column) -> None:
    side, why = money.orders.tax_side, money.orders.why
    if not side and money.lines.base is not None:
        side, why = by_name([money.lines.base])
    if side:
        word = "true" if side == TAKEN else "false"
        model.query.given["is_tax_included"] = (f"'{word}'", why)
        return
    if money.lines.base is None:
        return
    question = ask_order_tax(model, money.lines.base, tax)
    model.questions.append(question)
    asked = f"answer('{model.query.kind}', '{question.key}') == 'included'"
    text = f"{{{{ \"'true'\" if {asked} else \"'false'\" }}}}"
    model.query.given["is_tax_included"] = (text, f"as the question {question.key} is answered")
