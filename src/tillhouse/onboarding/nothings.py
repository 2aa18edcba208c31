"""Words that look like nothing: missing values, or names and codes, as their whole column says.

`Null` is a name among names, `NA` an article among articles; `nan` among capitalised names is none,
and `NULL` among numbers is none. A mark such as `-` or `n/a` always is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Column, Looked, Table

MARKS = ("-", "?", "#n/a", "(blank)", "n/a", "<na>")
WORDS = ("nan", "null", "none", "na", "nil")
NOTHINGS = (*MARKS, *WORDS)
ALWAYS = ("nan", "NaN")  # as programs write it; the name is Nan
MOST = 0.9  # of the other values that are of one shape
ARTICLES = ("na", "nil", "none")  # short codes that are given to goods
EMPTY = ("NULL", "null", "None")  # as databases and programs write them
OFTEN, MANY = 0.2, 3  # of all rows, and rows: no name comes so often, an empty field does

# Shapes of a value, in the SQL of the looking.
SHAPES = {
    "digits": "regexp_matches(v, '[0-9]')",
    "signs": "regexp_matches(v, '[@/+:]')",
    "upper": "v = upper(v) and v <> lower(v)",
    "lower": "v = lower(v) and v <> upper(v)",
    "flags": "lower(v) in ('true', 'false', 'yes', 'no', 'y', 'n', 't', 'f', '0', '1')",
}


@dataclass(frozen=True)
class Others:
    """The other values of a column: in how many rows, how many different ones, of what shape."""

    rows: int
    values: int
    of_shape: dict[str, int]

    def are(self, shape: str) -> bool:
        """Whether (nearly) all of them have it."""
        return self.of_shape[shape] >= MOST * self.values

    def none_are(self, shape: str) -> bool:
        """Whether (nearly) none of them has it."""
        return self.of_shape[shape] <= (1 - MOST) * self.values


def keep_articles(guesses: Sequence[Guess], looked: Looked) -> None:
    """A line of sales has a product: what looks like nothing there is the number of one."""
    for guess in guesses:
        if "product_id" in guess.matches and guess.matches["product_id"].column.nothings:
            judge_nothings(guess.table, guess.matches["product_id"].column, looked, ARTICLES)


def judge_nothings(
    table: Table, column: Column, looked: Looked, values: Sequence[str] = ()
) -> None:
    """Which of the words in a column are nothing: `nothing_words`, in `nothings` rows. Those of
    `values` never are."""
    listed = ", ".join(f"'{word}'" for word in NOTHINGS)
    shapes = ", ".join(f"count(*) filter (where {it})" for it in SHAPES.values())
    rows = looked.ask(
        f"select case when lower(v) in ({listed}) then v end as word, sum(n)::bigint, count(*), "
        f"{shapes} from (select trim({column.name}) as v, count(*) as n from {table.view} "
        f"where trim({column.name}) <> '' group by 1) group by 1 order by 1"
    )
    other = next((row for row in rows if row[0] is None), (None, 0, 0, *(0 for _ in SHAPES)))
    filled, distinct, *shaped = (int(str(it)) for it in other[1:])
    others = Others(filled, distinct, dict(zip(SHAPES, shaped, strict=True)))
    words = [(str(row[0]), int(str(row[1]))) for row in rows if row[0] is not None]
    doubtful = [it for it in words if it[0].lower() not in values]
    missing = list(_missing(doubtful, others))
    column.nothing_words = tuple(word for word, _ in missing)
    column.nothings = sum(count for _, count in missing)
    column.kept_words = {word: n for word, n in words if word not in column.nothing_words}


def _missing(words: Sequence[tuple[str, int]], others: Others) -> Iterator[tuple[str, int]]:
    for word, count in words:
        is_sure = not others.values or word.lower() in MARKS or word in ALWAYS
        is_often = word in EMPTY and count >= MANY and count >= OFTEN * (others.rows + count)
        if is_sure or is_often or _is_odd(word, others):
            yield word, count


def _is_odd(word: str, others: Others) -> bool:
    """Whether a word is written otherwise than all other values."""
    if others.are("digits") or others.are("signs") or others.are("flags"):
        return True
    if word == word.upper():
        return others.none_are("upper")
    return others.none_are("lower") if word == word.lower() else others.are("upper")
