"""The SQL of one column of a staging model: how the text of a delivered column is read."""

from __future__ import annotations

from tillhouse.contracts.models import Column as Promise
from tillhouse.onboarding.mapping import MOMENTS, NUMBERS
from tillhouse.onboarding.names import words
from tillhouse.onboarding.notation import DOT
from tillhouse.onboarding.tables import Column

CODES = ("_id",)


def expression(promise: Promise, column: Column, name: str = "") -> str:
    """A column's value as the contract wants it, in Jinja-SQL; `name` where a CTE renamed it."""
    name = name or column.name
    if promise.data_type in MOMENTS:
        return _moment(promise, column, name)
    if promise.name == "discount_rate" and is_percent(column):
        return f"{{{{ fraction_of_percent({read(column, name)}) }}}}"
    if promise.data_type.startswith(NUMBERS):
        return number(column, name)
    if promise.name.endswith(CODES):
        return code(column, name)
    if promise.name == "postal_code":
        return f"{{{{ {_clean(column, name, True)} }}}}"
    if promise.name.endswith("country_code"):  # NA is a country; silver knows them all by name
        return f"{{{{ clean('{name}') }}}}"
    return f"{{{{ {_clean(column, name)} }}}}"


def code(column: Column, name: str = "") -> str:
    """A key: text without blanks, 17850 for 17850.0."""
    return f"{{{{ {_clean(column, name or column.name, True)} }}}}"


def number(column: Column, name: str) -> str:
    """A number without the signs that people write into it."""
    return f"{{{{ {read(column, name)} }}}}"


def read(column: Column, name: str) -> str:
    """A macro's call, for use in others: the text of a number in plain digits."""
    plain = _clean(column, name) if column.nothing_words else f"'{name}'"
    notation = f"'{column.notation or DOT}'"
    if not column.notation and column.either:
        notation = "number_notation"  # asked: see `questions`
    told = f"read_number({plain}, {notation})"
    return f"from_cents({told})" if column.is_minor else told


def is_percent(column: Column) -> bool:
    """Whether a rate is told as 15 or 15 %, not as 0.15."""
    return column.percents > 0 or (column.high is not None and column.high > 1)


def is_written(column: Column) -> bool:
    """Whether dates are written as people do, so that they must be taken apart."""
    return column.written > 0 and not column.is_epoch


def is_total(column: Column) -> bool:
    """Whether a name says that it is a total, not a price."""
    return bool({"total", "amount", "sale", "extended"} & set(words(column.original)))


def _moment(promise: Promise, column: Column, name: str) -> str:
    if column.is_epoch:
        day = f"epoch_date_text('{name}', var('shop')['time_zone'])"
        return f"{{{{ {day if promise.data_type == 'date' else f_epoch(name)} }}}}"
    if is_written(column):
        macro = "date_text" if promise.data_type == "date" else "moment_text"
        return f"{{{{ {macro}('{name}_moment', clean('{name}')) }}}}"
    if promise.data_type == "date":
        return f"{{{{ day_of('{name}') }}}}"
    macro = "moment_of" if promise.name == "ordered_at" else "clean"
    return f"{{{{ {macro}('{name}') }}}}"


def f_epoch(name: str) -> str:
    """Seconds since 1970 as the text of a time stamp."""
    return f"epoch_text('{name}')"


def _clean(column: Column, name: str, is_code: bool = False) -> str:
    inner = f"code('{name}')" if is_code else f"'{name}'"
    nothing = ", ".join(f"'{word}'" for word in column.nothing_words)
    return f"clean({inner}, [{nothing}])" if nothing else f"clean({inner})"
