"""What looks wrong in the money of order lines: free goods, totals that do not come out (R2).

Each stated total is held against what is computed of its line, after discount, in the notation of
the file; and that of an order against its lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.arithmetic import OFF, Reading, Terms, rows_of
from tillhouse.onboarding.findings import Finding, unreadable
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.tables import Column, Looked

SHOWN = 3


def money_problems(found: Sequence[Money], looked: Looked) -> list[Finding]:
    """All findings, table by table."""
    return [finding for money in found for finding in _of_lines(money, looked)]


def _of_lines(money: Money, looked: Looked) -> Iterator[Finding]:
    told, rows = money.lines.money, money.guess.table.rows
    table = money.guess.table.name
    for column in told.all:
        if column is not told.quantity and (wrong := unreadable(column)):
            yield Finding(table, column.original, "is not a number", wrong, rows, "see quarantine")
    for column in told.prices:
        if column.negative:
            yield Finding(table, column.original, "is below 0", column.negative, rows)
        if column.zeros and column is money.lines.base:
            then = "counted, without money"
            yield Finding(table, column.original, "is 0", column.zeros, rows, then)
    yield from _of_line_totals(money, looked)
    yield from _of_order_totals(money)


def _of_line_totals(money: Money, looked: Looked) -> Iterator[Finding]:
    decision, table = money.lines, money.guess.table
    total = decision.total
    if total is None or len(decision.ways) != 1:
        return
    reading = decision.stated or decision.ways[0]
    if reading.base is total:
        return
    rows, examples = _differing(money, reading, total, looked)
    if rows:
        what = f"is not {_in_words(money, reading)}"
        then = "what is computed is taken (R2)"
        yield Finding(table.name, total.original, what, rows, table.rows, then, examples)


def _differing(
    money: Money, reading: Reading, total: Column, looked: Looked
) -> tuple[int, tuple[str, ...]]:
    """Lines whose total is another than computed, and the first few of them."""
    names = {column: f"c{at}" for at, column in enumerate(money.lines.money.all)}
    computed = Terms(reading, names, money.lines.money).stated
    shown = f"round({computed}, 2)::decimal(38,2)::varchar"
    sql = (
        f"select _file, _row, {names[total]}::decimal(38,2)::varchar, {shown}, count(*) over () "
        f"from ({rows_of(money.guess.table, names)}) "
        f"where abs(try({computed} - {names[total]})) > {OFF} order by 1, 2 limit {SHOWN}"
    )
    found = looked.ask(sql)
    examples = [f"{file}, row {row}: {said}, computed {own}" for file, row, said, own, _ in found]
    return int(str(found[0][4])) if found else 0, tuple(examples)


def _in_words(money: Money, reading: Reading) -> str:
    """`quantity × price less discount and tax`, in the user's own names of columns."""
    told = money.lines.money
    words = reading.base.original
    if told.quantity and reading.base in told.prices:
        words = f"{told.quantity.original} × {words}"
    if reading.discount is not None and reading.off:
        words += f" less {reading.discount.original}"
    if reading.tax is not None and reading.side:
        words += f" {'plus' if reading.side == 'added' else 'less'} {reading.tax.original}"
    return words


def _of_order_totals(money: Money) -> Iterator[Finding]:
    """Totals of orders that no sum of their lines, tax and freight comes to."""
    for total in money.orders.unlike:
        assert money.orders_guess is not None
        yield Finding(
            money.orders_guess.table.name,
            total.column.original,
            "is not what the lines of the order come to",
            total.rows - total.hits,
            total.rows,
            "the lines are taken (R2); the run lists the orders",
        )
