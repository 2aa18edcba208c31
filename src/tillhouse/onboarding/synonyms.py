"""The words by which shops call things, read from `vocabulary/words.toml`; words of SQL."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "vocabulary"
NOTHING = "nothing"  # the meaning of a word that means nothing in a name
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

# Words of SQL that a column cannot be called by without quotes.
_RESERVED = """
    all and any array as asc at between both by case cast check collate column constraint
    create cross current_date default desc describe distinct do else end except false fetch
    filter for foreign from full grant group having in inner intersect interval into is join
    leading left like limit not null offset on only or order outer over partition primary
    qualify range references right row rows select set show some source table then timestamp
    to trailing true union unique update user using values when where window with
"""
RESERVED = frozenset(_RESERVED.split())


@cache
def meanings() -> dict[str, str]:
    """Spelling (in a-z and 0-9, the words of a phrase joined) → what it stands for."""
    found: dict[str, str] = {}
    entries = tomllib.loads((VOCABULARY / "words.toml").read_text("utf-8"))
    for meaning, languages in entries.items():
        for listed in languages.values():
            for word in listed.split():
                for spelling in _spellings(word):
                    found.setdefault(spelling, meaning)
    return found


@cache
def known_meanings() -> frozenset[str]:
    """All that a word can stand for."""
    return frozenset(meanings().values())


@cache
def longest_phrase() -> int:
    """Of how many words the longest phrase is made."""
    entries = tomllib.loads((VOCABULARY / "words.toml").read_text("utf-8"))
    listed = [str(it) for languages in entries.values() for it in languages.values()]
    return max(word.count("_") + 1 for text in listed for word in text.split())


def _spellings(word: str) -> Iterator[str]:
    """With an umlaut as one letter and as two."""
    joined = word.replace("_", "").lower()
    yield plain(joined)
    yield plain(joined.translate(_UMLAUTS))


def plain(text: str) -> str:
    """Without accents: `Größe` is Grosse."""
    spread = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in spread if not unicodedata.combining(sign))
