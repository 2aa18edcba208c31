"""What an order line costs: as was decided of its money; a quantity of 1 where none is told."""

from __future__ import annotations

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.line_columns import write_line_money
from tillhouse.onboarding.line_costs import write_cost
from tillhouse.onboarding.model import Model, Setting
from tillhouse.onboarding.order_columns import order_questions
from tillhouse.onboarding.returned_units import write_returned_units
from tillhouse.onboarding.selects import lent_name


def write_price(model: Model, setting: Setting) -> None:
    """Add what a line costs; where no column tells a quantity, each line is one unit."""
    money = setting.money_of(model.guess)
    if money is None:
        return
    model.money = money
    base = money.lines.base
    if base is not None and not model.guess.has("quantity"):
        model.query.given["quantity"] = (
            f"case when {{{{ {read(base, base.name)} }}}} like '-%' then '-1' else '1' end",
            f"no column tells it: each line is 1 ×, and −1 × where {base.original} is negative",
        )
    if "unit_price" in model.guess.lookups:
        _write_product_price(model)
    write_line_money(model, money)
    write_returned_units(model, money, setting.guesses)
    write_cost(model, money, setting.looked)
    known = {it.key for it in model.questions}
    model.questions += [it for it in order_questions(money) if it.key not in known]


def _write_product_price(model: Model) -> None:
    """The lent price, told to be one of a list."""
    lookup = model.guess.lookups["unit_price"]
    where = f"{lookup.hops[-1].table.name}.{lookup.column.original}"
    why = f"{where}, found by {lookup.hops[0].column}: the sales themselves tell no price"
    price = read(lookup.column, lent_name("unit_price"))
    model.query.given["unit_price"] = (f"{{{{ {price} }}}}", why)
    model.query.given["is_list_price"] = ("'true'", "the sales themselves tell no price")
    model.columns["unit_price"] = lookup.column.original
    model.remarks.append(f"no price stands beside the sales: that of {where} is taken")
