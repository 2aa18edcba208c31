"""What is decided of the money of order lines: by totals first, then by names, else asked (R26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tillhouse.onboarding.arithmetic import Fit, Reading, fits
from tillhouse.onboarding.line_money import LineMoney, has_values, line_money
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.notation import COMMA, DOT, is_open, take_notation
from tillhouse.onboarding.tables import Column, Looked

SAME = 0.005  # money per row below which two readings publish the same


@dataclass
class LineDecision:
    """How the money of a table of order lines is read.

    `ways` are the readings that are left: the first is written, and where there are more, which
    one is asked. `total` is the stated total that was compared, `stated` the reading that it fits,
    `why` what the choice rests on.
    `taxes` are the readings of a tax column that are left, with the side on which it is.
    """

    money: LineMoney
    ways: list[Reading] = field(default_factory=list)
    total: Column | None = None
    is_fitting: bool = False
    stated: Reading | None = None
    why: str = ""
    taxes: list[Reading] = field(default_factory=list)
    tax_why: str = ""

    @property
    def base(self) -> Column | None:
        """The price or the total that stands before the discount."""
        return self.ways[0].base if self.ways else None


def decide_lines(guess: Guess, looked: Looked) -> LineDecision:
    """The reading of a table of order lines, as far as its own rows and names tell it."""
    decision = LineDecision(line_money(guess))
    money = decision.money
    full = [it for it in _fits(money, guess, looked) if it.is_full]
    told = [it for it in full if it.reading.off and it.with_off > 2 * it.raising]
    plain = [it for it in full if not it.reading.off]
    if told:
        _take_told(decision, told)
    elif plain:
        best = min(plain, key=lambda it: _rank(it, money))
        decision.total, decision.is_fitting, decision.stated = best.total, True, best.reading
        decision.why = f"{best.total.original} fits"
        decision.ways = _named_ways(best.reading.base, money, is_total_plain=True)
    elif base := _named_base(money):
        decision.total = next((it for it in money.totals if it is not base), None)
        decision.ways = _named_ways(base, money, is_total_plain=base in money.totals)
    _take_taxes(decision, full)
    return decision


def _fits(money: LineMoney, guess: Guess, looked: Looked) -> list[Fit]:
    """The fits; where numbers can be read in two ways, in the one in which totals fit."""
    if not any(is_open(column) for column in money.all):
        return fits(money, guess.table, looked)
    found = {it: fits(money, guess.table, looked, it) for it in (DOT, COMMA)}
    fitting = [it for it in found if any(fit.is_full for fit in found[it])]
    if len(fitting) == 1:
        take_notation(guess.table, fitting[0])
        return found[fitting[0]]
    return found[DOT] if fitting else []


def _take_told(decision: LineDecision, told: Sequence[Fit]) -> None:
    """The readings whose discounts the totals show; those that publish the same are one."""
    ranked = sorted(told, key=lambda it: _rank(it, decision.money))
    best = ranked[0]
    decision.total, decision.is_fitting, decision.stated = best.total, True, best.reading
    decision.why = f"with {best.total.original} as the total after it, {best.hits:,} rows fit"
    kept = [best]
    for other in ranked[1:]:
        is_as_named = _misnamed(other.reading) <= _misnamed(best.reading)
        is_new = all(abs(other.net - it.net) > SAME * it.rows for it in kept)
        if is_as_named and is_new and other.rows == best.rows:
            kept.append(other)
    decision.ways = [replace(it.reading, tax=None, taxes="", side="") for it in kept]


def _rank(fit: Fit, money: LineMoney) -> tuple[bool, bool, int, int]:
    """Prices before totals, no tax before tax, kinds as they are named, in their order."""
    reading = fit.reading
    is_total = reading.base not in money.prices
    bases = [*money.prices, *money.totals]
    return is_total, bool(reading.side), _misnamed(reading), bases.index(reading.base)


def _misnamed(reading: Reading) -> int:
    if reading.discount is None:
        return 0
    named = named_offs(reading.discount)
    return named.index(reading.off) if reading.off in named else len(named)


def named_offs(column: Column) -> tuple[str, ...]:
    """What a discount column holds by its header and its values, the likeliest first."""
    high, low = column.high or 0.0, column.low or 0.0
    if column.percents:
        return ("percent",)
    if speaks(column, "percent"):
        return ("percent",) if high > 1 or high == 0 else ("fraction", "percent")
    if speaks(column, "rate"):
        return ("fraction",) if high <= 1 else ("percent",)
    if high <= 0 and low < 0:
        return ("negative",)
    if speaks(column, "total") or high > 100:
        return ("money",)
    if speaks(column, "each") and high > 1:
        return ("each", "money", "percent")
    return ("fraction", "money") if 0 < high <= 1 else ("money", "percent")


def _named_base(money: LineMoney) -> Column | None:
    """Without totals to compare: the price, or the one total that there is."""
    found = [*money.prices, *money.totals] if money.prices else [*money.totals]
    return found[0] if found else None


def _named_ways(base: Column, money: LineMoney, *, is_total_plain: bool) -> list[Reading]:
    """The readings that names leave. A total that knows no discount may be before or after it."""
    valued = [it for it in money.discounts if has_values(it)]
    if not valued:
        unused = money.discounts[0] if money.discounts else None
        off = named_offs(unused)[0] if unused else ""
        return [Reading(base, unused, off)]
    column = valued[0]
    ways = [Reading(base, column, off) for off in named_offs(column)]
    return [Reading(base), *ways] if is_total_plain else ways


def _take_taxes(decision: LineDecision, full: Sequence[Fit]) -> None:
    """Where the tax stands: told by a total that holds it beside a price that does not, or so."""
    mine = [it for it in full if it.reading.base is decision.base and it.reading.side]
    mine = [it for it in mine if it.with_tax]
    if len({it.reading.side for it in mine}) == 1:
        best = min(mine, key=lambda it: (it.reading.taxes != "money", it.reading.taxes))
        decision.taxes = [best.reading]
        word = "with" if best.reading.side == "added" else "without"
        decision.tax_why = f"{best.total.original} is {word} it, as {best.hits:,} rows show"
