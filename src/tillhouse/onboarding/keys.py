"""How tables hang together: foreign keys by name and by values, and what other tables can lend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tillhouse.onboarding.mapping import FIT, Guess, Hop, Lookup, Match, fit, own_key
from tillhouse.onboarding.names import likeness, words
from tillhouse.onboarding.tables import Column, Looked, Table

COVERED, FEWEST = 0.9, 20  # share of values found in the other table; values without a name
LENT = ("business_date", "category_name", "subcategory_name", "list_price", "state_code",
        "country_code", "city", "region_name")  # fmt: skip


def add_foreign_keys(guesses: Sequence[Guess], looked: Looked) -> None:
    """Recognise columns whose name says nothing by their values: all are keys of another table."""
    for guess in guesses:
        free = _free(guess)
        for other in guesses:
            key = own_key(other.entity.name)
            wanted = {promise.name for promise in guess.unmapped}
            if other.table is guess.table or key not in wanted or key not in other.matches:
                continue
            target = other.matches[key].column
            for column in free:
                covered = _covered(looked, guess.table, column, other.table, target)
                if column.distinct >= FEWEST and covered >= 0.99:
                    why = f"its values are those of {other.table.name}.{target.original}: check"
                    guess.matches[key] = Match(column, 0.6, why)
                    break


def add_lookups(guesses: Sequence[Guess], looked: Looked) -> None:
    """What an entity lacks and a table that it points to has: a category, the day of an order."""
    by_table = {guess.table.name: guess for guess in guesses}
    for guess in guesses:
        wanted = [promise for promise in guess.unmapped if promise.name in LENT]
        for hops in _paths(guess.table, looked):
            owner = by_table.get(hops[-1].table.name)
            for promise in wanted:
                column = _lent(hops[-1].table, owner, guess, promise.name)
                if column and promise.name not in guess.lookups and fit(column, promise) >= FIT:
                    guess.lookups[promise.name] = Lookup(hops, column)


def orphans(guesses: Sequence[Guess], looked: Looked) -> Iterator[tuple[Guess, str, Guess, int]]:
    """(guess, key, the guess that has the key, rows whose value is not there)."""
    owners = {guess.entity.name: guess for guess in guesses if not guess.is_derived}
    for guess in guesses:
        for name, other in owners.items():
            key = own_key(name)
            is_other = other.table is not guess.table and guess.entity.name != name
            if guess.is_derived or not is_other or not guess.has(key) or not other.has(key):
                continue
            yield guess, key, other, _orphan_rows(looked, guess, key, other)


def _orphan_rows(looked: Looked, guess: Guess, key: str, other: Guess) -> int:
    column, target = guess.name_of(key), other.name_of(key)
    if not column or not target:
        return 0
    sql = (
        f"select count(*) from {guess.table.view} where trim({column}) <> '' and "
        f"{_plain(column)} not in (select {_plain(target)} from {other.table.view} "
        f"where trim({target}) <> '')"
    )
    return int(str(looked.ask(sql)[0][0]))


def _free(guess: Guess) -> list[Column]:
    used = {match.column.name for match in guess.matches.values()}
    return [
        column
        for column in guess.table.columns
        if column.name not in used and not column.is_date and column.distinct >= FEWEST
    ]


def _paths(table: Table, looked: Looked) -> Iterator[tuple[Hop, ...]]:
    """The ways to other tables over one or two keys, the short ones first."""
    first = [(hop,) for hop in _hops(table, looked)]
    yield from first
    for (hop,) in first:
        for second in _hops(hop.table, looked):
            if second.table is not table:
                yield hop, second


def _hops(table: Table, looked: Looked) -> Iterator[Hop]:
    for other in looked.tables:
        if other is table:
            continue
        for target in (column for column in other.columns if other.is_unique(column.name)):
            for column in table.columns:
                if not _is_same_key(column, target, other) or _is_own_key(table, column):
                    continue
                if _covered(looked, table, column, other, target) >= COVERED:
                    yield Hop(column.name, other, target.name)
                    break


def _is_own_key(table: Table, column: Column) -> bool:
    """Whether a unique column numbers the table's own rows. That each order has one line so far
    does not make the lines' `order id` a key of theirs."""
    mine = _key_words(column.original)
    return table.is_unique(column.name) and mine - {"id"} in (set(), _key_words(table.name))


def _is_same_key(column: Column, target: Column, other: Table) -> bool:
    """Named alike, or one `id` and the other `<table> id`."""
    mine, theirs = _key_words(column.original), _key_words(target.original)
    if "id" not in mine or "id" not in theirs:
        return False
    return mine == theirs or (theirs == {"id"} and mine == {*_key_words(other.name), "id"})


def _key_words(name: str) -> set[str]:
    return set(words(name)) - {"sale"}


def _lent(table: Table, owner: Guess | None, guess: Guess, promise: str) -> Column | None:
    if owner is not None and promise in owner.matches:
        return owner.matches[promise].column
    if promise == "business_date":
        return None
    entity = guess.entity.name
    scored = [
        (
            max(
                likeness(column.original, entity, promise, is_guest=True),
                likeness(f"{table.name} {column.original}", entity, promise, is_guest=True),
            ),
            column,
        )
        for column in table.columns
    ]
    best = max(scored, key=lambda pair: pair[0])
    return best[1] if best[0] >= 0.8 else None


def _covered(looked: Looked, table: Table, column: Column, other: Table, target: Column) -> float:
    """The share of a column's different values that the other table has, 0 to 1."""
    sql = (
        f"select count(*), count(*) filter (where v in (select {_plain(target.name)} from "
        f"{other.view} where trim({target.name}) <> '')) from (select distinct "
        f"{_plain(column.name)} as v from {table.view} where trim({column.name}) <> '')"
    )
    total, found = (int(str(value)) for value in looked.ask(sql)[0])
    return found / total if total else 0.0


def _plain(column: str) -> str:
    """`17850.0` is 17850."""
    return f"regexp_replace(trim({column}), '^([0-9]+)[.]0+$', '\\1')"
