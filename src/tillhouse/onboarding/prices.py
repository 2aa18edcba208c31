"""What an order line costs: its price per unit, and its total where only that is told."""

from __future__ import annotations

from tillhouse.onboarding.expressions import number
from tillhouse.onboarding.model import Model


def write_price(model: Model) -> None:
    """A price per unit from the total where only that is told; a quantity of 1 where none is."""
    guess, query = model.guess, model.query
    total = guess.matches.get("stated_amount")
    if total is None or guess.has("unit_price"):
        return
    told = number(total.column, total.column.name)
    why = f"{total.column.original} is a total"
    if not guess.has("quantity"):
        query.given["quantity"] = (
            f"case when trim({total.column.name}) like '-%' then '-1' else '1' end",
            f"no column tells it; {why}, so each line is 1 ×, and −1 × where it is negative",
        )
        query.given["unit_price"] = (f"{{{{ replace_all({_inner(told)}, '^-', '') }}}}", why)
    else:
        quantity = guess.matches["quantity"].column
        query.step(
            "told",
            ["*", f"{told} as told_total", f"{number(quantity, quantity.name)} as told_units"],
        )
        query.step("priced", ["*", "{{ price_of_total('told_total', 'told_units') }} as own_price"])
        query.given["unit_price"] = ("own_price", f"{why}: divided by the quantity, to 4 places")
        if not guess.has("discount_rate", "discount_amount"):
            rest = "{{ rest_of_total('told_total', 'told_units', 'own_price') }}"
            query.given["discount_amount"] = (
                rest,
                "what rounding the price leaves over, below a cent",
            )
    model.columns["unit_price"] = total.column.original


def _inner(jinja: str) -> str:
    return jinja.removeprefix("{{ ").removesuffix(" }}")
