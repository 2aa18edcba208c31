"""Whether prices hold their tax: told by a flag, by tax and rate together, by names, else asked."""

from __future__ import annotations

from dataclasses import replace

from tillhouse.onboarding.arithmetic import OFF, Reading, Terms, rows_of, stray
from tillhouse.onboarding.decisions import LineDecision
from tillhouse.onboarding.line_money import LineMoney, has_values
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.tables import Column, Looked, Table

HIGHEST = 0.3  # share of a price that any country takes as tax on sales
ADDED, TAKEN = "added", "taken"  # the tax comes on top of the price, or is in it


def decide_line_tax(decision: LineDecision, guess: Guess, looked: Looked) -> None:
    """Leave one reading of the tax column where rows or names tell, both where they do not."""
    money = decision.money
    column, is_rate = tax_column(money)
    if decision.taxes or decision.base is None or column is None:
        return
    if is_rate and column in money.taxes:
        is_rate = not _is_share_of_price(decision.ways[0], column, guess.table, money, looked)
    both = [_reading(decision.ways[0], column, is_rate, side) for side in (ADDED, TAKEN)]
    side, why = _by_rate(decision.ways[0], guess.table, money, looked)
    if not side and not _is_gross_before_discount(decision):
        fitting = [decision.total] if decision.total and decision.is_fitting else []
        side, why = by_name([decision.base, *fitting])
    decision.taxes = [it for it in both if not side or it.side == side]
    decision.tax_why = why


def _is_gross_before_discount(decision: LineDecision) -> bool:
    """Whether gross less discount is what is called net: then these words do not speak of tax."""
    base, total = decision.base, decision.total
    is_shown = decision.is_fitting and decision.ways[0].discount is not None
    return (
        is_shown
        and base is not None
        and total is not None
        and (speaks(base, "gross") and speaks(total, "net"))
    )


def tax_column(money: LineMoney) -> tuple[Column | None, bool]:
    """The column that tells a line's tax, and whether it is a rate in percent."""
    named = [it for it in money.rates if it not in money.taxes]
    amounts = [it for it in money.taxes if has_values(it)]
    doubtful = [it for it in amounts if it in money.rates]
    certain = [it for it in amounts if it not in doubtful]
    if certain or (doubtful and named):
        return (certain or doubtful)[0], False
    if rates := [it for it in (*named, *doubtful) if has_values(it)]:
        return rates[0], True
    return None, False


def _is_share_of_price(
    way: Reading, column: Column, table: Table, money: LineMoney, looked: Looked
) -> bool:
    """Whether a column of few values that is called tax holds money: it grows with the price, so
    that it is one of few shares of it, while a rate is the same for whatever price."""
    names = {it: f"c{at}" for at, it in enumerate(money.all)}
    net, told = Terms(way, names, money).net, names[column]
    where = f"{net} <> 0 and {told} <> 0"
    sql = (
        f"select count(distinct round({told} / {net}, 2)), count(distinct {told}), "
        f"coalesce(max(abs({told} / {net})), 1)::double "
        f"from ({rows_of(table, names)}) where {where}"
    )
    shares, values, highest = (float(str(it)) for it in looked.ask(sql)[0])
    return shares < values or (shares == values and highest <= HIGHEST)


def by_name(columns: list[Column]) -> tuple[str, str]:
    """What the names of prices and totals say; gross and net speak of tax where a tax is told."""
    for kind, side in (("gross", TAKEN), ("net", ADDED)):
        for column in columns:
            if speaks(column, kind):
                return side, f"the name {column.original} says so"
    return "", ""


def _reading(way: Reading, column: Column, is_rate: bool, side: str) -> Reading:
    kinds = {ADDED: "percent_on", TAKEN: "percent_in"}
    return replace(way, tax=column, taxes=kinds[side] if is_rate else "money", side=side)


def _by_rate(way: Reading, table: Table, money: LineMoney, looked: Looked) -> tuple[str, str]:
    """Tax and rate beside each other: 19 of 119 is in the price, 19 of 100 on top of it."""
    pairs = [(t, r) for t in money.taxes for r in money.rates if t is not r and has_values(t)]
    if not pairs:
        return "", ""
    tax, rate = pairs[0]
    names = {column: f"c{at}" for at, column in enumerate(money.all)}
    net = Terms(way, names, money).net
    t, r = names[tax], names[rate]
    told = f"{net} is not null and {t} <> 0 and {r} <> 0"
    ways = {ADDED: f"try({net} * {r}) / 100", TAKEN: f"try({net} * {r}) / (100 + {r})"}
    hits = ", ".join(
        f"count(*) filter (where {told} and abs({it} - {t}) <= {OFF})" for it in ways.values()
    )
    sql = f"select count(*) filter (where {told}), {hits} from ({rows_of(table, names)}) as told"
    rows, *found = (int(str(it)) for it in looked.ask(sql)[0])
    fitting = [side for side, hit in zip(ways, found, strict=True) if rows - hit <= stray(rows)]
    if not rows or len(fitting) != 1:
        return "", ""
    return fitting[0], f"{tax.original} is {rate.original} of it in {max(found):,} rows"
