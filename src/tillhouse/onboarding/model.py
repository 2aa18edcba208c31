"""A staging model in the making: the guess that it is written from, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tillhouse.onboarding.identity import Identity, identify_orders
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.money import Money, decide_money
from tillhouse.onboarding.nothings import keep_articles
from tillhouse.onboarding.selects import Query, lent_name
from tillhouse.onboarding.tables import Column, Looked
from tillhouse.questions.question import Question


@dataclass
class Model:
    """A model to be written: its SQL, its YAML's facts, and what the report says of it.

    Rows are held back while one of its `questions` is open (R26); which rows hang on one of those
    that are `asked` shows when tables are built. `evidence` says what a decision rests on, for
    `add-source --explain`; `remarks` are for everybody.
    """

    guess: Guess
    name: str
    query: Query
    columns: dict[str, str] = field(default_factory=dict)  # contract → the user's column
    is_row_by_row: bool = True
    remarks: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    money: Money | None = None  # of order lines

    @property
    def sql(self) -> str:
        return self.query.text()

    @property
    def missing_columns(self) -> list[str]:
        """Columns of the contract that it leaves out; of a line that gives its total, no price."""
        given = {name for name, text, _ in self.query.select if text}
        made = {"unit_price"} if "gross_amount" in given else set()
        return [name for name, _, _ in self.query.select if name not in given | made]


@dataclass(frozen=True)
class Setting:
    """What a model is written for. `orders`: what tells the orders of the source apart.

    `answers` were given before (key → answer). Whoever asks puts the question into
    `Model.questions` all the same: it is written down with its answer.
    """

    kind: str
    country: str
    looked: Looked
    guesses: tuple[Guess, ...]
    orders: Identity = field(default_factory=Identity)
    money: tuple[Money, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    def money_of(self, guess: Guess) -> Money | None:
        """What was decided of the money of a table of lines, or of that of its orders."""
        return next((it for it in self.money if guess in (it.guess, it.orders_guess)), None)


def make_setting(
    kind: str,
    country: str,
    looked: Looked,
    guesses: Sequence[Guess],
    answers: Mapping[str, str] | None = None,
) -> Setting:
    """Decide what concerns several models at once."""
    keep_articles(guesses, looked)
    orders, money = identify_orders(guesses, looked), tuple(decide_money(guesses, looked))
    return Setting(kind, country, looked, tuple(guesses), orders, money, answers or {})


def source_of(guess: Guess, name: str) -> tuple[str, Column] | None:
    """The column that a column of the contract is read from, and its name at that point."""
    if name in guess.matches:
        column = guess.matches[name].column
        return column.name, column
    if name in guess.lookups:
        return lent_name(name), guess.lookups[name].column
    return None
