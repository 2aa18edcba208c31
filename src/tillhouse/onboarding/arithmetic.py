"""Which reading of prices, discounts and taxes makes the stated totals fit: one pass over the rows.

A reading says what a line costs before discount (quantity × price, or a total), what its discount
column holds, and how its tax stands to that. Each is held against each stated total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from tillhouse.onboarding.line_money import LineMoney
from tillhouse.onboarding.notation import amount
from tillhouse.onboarding.tables import Column, Looked, Table

OFF = "0.0101"  # totals are rounded to the cent
ABSURD = 10**14  # more than a line may come to (`number_bounds` of the contract)
# What a discount column may hold → the money that it takes off a line of the gross amount {g}.
# Products of numbers in a wrong column may be more than fits: such a row tells nothing.
OFFS = {
    "fraction": "try({g} * {d})",
    "percent": "(try({g} * {d}) / 100)",
    "money": "{d}",
    "each": "try({q} * {d})",
    "negative": "(-{d})",
}
TAXES = {
    "money": "{t}",
    "percent_on": "(try({x} * {t}) / 100)",
    "percent_in": "(try({x} * {t}) / (100 + {t}))",
}


@dataclass(frozen=True)
class Reading:
    """One way to read the money of a line.

    `base` is the price (times quantity) or the total that stands before the discount. `taxes` is
    '' or how the tax column is read; `side` says where it is beside a total: '' (the total and the
    base have it both or neither), `added` (the total has it, the base has not), `taken`. Where
    `is_paid`, the base is a total from which the discount was taken off already.
    """

    base: Column
    discount: Column | None = None
    off: str = ""
    tax: Column | None = None
    taxes: str = ""
    side: str = ""
    is_paid: bool = False


@dataclass(frozen=True)
class Fit:
    """How often a reading gives a stated total: of `rows` that have both `hits`.

    `with_off` and `with_tax` are the hits in which its discount, and its tax, is not 0: they tell
    it from readings without; of the former `raising` are of a discount that adds to the amount.
    `net` is what all lines cost after discount.
    """

    reading: Reading
    total: Column
    rows: int
    hits: int
    with_off: int
    with_tax: int
    raising: int
    net: float

    @property
    def is_full(self) -> bool:
        """Whether all rows but stray ones fit."""
        return self.rows > 0 and self.rows - self.hits <= stray(self.rows)


def stray(rows: int) -> int:
    """Rows that may differ without a word: one of ten, five of a hundred."""
    return rows // 20 if rows >= 20 else rows // 10


def fits(money: LineMoney, table: Table, looked: Looked, notation: str = "") -> list[Fit]:
    """Every reading against every total that it does not itself rest on."""
    tried = [(it, total) for it in readings(money) for total in money.totals if total != it.base]
    if not tried:
        return []
    names = {column: f"c{at}" for at, column in enumerate(money.all)}
    parts: list[str] = []
    for reading, total in tried:
        own = Terms(reading, names, money)
        told = f"{names[total]} is not null and {own.net} is not null"
        hit = f"{told} and abs(try({own.stated} - {names[total]})) <= {OFF}"
        parts += [
            f"count(*) filter (where {told})",
            f"count(*) filter (where {hit})",
            f"count(*) filter (where {hit} and {own.off} <> 0)",
            f"count(*) filter (where {hit} and {own.tax} <> 0)",
            f"count(*) filter (where {hit} and sign({own.off}) * sign({own.gross}) < 0)",
            f"coalesce(sum({summable(own.net)}) filter (where {told}), 0)::double",
        ]
    sql = f"select {', '.join(parts)} from ({rows_of(table, names, notation)}) as told"
    row = [float(str(it)) for it in looked.ask(sql)[0]]
    counted = zip(*(row[at::6] for at in range(6)), tried, strict=True)
    return [
        Fit(reading, total, int(rows), int(hits), int(with_off), int(with_tax), int(raising), net)
        for rows, hits, with_off, with_tax, raising, net, (reading, total) in counted
    ]


def rows_of(table: Table, names: Mapping[Column, str], notation: str = "") -> str:
    """The rows of a table, its columns as decimals of the given names."""
    listed = ", ".join(
        f"{amount(column, column.notation or notation)} as {name}" for column, name in names.items()
    )
    return f"select *, {listed} from {table.view}"


def readings(money: LineMoney) -> Iterator[Reading]:
    """All readings of the columns, the plain ones first."""
    bases = [*money.prices] if money.quantity or not money.totals else []
    offs: list[tuple[Column | None, str]] = [(None, "")]
    offs += [(column, off) for column in money.discounts for off in OFFS]
    taxes: list[tuple[Column | None, str, str]] = [(None, "", "")]
    taxes += [(it, "money", side) for it in money.taxes for side in ("added", "taken")]
    taxes += [(it, "percent_on", "added") for it in money.rates]
    taxes += [(it, "percent_in", "taken") for it in money.rates]
    for base, (discount, off), (tax, kind, side) in product([*bases, *money.totals], offs, taxes):
        yield Reading(base, discount, off, tax, kind, side)


class Terms:
    """The SQL of a reading over columns of decimals with the given names."""

    def __init__(self, reading: Reading, names: Mapping[Column, str], money: LineMoney) -> None:
        q = names[money.quantity] if money.quantity else "1"
        base = names[reading.base]
        g = f"try({q} * {base})" if reading.base in money.prices else base
        self.gross = g
        d = f"coalesce({names[reading.discount]}, 0)" if reading.discount else "0"
        self.off = OFFS[reading.off].format(g=g, q=q, d=d) if reading.off else "0"
        self.net = f"try({g} - {self.off})"
        t = f"coalesce({names[reading.tax]}, 0)" if reading.tax else "0"
        self.tax = TAXES[reading.taxes].format(x=self.net, t=t) if reading.taxes else "0"
        signs = {"": "+ 0 *", "added": "+", "taken": "-"}
        self.stated = f"try({self.net} {signs[reading.side]} {self.tax})"


def summable(amount: str) -> str:
    """SQL of an amount without what is absurd, so that no sum of it overflows."""
    return f"case when abs({amount}) < {ABSURD} then {amount} end"
