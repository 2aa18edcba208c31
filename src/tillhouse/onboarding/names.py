"""Names of columns and tables as sets of known words, whatever the naming convention.

`CustomerNo`, `cust_nr`, `Customer Number` and `customernumber` are all {customer, id}.
"""

from __future__ import annotations

import re
from functools import lru_cache

from tillhouse.onboarding.columns import LETTERS, column_names
from tillhouse.onboarding.shapes import GUESTS, OWN_WORDS, THINGS, TOO_BARE
from tillhouse.onboarding.synonyms import (
    NOTHING,
    RESERVED,
    known_meanings,
    longest_phrase,
    meanings,
    plain,
)
from tillhouse.sources.files.header import snake_case

PERHAPS = 0.5  # how sure one word too many leaves us
STEP = 0.01  # what each place in the list of names takes
SYNONYM = 0.004  # what a name takes that is not in the contract's own words
LETTER_FOR_LETTER = 0.985
SHORT = frozenset({"id", "nr", "no", "vk", "ek", "sk", "pk", "dt"})  # parts of joined words


@lru_cache(maxsize=8192)
def tokens(name: str) -> tuple[str, ...]:
    """The words and numbers of a name as they are spelled, in a-z and 0-9."""
    told = re.sub(r"[(] ?[-−][^)]*[)]", "", name)  # `Quantity (- Refund)`: less what came back
    spelled = told.replace("%", " percent ").replace("#", " number ")
    return tuple(re.findall(r"[a-z]+|[0-9]+", plain(snake_case(spelled))))


@lru_cache(maxsize=8192)
def words(name: str) -> tuple[str, ...]:
    """The meanings of the words of a name, in its order; an unknown word stands for itself."""
    return tuple(meaning for meaning, _ in _read(name))


@lru_cache(maxsize=8192)
def _read(name: str) -> tuple[tuple[str, str], ...]:
    """(meaning, how it is spelled) of each word; phrases first, nothing said twice in a row."""
    parts, found, at = tokens(name), [], 0
    known = meanings()
    while at < len(parts):
        for end in range(min(len(parts), at + longest_phrase()), at, -1):
            joined = "".join(parts[at:end])
            if spelled := next((it for it in _one_or_many(joined) if it in known), ""):
                found.append((known[spelled], joined))
                break
        else:
            end = at + 1
            found += _taken_apart(parts[at])
        at = end
    told = [it for it in found if it[0] != NOTHING]
    return tuple(it for at, it in enumerate(told) if not at or it[0] != told[at - 1][0])


def _one_or_many(word: str) -> tuple[str, ...]:
    return (word, word[:-1]) if len(word) > 4 and word[-1] == "s" else (word,)


@lru_cache(maxsize=8192)
def _taken_apart(part: str) -> tuple[tuple[str, str], ...]:
    """customerid, orderdate: the fewest known words that make up the whole."""
    known = meanings()
    if len(part) < 5:
        return ((part, part),)
    best: dict[int, tuple[tuple[str, str], ...]] = {0: ()}
    for end in range(2, len(part) + 1):
        for start in range(end - 1):
            piece = part[start:end]
            if start in best and piece in known and (len(piece) > 2 or piece in SHORT):
                longer = (*best[start], (known[piece], piece))
                if end not in best or len(longer) < len(best[end]):
                    best[end] = longer
    return best.get(len(part), ((part, part),))


def squeezed(name: str) -> str:
    """Letters and digits alone: `Doc_Entry` and `DocEntry` are docentry."""
    return "".join(tokens(name))


@lru_cache(maxsize=65536)
def likeness(name: str, entity: str, column: str, *, is_guest: bool = False) -> float:
    """How surely a name means a column of an entity's contract: 0 (not at all) to 1.

    The contract's own name is 1. In a table of another entity (`is_guest`) a name must speak of
    this one: `name` beside sales is anybody's, `customer name` is not.
    """
    found, own = words(name), OWN_WORDS[entity]
    is_own = squeezed(name) == squeezed(column)
    if is_guest and not _may_stay(found, entity, column, is_own):
        return 0.0
    if is_own:
        return 1.0
    best = 0.0
    for place, pattern in enumerate(column_names()[entity].get(column, ())):
        if pattern.startswith(LETTERS):
            best = max(best, LETTER_FOR_LETTER if squeezed(pattern) == squeezed(name) else 0.0)
            continue
        elif is_guest and pattern in TOO_BARE:
            continue
        else:
            score = _score(found, pattern.split(), own, is_guest)
        if score:
            best = max(best, score - place * STEP)
    return round(best - (0.0 if is_in_own_words(name) else SYNONYM), 4) if best else 0.0


def _may_stay(found: tuple[str, ...], entity: str, column: str, is_own: bool) -> bool:
    if set(found) & OWN_WORDS[entity] or column in GUESTS.get(entity, ()):
        return True
    owners = [name for name, columns in column_names().items() if column in columns]
    return is_own and owners == [entity]


def _score(found: tuple[str, ...], wanted: list[str], own: frozenset[str], is_guest: bool) -> float:
    if sorted(found) == sorted(wanted):
        return 0.99
    rest = [word for word in found if word not in own]
    if not is_guest and len(rest) < len(found) and sorted(rest) == sorted(wanted):
        return 0.9
    if len(wanted) > 1 or wanted[0] not in ALONE:
        return _with_one_more(found, wanted)
    return 0.0


# Words that say too little for a name with one unknown word more.
ALONE = THINGS | {"id", "name", "date", "type", "title", "description", "gross", "net", "rate"}


def _with_one_more(found: tuple[str, ...], wanted: list[str]) -> float:
    """A name with one word too many may mean the column, unless that word means another thing."""
    rest = list(found)
    for word in wanted:
        if word not in rest:
            return 0.0
        rest.remove(word)
    is_other = bool(known_meanings() & set(rest))
    return 0.0 if len(rest) != 1 or is_other else PERHAPS


def is_in_own_words(name: str) -> bool:
    """Whether a name is in the words of the contracts: `order no` is, `invoice no` is not."""
    return all(meaning in (spelled, "id") for meaning, spelled in _read(name))


def without_prefix(names: list[str]) -> dict[str, str]:
    """Names without the letters that all begin with: `ss_quantity`, `l_quantity` are `quantity`."""
    first = {tokens(name)[:1] for name in names}
    known = meanings()
    if len(names) < 4 or len(first) != 1 or (word := next(iter(first))) == () or word[0] in known:
        return {name: name for name in names}
    return {name: " ".join(tokens(name)[1:]) or name for name in names}


def safe_name(name: str, taken: set[str]) -> str:
    """A name that SQL takes without quotes: a-z, 0-9 and _, no word of the language, used once."""
    ascii_name = re.sub(r"[^a-z0-9]+", "_", plain(snake_case(name)).lower()).strip("_") or "column"
    if not ascii_name[0].isalpha():
        ascii_name = f"c_{ascii_name}"
    if ascii_name in RESERVED:
        ascii_name = f"{ascii_name}_value"
    unique, number = ascii_name, 2
    while unique in taken:
        unique, number = f"{ascii_name}_{number}", number + 1
    taken.add(unique)
    return unique
