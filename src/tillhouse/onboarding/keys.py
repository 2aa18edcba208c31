"""How tables hang together: foreign keys by name and by values, and what other tables can lend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from tillhouse.onboarding.mapping import FIT, Guess, Hop, Lookup, Match, fit, own_key
from tillhouse.onboarding.names import likeness, squeezed, words
from tillhouse.onboarding.overlap import as_key, covered, says_little
from tillhouse.onboarding.shapes import OWN_KEY, OWN_WORDS, THINGS
from tillhouse.onboarding.tables import Column, Looked, Table

KEYED_LISTS = ("orders", "customers", "products", "stores", "employees", "promotions")
COVERED, FEWEST = 0.9, 20  # share of values found in the other table; values without a name
LENT = ("business_date", "category_name", "subcategory_name", "list_price", "state_code",
        "country_code", "city", "region_name")  # fmt: skip


def add_foreign_keys(guesses: Sequence[Guess], looked: Looked) -> None:
    """Recognise columns whose name says nothing of an entity as its keys.

    A column that is called like the key of the other table, or that the database declares to point
    to it, is that; else all its values must be keys there, and neither its name may speak of
    another thing nor may the keys be small numbers without gaps, in which anything lies.
    """
    for guess in guesses:
        for other in guesses:
            key = own_key(other.entity.name)
            wanted = {promise.name for promise in guess.unmapped}
            if other.table is guess.table or key not in wanted or key not in other.matches:
                continue
            if found := _pointing(guess, other, other.matches[key].column, looked):
                guess.matches[key] = found


def _pointing(guess: Guess, other: Guess, target: Column, looked: Looked) -> Match | None:
    place = f"{other.table.name}.{target.original}"
    used = {match.column.name for match in guess.matches.values()}
    free = [it for it in guess.table.columns if it.name not in used and not it.is_date]
    for column in free:
        if guess.table.points_to.get(column.name) == (other.table.name, target.name):
            return Match(column, 0.98, f"the database says that it points to {place}")
    for column in free:
        is_named = squeezed(column.original) == squeezed(target.original) != "id"
        is_own = column.name in guess.table.key and len(guess.table.key) == 1
        if is_named and not is_own and covered(looked, guess.table, column, other.table, target):
            return Match(column, 0.95, f"called like {place}, and with its values")
    for column in free:
        if column.distinct < FEWEST or says_little(target) or _is_of_another(column, other):
            continue
        if covered(looked, guess.table, column, other.table, target) >= 0.99:
            return Match(column, 0.6, f"its values are those of {place}: check")
    return None


def _is_of_another(column: Column, other: Guess) -> bool:
    """Whether a name speaks of a thing, and of another one than an entity."""
    things = set(words(column.original)) & THINGS
    return bool(things) and not things & OWN_WORDS[other.entity.name]


def settle_keys(guesses: Sequence[Guess], looked: Looked) -> None:
    """Where a key's values are not in the list that it names, look for the pair that fits.

    Lines may name products by their SKU although the list has a number of its own too.
    """
    for guess in guesses:
        for other in guesses:
            key = own_key(other.entity.name)
            if other.is_derived or other.table is guess.table or guess.entity is other.entity:
                continue
            if not guess.is_derived and key in guess.matches and key in other.matches:
                _settle_key(guess, other, key, looked)


def _settle_key(guess: Guess, other: Guess, key: str, looked: Looked) -> None:
    mine, theirs = guess.matches[key], other.matches[key]
    declared = [
        column
        for column in guess.table.columns
        if guess.table.points_to.get(column.name) == (other.table.name, theirs.column.name)
    ]
    if declared and mine.column not in declared:
        why = f"the database says that it points to {other.table.name}"
        guess.matches[key] = replace(mine, column=declared[0], why=why, rivals=())
        return
    now = covered(looked, guess.table, mine.column, other.table, theirs.column)
    if now >= 0.5:
        return
    targets = [it for it in (theirs.column, *theirs.others) if other.table.is_unique(it.name)]
    pairs = [
        (covered(looked, guess.table, column, other.table, target), column, target)
        for target in targets
        for column in (mine.column, *mine.others)
    ]
    best = max(pairs, key=lambda it: it[0], default=None)
    if best is None or best[0] < COVERED:
        return
    _, column, target = best
    why = f"its values are those of {other.table.name}.{target.original}"
    guess.matches[key] = replace(mine, column=column, why=why, rivals=())
    if target is not theirs.column:
        why = f"the values by which {guess.table.name} names them"
        other.matches[key] = replace(theirs, column=target, why=why, rivals=())


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
        f"{as_key(column)} not in (select {as_key(target)} from {other.table.view} "
        f"where trim({target}) <> '')"
    )
    return int(str(looked.ask(sql)[0][0]))


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
                if covered(looked, table, column, other, target) >= COVERED:
                    yield Hop(column.name, other, target.name)
                    break


def _is_own_key(table: Table, column: Column) -> bool:
    """Whether a unique column numbers the table's own rows. That each order has one line so far
    does not make the lines' `order id` a key of theirs."""
    mine = _key_words(column.original)
    return table.is_unique(column.name) and mine - {"id"} in (set(), _key_words(table.name))


def _is_same_key(column: Column, target: Column, other: Table) -> bool:
    """Named alike, or one `id` and the other `<table> id`; or both are names of one key."""
    if (key := _means(column.original)) and key == _means(target.original):
        return True
    mine, theirs = _key_words(column.original), _key_words(target.original)
    if "id" not in mine or "id" not in theirs:
        return False
    return mine == theirs or (theirs == {"id"} and mine == {*_key_words(other.name), "id"})


@cache
def _means(name: str) -> str:
    """Of which list a name is surely the key, in whatever words: `DocEntry` is an order's."""
    sure = {it: likeness(name, it, OWN_KEY[it]) for it in KEYED_LISTS}
    best = max(sure, key=lambda it: sure[it])
    return best if sure[best] > 0.9 and words(name) != ("id",) else ""


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
