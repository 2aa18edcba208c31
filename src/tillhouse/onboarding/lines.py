"""What order lines need beside their columns: an order, a number in it, a price, a slice."""

from __future__ import annotations

from tillhouse.onboarding.baskets import write_baskets
from tillhouse.onboarding.facts import odd_prefixes
from tillhouse.onboarding.model import Model, Setting
from tillhouse.onboarding.prices import write_price
from tillhouse.wording import plural


def write_lines(model: Model, setting: Setting) -> None:
    """Add the steps of order lines to a model whose dates are read."""
    model.query.note("R3: a negative quantity is a return. R6: unknown ids are kept.")
    write_price(model, setting)
    _write_copies(model)
    write_baskets(model, setting)
    for prefix in odd_prefixes(model.guess, setting.looked):
        what = (
            "all negative: kept as returns" if prefix.is_return else "not all negative: see orders"
        )
        model.query.note(f"Order numbers {prefix.letters}…: {plural(prefix.rows, 'row')}, {what}.")


def _write_copies(model: Model) -> None:
    """Identical rows of one delivery are kept and counted where no number tells them apart. R7"""
    if model.guess.table.key or "line_number" in model.guess.matches:
        return
    names = ", ".join(f"'{column.name}'" for column in model.guess.table.columns)
    before = model.query.last
    model.query.set("delivered", f"[{names}]")
    model.query.ctes.append(("copies", f"    {{{{ copies_of('{before}', delivered) }}}}"))
    model.query.ctes.append(
        (
            "counted",
            f"    select {before}.*, {{{{ copy_number('copies', '{before}') }}}} as own_copy\n"
            f"    from {before}\n    left join copies on "
            f"{{{{ is_equal_row('{before}', 'copies', delivered) }}}}",
        )
    )
    model.query.options["_copy"] = "own_copy"
