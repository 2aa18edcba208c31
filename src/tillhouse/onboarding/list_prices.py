"""What one product costs on several lines tells what its price, its total and its discount are."""

from __future__ import annotations

from dataclasses import replace

from tillhouse.onboarding.arithmetic import Reading, rows_of, stray
from tillhouse.onboarding.decisions import LineDecision
from tillhouse.onboarding.line_money import LineMoney
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.tables import Column, Looked

# Where the total is what was paid: the total before the discount was taken off.
BEFORE = {
    "fraction": "({t} / nullif(1 - {d}, 0))",
    "percent": "({t} / nullif(1 - {d} / 100, 0))",
    "money": "({t} + {d})",
    "each": "try({t} + {q} * {d})",
    "negative": "({t} - {d})",
}
SAME_PRICE = "0.005"  # the share by which a price may differ: totals are rounded to the cent


def decide_by_product(decision: LineDecision, guess: Guess, looked: Looked) -> None:
    """A total beside a discount, no price: one price per product shows if it is taken off already.

    A way of which `is_paid` is true reads the total as what was paid, after its discount.
    """
    money, product = decision.money, guess.name_of("product_id")
    discounted = [it for it in decision.ways if it.off]
    if money.prices or len(decision.ways) < 2 or not product or not discounted:
        return
    tried = [decision.ways[0], *discounted, *(replace(it, is_paid=True) for it in discounted)]
    names = {column: f"c{at}" for at, column in enumerate(money.all)}
    implied = ", ".join(
        f"min(p{at}) as low{at}, max(p{at}) as high{at}" for at in range(len(tried))
    )
    prices = ", ".join(
        f"{_before(it, names, money)} / nullif({_units(names, money)}, 0) as p{at}"
        for at, it in enumerate(tried)
    )
    d = names[discounted[0].discount]  # type: ignore[index]
    hits = ", ".join(
        f"count(*) filter (where high{at} - low{at} <= {SAME_PRICE} * abs(high{at}) + 0.0001)"
        for at in range(len(tried))
    )
    sql = (
        f"select count(*), {hits} from (select trim({product}) as product, {implied} from "
        f"(select *, {prices} from ({rows_of(guess.table, names)})) group by 1 "
        f"having count(distinct coalesce({d}, 0)) > 1)"
    )
    products, *found = (int(str(it)) for it in looked.ask(sql)[0])
    fitting = [
        it for it, hit in zip(tried, found, strict=True) if products - hit <= stray(products)
    ]
    if products and fitting and not any(it.is_paid for it in fitting):
        decision.ways = discounted
        decision.why = "each product then has one price; the discount is still to be taken off"
    elif products and len(fitting) == 1:
        decision.ways = fitting
        decision.why = "each product then has one price; the discount is already taken off"


def paid_price(money: LineMoney, guess: Guess, looked: Looked) -> tuple[Column, Column] | None:
    """A list price and the price that was paid, where two stand beside each other: never above."""
    paid = [it for it in money.prices if speaks(it, "net")]
    listed = [it for it in money.prices if it not in paid and not speaks(it, "gross")]
    if len(money.prices) < 2 or not paid or not listed or money.taxes or money.rates:
        return None
    names = {listed[0]: "a", paid[0]: "b"}
    told = rows_of(guess.table, names)
    sql = f"select count(*), count(*) filter (where abs(b) <= abs(a)) from ({told})"
    rows, below = (int(str(it)) for it in looked.ask(sql)[0])
    return (listed[0], paid[0]) if rows and below == rows else None


def _before(reading: Reading, names: dict[Column, str], money: LineMoney) -> str:
    t, q = names[reading.base], _units(names, money)
    if not reading.is_paid or reading.discount is None:
        return t
    return BEFORE[reading.off].format(t=t, q=q, d=f"coalesce({names[reading.discount]}, 0)")


def _units(names: dict[Column, str], money: LineMoney) -> str:
    return names[money.quantity] if money.quantity else "1"
