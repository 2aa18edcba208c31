"""Who may be written to or called: which columns say so, and what their words mean. R11

Yes may mean yes (`Accepts Marketing`) or no (`do_not_call`); words such as `unsubscribed` say it
themselves; a date says yes where it is filled. Where there is doubt, an opt-out holds and an opt-in
does not; where the name leaves open what yes means, it is asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tillhouse.onboarding.mapping import KIND, Match
from tillhouse.onboarding.names import tokens
from tillhouse.onboarding.synonyms import VOCABULARY, plain
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.questions.question import Question

IN, OUT, NEITHER = "opt_in", "opt_out", "none"
CHANNELS = ("email", "phone")
MOST_WORDS = 12  # a column with more different words is none of consent


@dataclass(frozen=True)
class Consent:
    """A column that says who may be reached: over which channels, and what yes in it means.

    `polarity` is opt_in or opt_out; empty where that is asked.
    """

    column: Column
    channels: tuple[str, ...]
    polarity: str
    says_itself: bool = False

    @property
    def key(self) -> str:
        """The key of its question."""
        return f"consent.{self.column.name}"

    def sql(self, as_polarity: str) -> str:
        """Whether it says yes to what `as_polarity` is, as a condition."""
        value = f"lower({{{{ clean('{self.column.name}') }}}})"
        if self.column.is_date:
            return f"{value} is not null"
        words = value_words()
        if as_polarity == IN:
            return f"coalesce({value} in ({_listed(words['yes'] | words['said_yes'])}), false)"
        refusals = words["no"] | (frozenset() if self.says_itself else words["said_no"])
        return f"coalesce({value} not in ({_listed(refusals)}), false)"


def read_consents(table: Table, looked: Looked) -> tuple[dict[str, Match], list[Question]]:
    """Columns of the contract for contacts, and what is to be asked."""
    found = [it for column in table.columns if (it := _consent(table, column, looked)) is not None]
    matches: dict[str, Match] = {}
    for channel in CHANNELS:
        for polarity in (IN, OUT):
            if told := _of(found, channel, polarity):
                matches[f"is_{channel}_{polarity}"] = _match(told, polarity)
    asked = {it.key: it for it in found if not it.polarity}
    return matches, [_question(table, it, looked) for it in asked.values()]


def _of(found: Iterable[Consent], channel: str, polarity: str) -> list[Consent]:
    """What speaks of a channel: its own columns before those of all channels; all refusals."""
    fitting = [it for it in found if channel in it.channels and it.polarity in ("", polarity)]
    own = [it for it in fitting if len(it.channels) == 1]
    chosen = fitting if polarity == OUT else own or fitting
    flags = [it for it in chosen if not it.column.is_date]
    return chosen if polarity == OUT else flags or chosen


def _match(told: list[Consent], polarity: str) -> Match:
    joint = " or " if polarity == OUT else " and "
    sure = [it.sql(polarity) for it in told if it.polarity]
    parts = ["(" + joint.join(sure) + ")"] if sure else []
    open_ = [it for it in told if not it.polarity]
    if not open_:
        text = f"case when {parts[0]} then 'true' else 'false' end"
    else:
        text = _live(open_[0], parts, polarity, joint)
    names = ", ".join(it.column.original for it in told)
    means = "yes" if polarity == IN else "no"
    why = f"yes in {names} means {means}" if not open_ else f"what yes in {names} means is asked"
    return Match(told[0].column, 0.9 if not open_ else 0.6, why, sql=text)


def _live(it: Consent, parts: list[str], polarity: str, joint: str) -> str:
    """Reads the answer when the model is built."""
    whole = joint.join([*parts, it.sql(polarity)])
    rest = "cast(null as {{ type_name('varchar') }})"
    if parts:
        rest = f"case when {parts[0]} then 'true' else 'false' end"
    return (
        f"{{% if answer('{KIND}', '{it.key}') == '{polarity}' %}}"
        f"case when {whole} then 'true' else 'false' end"
        f"{{% else %}}{rest}{{% endif %}}"
    )


def _consent(table: Table, column: Column, looked: Looked) -> Consent | None:
    parts, names = tokens(column.original), name_words()
    if not column.filled or set(parts) & names["not_so"]:
        return None
    says_no, says_yes = _speaks(parts, names["no"]), _speaks(parts, names["yes"])
    if not (says_no or says_yes or _speaks(parts, names["unclear"])):
        return None
    known = value_words()
    words = frozenset() if column.is_date else _words(table, column, looked)
    own = known["said_yes"] | known["said_no"]
    is_known = bool(words & (known["yes"] | known["no"] | own))
    if not column.is_date and (len(words) > MOST_WORDS or not is_known):
        return None
    channels = tuple(it for it in CHANNELS if _speaks(parts, channel_words()[it])) or CHANNELS
    says_itself = bool(words & own) and not (says_no and words <= known["said_no"])
    polarity = IN if says_itself else OUT if says_no else IN if says_yes else ""
    return Consent(column, channels, polarity, says_itself)


def _speaks(parts: tuple[str, ...], phrases: frozenset[str]) -> bool:
    """Whether words that stand together in a name are one of the phrases."""
    runs = {
        "".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + 3, len(parts)) + 1)
    }
    return bool(runs & phrases)


def _words(table: Table, column: Column, looked: Looked) -> frozenset[str]:
    rows = looked.ask(
        f"select distinct lower(trim({column.name})) from {table.view} "
        f"where trim({column.name}) <> '' limit {MOST_WORDS + 1}"
    )
    return frozenset(str(value) for (value,) in rows)


def _question(table: Table, it: Consent, looked: Looked) -> Question:
    name = it.column.original
    return Question(
        topic="consent",
        item=it.column.name,
        asks=f"Does yes in {name} mean that a customer may be written to, or that they refused?",
        about=f"{table.label}: {name}",
        choices={
            IN: f"yes in {name} is a yes; all others are left out",
            OUT: f"yes in {name} is a refusal; all others may be reached",
            NEITHER: f"{name} says nothing of it",
        },
        rows=it.column.filled,
        examples=() if it.column.is_date else tuple(sorted(_words(table, it.column, looked)))[:3],
    )


@cache
def _vocabulary() -> dict[str, dict[str, frozenset[str]]]:
    entries = tomllib.loads((VOCABULARY / "consent.toml").read_text("utf-8"))
    return {
        section: {name: frozenset(str(text).split()) for name, text in lists.items()}
        for section, lists in entries.items()
    }


def name_words() -> dict[str, frozenset[str]]:
    """What names of such columns hold: yes, no, unclear, not_so; phrases joined, a-z."""
    lists = _vocabulary()["names"]
    return {
        name: frozenset(plain(it.replace("_", "")) for it in words) for name, words in lists.items()
    }


def channel_words() -> dict[str, frozenset[str]]:
    """By which words a name speaks of a channel."""
    lists = _vocabulary()["channels"]
    return {
        name: frozenset(plain(it.replace("_", "")) for it in words) for name, words in lists.items()
    }


def value_words() -> dict[str, frozenset[str]]:
    """What values say: as they are written, with `_`, `-` and blanks between their words."""
    return {
        name: frozenset(it.replace("_", sign) for it in words for sign in ("_", "-", " ", ""))
        for name, words in _vocabulary()["values"].items()
    }


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))
