"""Names of persons: which parts they come in, and that they never stand where sales may look.

A title is no name, first and last name make the full one, and `Name` beside a first name is the
last name, unless it holds the first name too. A list of persons is no list of stores (R24).
"""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.contracts.entities import Entity
from tillhouse.onboarding.mapping import Guess, Match
from tillhouse.onboarding.names import words
from tillhouse.onboarding.overlap import covered
from tillhouse.onboarding.shapes import OWN_WORDS
from tillhouse.onboarding.tables import Column, Looked, Table

PERSONAL = ("full_name", "first_name", "last_name", "manager_name")
# Columns that sales may see and that a name of a person could get into.
OPEN = (
    "store_name", "territory_name", "region_name", "category_name", "promotion_name",
    "product_name",
)  # fmt: skip
SHARED = 0.5  # of the values of one that are names of persons elsewhere


def read_name_parts(
    table: Table, entity: Entity, matches: dict[str, Match], looked: Looked | None
) -> dict[str, Match]:
    """The parts of the names of customers or employees, as far as the table has them."""
    if entity.name not in ("customers", "employees"):
        return {}
    first, last = matches.get("first_name"), matches.get("last_name")
    used = {it.column.name for name, it in matches.items() if name != "full_name"}
    bare = next(
        (
            it
            for it in table.columns
            if it.name not in used and _is_bare_name(it, entity) and not it.is_number
        ),
        None,
    )
    found: dict[str, Match] = {}
    if bare and first and not last and not _holds(looked, table, bare, first.column):
        found["last_name"] = Match(bare, 0.85, f"beside {first.column.original} the last name")
    elif bare and last and not first and not _holds(looked, table, bare, last.column):
        found["first_name"] = Match(bare, 0.85, f"beside {last.column.original} the first name")
    elif bare and entity.name == "employees" and not first and not last:
        found = _split(bare)
    parts = {**matches, **found}
    if entity.name == "customers" and "first_name" in parts and "last_name" in parts:
        told = matches.get("full_name")
        is_part = told is not None and bool(found) and told.column is bare
        if told is None or is_part or "company" in words(told.column.original):
            found["full_name"] = _joined(parts["first_name"], parts["last_name"], told)
    return found


def _is_bare_name(column: Column, entity: Entity) -> bool:
    found = set(words(column.original))
    return "name" in found and not found - {"name", "full"} - OWN_WORDS[entity.name]


def _holds(looked: Looked | None, table: Table, whole: Column, part: Column) -> bool:
    """Whether a name mostly holds the part that stands beside it."""
    if looked is None:
        return False
    sql = (
        f"select coalesce(avg(case when contains(lower({whole.name}), lower(trim({part.name}))) "
        f"then 1.0 else 0 end), 1) from {table.view} where trim({part.name}) <> '' "
        f"and trim({whole.name}) <> ''"
    )
    return float(str(looked.ask(sql)[0][0])) >= SHARED


def _split(column: Column) -> dict[str, Match]:
    """`Pat Example` and `Example, Pat` in their parts; one word alone is the last name."""
    name = f"{{{{ clean('{column.name}') }}}}"
    before = f"{{{{ replace_all(clean('{column.name}'), ' *,.*$', '') }}}}"
    after = f"{{{{ replace_all(clean('{column.name}'), '^[^,]*, *', '') }}}}"
    rest = f"{{{{ replace_all(clean('{column.name}'), ' +[^ ]+$', '') }}}}"
    end = f"{{{{ replace_all(clean('{column.name}'), '^.* +', '') }}}}"
    first = (
        f"case when {name} like '%,%' then {after}\n        when {name} like '% %' then {rest} end"
    )
    last = f"case when {name} like '%,%' then {before} else {end} end"
    why = "its parts"
    return {
        "first_name": Match(column, 0.85, f"{why}: what stands before the last word", sql=first),
        "last_name": Match(column, 0.85, f"{why}: the last word", sql=last),
    }


def _joined(first: Match, last: Match, told: Match | None) -> Match:
    """First and last name; what the table calls the company where there is neither."""
    parts = [f"coalesce({{{{ clean('{it.column.name}') }}}}, '')" for it in (first, last)]
    whole = f"nullif(trim({parts[0]} || ' ' || {parts[1]}), '')"
    why = f"{first.column.original} and {last.column.original}"
    if told is not None and told.column not in (first.column, last.column):
        whole = f"coalesce({whole}, {{{{ clean('{told.column.name}') }}}})"
        why += f", else {told.column.original}"
    return Match(first.column, 0.95, why, sql=whole)


def keep_names_apart(guesses: Sequence[Guess], looked: Looked) -> None:
    """Take columns out that sales may see and that hold the names of persons known elsewhere."""
    known = [
        (guess.table, match.column)
        for guess in guesses
        for name, match in guess.matches.items()
        if name in PERSONAL and (not match.sql or guess.entity.name == "employees")
    ]
    for guess in guesses:
        for name in [it for it in OPEN if it in guess.matches]:
            column = guess.matches[name].column
            if any(
                other is not column and covered(looked, guess.table, column, table, other) >= SHARED
                for table, other in known
            ):
                del guess.matches[name]
