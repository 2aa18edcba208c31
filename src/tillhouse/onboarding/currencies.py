"""The currency that stands inside amounts, where no column of its own tells it (R1)."""

from __future__ import annotations

from tillhouse.onboarding.mapping import NUMBERS
from tillhouse.onboarding.model import Model, source_of
from tillhouse.onboarding.tables import Column, Looked

CURRENCY = "currency_code"
SIGN = "[$€£¥₹₺₽₩₪₫₴฿₦₱]|[A-Za-złč]{2,3}"


def write_currency(model: Model, looked: Looked) -> None:
    """Read the currency of each row out of an amount that has a sign or a code of one."""
    guess = model.guess
    names = [it.name for it in guess.entity.columns]
    if CURRENCY not in names or source_of(guess, CURRENCY):
        return
    column = next((it for it in _amounts(model) if _has_signs(it, model, looked)), None)
    if column is None:
        return
    sql = f"{{{{ currency_in('{column.name}') }}}}"
    model.query.given[CURRENCY] = (sql, f"as it is written in {column.original}")
    model.columns[CURRENCY] = column.original


def _amounts(model: Model) -> list[Column]:
    """The columns of money, those of lines as it was decided of them."""
    guess = model.guess
    if model.money is not None:
        return [*model.money.lines.money.prices, *model.money.lines.money.totals]
    wanted = [it.name for it in guess.entity.columns if it.data_type.startswith(NUMBERS)]
    return [guess.matches[name].column for name in wanted if name in guess.matches]


def _has_signs(column: Column, model: Model, looked: Looked) -> bool:
    if column.readable <= column.numbers:
        return False
    text = f"trim({column.name})"
    is_signed = f"regexp_matches({text}, '[0-9]') and regexp_matches({text}, '{SIGN}')"
    sql = f"select count(*) from {model.guess.table.view} where {is_signed}"
    return looked.ask(sql)[0][0] != 0
