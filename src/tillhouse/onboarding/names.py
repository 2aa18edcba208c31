"""Names of columns and tables as sets of known words, whatever the naming convention.

`CustomerNo`, `cust_nr`, `Customer Number` and `customernumber` are all {customer, id}.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tillhouse.onboarding.columns import COLUMNS
from tillhouse.onboarding.shapes import OWN_WORD
from tillhouse.onboarding.synonyms import FILLERS, RESERVED, WORDS
from tillhouse.sources.files.header import snake_case

# Columns that speak for themselves in a table of sales too.
_PLACE = ("city", "state_code", "postal_code", "country_code", "street_address")
GUESTS = {
    "products": ("product_name", "category_name", "subcategory_name"),
    "customers": (*_PLACE, "first_name", "last_name", "full_name"),
    "contacts": ("email", "phone", "country_code"),
    "orders": ("status", "channel", "currency_code", "business_date", "ordered_at",
               "customer_id", "store_id", "employee_id"),
}  # fmt: skip
PERHAPS = 0.5  # how sure one word too many leaves us
ENTITY_WORDS = frozenset(OWN_WORD.values()) | {"vendor", "manager", "category", "subcategory"}


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """The meanings of the words of a name, in its order; an unknown word stands for itself."""
    parts = re.findall(r"[a-z]+|[0-9]+", _ascii(snake_case(name)))
    found = [meaning for part in parts for meaning in _meanings(part)]
    return tuple(word for word in found if word not in FILLERS)


@lru_cache(maxsize=4096)
def _meanings(part: str) -> tuple[str, ...]:
    if part in WORDS or part in FILLERS or len(part) < 5:
        return (WORDS.get(part, part),)
    # customerid, orderdate: the fewest known words that make up the whole
    best: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(1, len(part) + 1):
        for start in range(end):
            piece = part[start:end]
            if start in best and piece in WORDS and (len(piece) > 1):
                longer = (*best[start], WORDS[piece])
                if end not in best or len(longer) < len(best[end]):
                    best[end] = longer
    return best.get(len(part), (part,))


def likeness(name: str, entity: str, column: str, *, is_guest: bool = False) -> float:
    """How surely a name means a column of an entity's contract: 0 (not at all) to 1.

    In a table of another entity (`is_guest`) a name must speak of this one: `name` beside sales is
    anybody's, `customer name` is not.
    """
    found = words(name)
    own = OWN_WORD[entity]
    if is_guest and own not in found and column not in GUESTS.get(entity, ()):
        return 0.0
    best = 0.0
    for place, pattern in enumerate(COLUMNS[entity].get(column, ())):
        wanted = pattern.split()
        if is_guest and wanted in (["id"], ["name"], ["type"], ["date", "created"]):
            continue
        if sorted(found) == sorted(wanted):
            best = max(best, 1.0 - place * 0.02)
        elif not is_guest and sorted(word for word in found if word != own) == sorted(wanted):
            best = max(best, 0.9 - place * 0.02)
        elif len(wanted) > 1 or wanted[0] not in ENTITY_WORDS | {"id", "name", "date"}:
            best = max(best, _with_one_more(found, wanted) - place * 0.02)
    return best


def _with_one_more(found: tuple[str, ...], wanted: list[str]) -> float:
    """A name with one word too many may mean the column, unless it is of another thing."""
    rest = list(found)
    for word in wanted:
        if word not in rest:
            return 0.0
        rest.remove(word)
    is_other = any(word in ENTITY_WORDS or word in WORDS.values() for word in rest)
    return 0.0 if len(rest) != 1 or is_other else PERHAPS


def safe_name(name: str, taken: set[str]) -> str:
    """A name that SQL takes without quotes: a-z, 0-9 and _, no word of the language, used once."""
    plain = re.sub(r"[^a-z0-9]+", "_", _ascii(snake_case(name)).lower()).strip("_") or "column"
    if not plain[0].isalpha():
        plain = f"c_{plain}"
    if plain in RESERVED:
        plain = f"{plain}_value"
    unique, number = plain, 2
    while unique in taken:
        unique, number = f"{plain}_{number}", number + 1
    taken.add(unique)
    return unique


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
