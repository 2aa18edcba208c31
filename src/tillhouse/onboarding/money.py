"""What is known of the money of a source: decided once for each table of lines and its orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tillhouse.onboarding.decisions import LineDecision, decide_lines
from tillhouse.onboarding.line_types import Kinds, find_kinds
from tillhouse.onboarding.list_prices import decide_by_product, paid_price
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.order_decisions import OrderDecision, decide_orders
from tillhouse.onboarding.product_prices import add_product_price
from tillhouse.onboarding.tables import Column, Looked
from tillhouse.onboarding.tax_decisions import decide_line_tax


@dataclass
class Money:
    """Of one table of order lines. `paid` is a list price and the price paid beside it."""

    guess: Guess
    lines: LineDecision
    paid: tuple[Column, Column] | None = None
    orders: OrderDecision = field(default_factory=OrderDecision)
    orders_guess: Guess | None = None
    kinds: Kinds | None = None

    @property
    def item(self) -> str:
        """What its questions are called: the table of the lines."""
        return self.guess.table.name

    def tells_kind(self, guess: Guess) -> bool:
        """Whether the kind of a row stands in this table, or can be lent to it."""
        if self.kinds is None:
            return False
        return guess is self.guess or self.kinds.column in guess.table.columns


def decide_money(guesses: Sequence[Guess], looked: Looked) -> list[Money]:
    """One decision for each table of lines."""
    orders = next((it for it in guesses if it.entity.name == "orders"), None)
    found = [_decide(it, orders, looked) for it in guesses if it.entity.name == "order_lines"]
    for money in found:
        if money.lines.base is None:
            add_product_price(money.guess, guesses)
        money.kinds = find_kinds(money.guess, orders, looked)
    return found


def _decide(guess: Guess, orders: Guess | None, looked: Looked) -> Money:
    decision = decide_lines(guess, looked)
    decide_by_product(decision, guess, looked)
    decide_line_tax(decision, guess, looked)
    money = Money(guess, decision, orders_guess=orders)
    if not decision.is_fitting and not decision.money.discounts:
        money.paid = paid_price(decision.money, guess, looked)
    if orders is not None and orders.name_of("order_id"):
        money.orders = decide_orders(guess, decision, orders, looked)
        _take_side(money)
    return money


def _take_side(money: Money) -> None:
    """What the totals of the orders say of the tax decides for the lines too."""
    side, decision = money.orders.tax_side, money.lines
    if side and len(decision.taxes) > 1:
        decision.taxes = [it for it in decision.taxes if it.side == side]
        decision.tax_why = money.orders.why
