"""What an order line costs: as was decided of its money; a quantity of 1 where none is told."""

from __future__ import annotations

from tillhouse.onboarding.expressions import read
from tillhouse.onboarding.line_columns import write_line_money
from tillhouse.onboarding.model import Model, Setting


def write_price(model: Model, setting: Setting) -> None:
    """Add what a line costs; where no column tells a quantity, each line is one unit."""
    money = setting.money_of(model.guess)
    if money is None:
        return
    base = money.lines.base
    if base is not None and not model.guess.has("quantity"):
        model.query.given["quantity"] = (
            f"case when {{{{ {read(base, base.name)} }}}} like '-%' then '-1' else '1' end",
            f"no column tells it: each line is 1 ×, and −1 × where {base.original} is negative",
        )
    write_line_money(model, money)
