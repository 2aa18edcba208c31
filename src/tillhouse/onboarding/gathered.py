"""What is told of a thing in rows of something else: its last value that is none of nothing (R7).

A line of sales names its product, an order its customer. Of each the value of the latest business
day holds, whatever order the files came in; a later row without one takes nothing away.
"""

from __future__ import annotations

from tillhouse.onboarding.expressions import expression
from tillhouse.onboarding.mapping import Guess, own_key
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.onboarding.tables import Column

# What is told together holds together: a street of one row and the city of another are no address.
TOGETHER = (
    ("street_address", "city", "postal_code", "state_code", "country_code", "latitude",
     "longitude"),
    ("full_name", "first_name", "last_name"),
)  # fmt: skip
# What others tell of; a sale or a return is told by its own rows.
GATHERED = ("customers", "contacts", "products", "stores", "employees", "promotions")
MARK = "chr(31)"
ROW = "place_of_row"


def is_gathered(guess: Guess) -> bool:
    """Whether the values of the entity are gathered from rows of another."""
    return guess.is_derived and guess.entity.name in GATHERED


def day_of_rows(guess: Guess, setting: Setting) -> tuple[str, Column] | None:
    """The business day of the rows that a thing is named in; None where none is told."""
    for other in setting.guesses:
        is_sale = other.entity.name in ("order_lines", "orders", "returns", "payments")
        if is_sale and other.table is guess.table and "business_date" in other.matches:
            return source_of(other, "business_date")
    return None


def keep_last_values(model: Model, setting: Setting) -> None:
    """One row per key over all deliveries, with the last value of each column."""
    query, key = model.query, own_key(model.guess.entity.name)
    names = [name for name, text, _ in query.select if text and name not in ("source_system", key)]
    groups = _groups(names)
    query.tail = [
        f"{_day(model, setting)} as own_day",
        f"concat_ws({MARK}, _load_id, _source_file, {_padded()}) as {ROW}",
    ]
    alive = "is_deleted is distinct from 'true'" if model.guess.table.has_deletes else "true"
    told = f"    select\n{query.columns()}\n    from {query.last}\n    where {alive}"
    query.ctes.append(("told", told))
    latest = [f"{_latest(group)} as {_name(group)}" for group in groups]
    latest.append(f"{_latest([ROW])} as {ROW}")
    query.step("latest", ["source_system", key, *latest], f"{key} is not null")
    query.group(f"source_system, {key}")
    query.select = [("source_system", "source_system", ""), (key, key, "")]
    for group in groups:
        query.select += [(name, _part(_name(group), at), "") for at, name in enumerate(group, 2)]
    query.tail = []
    model.query.options["_slice"] = key
    model.is_row_by_row = False


def _groups(names: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for name in names:
        group = next((it for it in TOGETHER if name in it), (name,))
        listed = [it for it in names if it in group]
        if listed not in found:
            found.append(listed)
    return found


def _day(model: Model, setting: Setting) -> str:
    """Ten signs that sort by day; by delivery where no day is told."""
    found = day_of_rows(model.guess, setting)
    if found is None:
        return "_load_id"
    promise = next(
        it
        for guess in setting.guesses
        for it in guess.entity.columns
        if it.name == "business_date" and it.data_type == "date"
    )
    return f"substr({expression(promise, found[1], found[0])}, 1, 10)"


def _padded() -> str:
    return "lpad(cast(_source_row as {{ type_name('varchar') }}), 19, '0')"


def _latest(group: list[str]) -> str:
    """The greatest of day and values, where any of them is told: on one day the last in order."""
    told = " or ".join(f"{name} is not null" for name in group)
    values = ", ".join(f"coalesce({name}, '')" for name in group)
    return f"max(case when {told} then concat_ws({MARK}, coalesce(own_day, ''), {values}) end)"


def _name(group: list[str]) -> str:
    return f"last_{group[0]}"


def _part(name: str, at: int) -> str:
    return f"nullif(split_part({name}, {MARK}, {at}), '')"


# The delivered row that told of the thing last.
LINEAGE_OF_LATEST = [
    f"{_part(ROW, 2)} as _load_id",
    f"{_part(ROW, 3)} as _source_file",
    f"cast({_part(ROW, 4)} as bigint) as _source_row",
]
