"""Whether a cost is that of a unit or of the whole line: told by its name, else by prices (R2)."""

from __future__ import annotations

from tillhouse.onboarding.arithmetic import rows_of
from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.money import Money
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.tables import Looked

MOST = 0.9  # of the lines of several units that show it


def write_cost(model: Model, money: Money, looked: Looked) -> None:
    """Make a cost of a whole line one of its units: a shop seldom pays more than it asks for."""
    match, quantity = model.guess.matches.get("unit_cost"), money.lines.money.quantity
    if match is None or quantity is None or speaks(match.column, "each"):
        return
    if not _is_of_line(model, money, looked):
        return
    column = match.column
    cost, units = read(column, column.name), read(quantity, quantity.name)
    text = f"{{{{ amount_of_each({cost}, {units}) }}}}"
    why = f"{column.original} is of the whole line: it is above the price of a unit"
    model.query.given["unit_cost"] = (text, why)
    model.remarks.append(why)


def _is_of_line(model: Model, money: Money, looked: Looked) -> bool:
    decision, column = money.lines, model.guess.matches["unit_cost"].column
    base, quantity = decision.base, decision.money.quantity
    if base is None or quantity is None:
        return False
    names = {it: f"c{at}" for at, it in enumerate(dict.fromkeys((*decision.money.all, column)))}
    q, cost = f"abs({names[quantity]})", f"abs({names[column]})"
    price = f"abs({names[base]})" if base in decision.money.prices else f"abs({names[base]}) / {q}"
    sql = (
        f"select count(*), count(*) filter (where {cost} > {price}) "
        f"from ({rows_of(model.guess.table, names)}) where {q} > 1 and {cost} > 0"
    )
    rows, found = (int(str(it)) for it in looked.ask(sql)[0])
    return rows > 0 and found >= MOST * rows
