"""The contract of numbers: the most that a delivered number may be, above 0 or below it (R6).

The bounds stand by kind in `number_bounds` of `dbt_project.yml`, where the models read them too;
the YAML of an intake says of each column which kind it is (`meta: {number: price}`).
"""

from __future__ import annotations

from functools import cache

import yaml

from tillhouse.contracts.models import LOADER, Column, read_file
from tillhouse.contracts.warehouse import models_folder, warehouse_folder

BOUNDED = ("out_of_range", "too_much_money")  # the codes of rejections that have a bound
OF_LINE = "_amount"  # the column of an intake that says what its quantity × price may come to


@cache
def number_bounds() -> dict[str, int]:
    """Kind → the most that a number of it may be."""
    text = (warehouse_folder() / "dbt_project.yml").read_text("utf-8")
    bounds: dict[str, int] = yaml.load(text, LOADER)["vars"]["number_bounds"]
    return bounds


def bound_of(column: Column) -> int | None:
    """The bound of a column of an input contract; None where it has none."""
    kind = column.meta.get("number")
    return number_bounds()[str(kind)] if kind else None


def bound_of_rejection(entity: str, column: str | None, code: str) -> int | None:
    """The bound that a rejected value crossed; None for rejections of other kinds."""
    if code not in BOUNDED or not column:
        return None
    wanted = OF_LINE if code == "too_much_money" else column
    return _bounds_of_entity(entity).get(wanted)


@cache
def _bounds_of_entity(entity: str) -> dict[str, int | None]:
    path = models_folder() / "intake" / f"intake_{entity}.yml"
    docs = read_file(path, models_folder()) if path.is_file() else []
    return {column.name: bound_of(column) for doc in docs for column in doc.columns}
