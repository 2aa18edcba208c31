"""What the totals of whole orders tell: which discount, tax and freight they hold beside lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from tillhouse.onboarding.arithmetic import OFF, Terms, rows_of, stray, summable
from tillhouse.onboarding.decisions import LineDecision
from tillhouse.onboarding.line_money import has_values
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.notation import amount
from tillhouse.onboarding.tables import Column, Looked
from tillhouse.onboarding.tax_decisions import ADDED, TAKEN

TOTALS = ("total_due_amount", "subtotal_amount")
PARTS = ("discount_amount", "tax_amount", "freight_amount")


@dataclass
class OrderDecision:
    """How the amounts of an order stand to its lines; None where nothing tells.

    `is_discount_beside`: the discount of the order comes off beside those of its lines.
    `tax_side`: the tax comes on top of what the lines cost (`added`), or is in it (`taken`).
    """

    is_discount_beside: bool | None = None
    discount_sign: int = 1
    tax_side: str = ""
    why: str = ""
    unlike: list[Unlike] = field(default_factory=list)


@dataclass(frozen=True)
class Unlike:
    """A total that no sum comes to: of `rows` orders that tell it, the best fits `hits`."""

    column: Column
    rows: int
    hits: int


@dataclass(frozen=True)
class _Sum:
    """Lines (in the way of that number) + tax + freight − discount, and how often it is a total."""

    way: int
    total: str
    discount: int
    tax: int
    freight: int
    hits: tuple[int, int, int, int] = (0, 0, 0, 0)  # rows, hits, those with a discount, with a tax


def decide_orders(
    lines: Guess, decision: LineDecision, orders: Guess, looked: Looked
) -> OrderDecision:
    """Hold the lines of each order against its totals; narrows the ways of the lines too."""
    found = OrderDecision()
    known = {name: orders.matches[name].column for name in (*TOTALS, *PARTS) if orders.has(name)
             and name in orders.matches}  # fmt: skip
    if not decision.ways or not {*TOTALS} & {*known} or not lines.name_of("order_id"):
        return found
    sums = _sums(lines, decision, orders, known, looked)
    full = [it for it in sums if _is_full(it)]
    found.unlike = [Unlike(known[it.total], *it.hits[:2]) for it in _best(sums)]
    _narrow_ways(decision, full)
    for total in (it for it in TOTALS if it in known):
        mine = [it for it in full if it.total == total and it.way == 0]
        _take_discount(found, [it for it in mine if it.hits[2]], total)
        _take_tax(found, [it for it in mine if it.hits[3]])
        if mine and not found.why:
            found.why = f"{known[total].original} fits in {mine[0].hits[1]:,} orders"
    return found


def _best(sums: Sequence[_Sum]) -> Iterator[_Sum]:
    """Of each total the sum that fits most orders, where that is not all of them."""
    for total in TOTALS:
        mine = [it for it in sums if it.total == total]
        best = max(mine, key=lambda it: it.hits[1], default=None)
        if best is not None and best.hits[1] < best.hits[0]:
            yield best


def _is_full(it: _Sum) -> bool:
    return it.hits[0] > 0 and it.hits[0] - it.hits[1] <= stray(it.hits[0])


def _narrow_ways(decision: LineDecision, full: Sequence[_Sum]) -> None:
    """Ways of the lines that some total of the orders fits; all, where none does."""
    left = sorted({it.way for it in full})
    if left and len(left) < len(decision.ways):
        decision.ways = [decision.ways[at] for at in left]
        decision.why = "the totals of the orders fit"


def _take_discount(found: OrderDecision, full: Sequence[_Sum], total: str) -> None:
    """A subtotal may stand before the discount; only what all is asked for tells that it is in."""
    signs = {it.discount for it in full}
    if found.is_discount_beside is not None or not signs:
        return
    if 0 not in signs:
        found.is_discount_beside = True
        found.discount_sign = min(signs, key=lambda sign: -sign)
    elif signs == {0} and total == TOTALS[0]:
        found.is_discount_beside = False


def _take_tax(found: OrderDecision, full: Sequence[_Sum]) -> None:
    sides = {it.tax for it in full}
    if found.tax_side or len(sides) != 1:
        return
    (side,) = sides
    if full[0].total == TOTALS[0]:
        found.tax_side = ADDED if side else TAKEN
    elif side < 0:
        found.tax_side = TAKEN


def _sums(
    lines: Guess,
    decision: LineDecision,
    orders: Guess,
    known: dict[str, Column],
    looked: Looked,
) -> list[_Sum]:
    tried = list(_tried(len(decision.ways), known, decision))
    names = {column: f"c{at}" for at, column in enumerate(decision.money.all)}
    nets = [Terms(way, names, decision.money).net for way in decision.ways]
    tax = decision.taxes[0].tax if decision.taxes else None
    line_tax = Terms(decision.taxes[0], names, decision.money).tax if tax else "0"
    summed = ", ".join(f"sum({summable(net)}) as n{at}" for at, net in enumerate(nets))
    order = _key(lines.name_of("order_id"))
    of_lines = (
        f"select {order} as k, {summed}, sum({summable(line_tax)}) as lt from "
        f"({rows_of(lines.table, names)}) group by 1"
    )
    listed = ", ".join(f"max({amount(it)}) as {name}" for name, it in known.items())
    order = _key(orders.name_of("order_id"))
    of_orders = f"select {order} as k, {listed} from {orders.table.view} group by 1"
    counts = ", ".join(_counts(it, known) for it in tried)
    sql = f"select {counts} from ({of_lines}) as lines join ({of_orders}) as orders using (k)"
    row = [int(str(it)) for it in looked.ask(sql)[0]]
    hits = zip(row[::4], row[1::4], row[2::4], row[3::4], strict=True)
    return [replace(it, hits=hit) for it, hit in zip(tried, hits, strict=True)]


def _tried(ways: int, known: dict[str, Column], decision: LineDecision) -> Iterator[_Sum]:
    discounts = (
        (1, 0, -1) if "discount_amount" in known and has_values(known["discount_amount"]) else (0,)
    )
    has_tax = bool(decision.taxes) or "tax_amount" in known
    taxes = (1, 0, -1) if has_tax else (0,)
    freights = (1, 0) if "freight_amount" in known else (0,)
    totals = [it for it in TOTALS if it in known]
    for it in product(range(ways), totals, discounts, taxes, freights):
        yield _Sum(*it)


def _counts(it: _Sum, known: dict[str, Column]) -> str:
    tax = "coalesce(tax_amount, 0)" if "tax_amount" in known else "lt"
    off = "coalesce(discount_amount, 0)" if "discount_amount" in known else "0"
    freight = "coalesce(freight_amount, 0)" if it.freight else "0"
    told = f"n{it.way} is not null and {it.total} is not null"
    total = f"try(n{it.way} - {it.discount} * {off} + {it.tax} * {tax} + {freight})"
    hit = f"{told} and abs({total} - {it.total}) <= {OFF}"
    return (
        f"count(*) filter (where {told}), count(*) filter (where {hit}), "
        f"count(*) filter (where {hit} and {off} <> 0), "
        f"count(*) filter (where {hit} and {tax} <> 0)"
    )


def _key(column: str) -> str:
    """`17850.0` is 17850."""
    return f"regexp_replace(trim({column}), '^([0-9]+)[.]0+$', '\\1')"
