"""What a table is taken for: the entity, and which column is which of its contract."""

from __future__ import annotations

from dataclasses import dataclass, field

from tillhouse.contracts.entities import Entity
from tillhouse.contracts.models import Column as Promise
from tillhouse.onboarding.names import words
from tillhouse.onboarding.shapes import OWN_KEY
from tillhouse.onboarding.tables import Column, Table
from tillhouse.questions.question import Question

MOMENTS = ("timestamp", "date")
NUMBERS = ("decimal", "double", "integer", "bigint")
FIT, DOUBT = 0.9, 0.5  # shares of values that are as the contract wants them

ANSWERED = "you said so"
KIND = "__kind__"  # stands in a match's SQL for the name of the source


@dataclass(frozen=True)
class Match:
    """A column that is taken for one of a contract, how sure that is (0 to 1), and why."""

    column: Column
    sure: float
    why: str
    rivals: tuple[Column, ...] = ()  # as likely by their names
    others: tuple[Column, ...] = ()  # likely by their names
    sql: str = ""  # what it is read by, where that is more than the column


@dataclass
class Guess:
    """One staging model to be: the entity, the table that it is read from, what was recognised.

    A derived entity stands in the rows of another one: the customers named by order lines. Where
    an entity is read from several tables, `part` tells their models apart.
    """

    entity: Entity
    table: Table
    matches: dict[str, Match]
    is_derived: bool = False
    score: float = 0.0
    lookups: dict[str, Lookup] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    part: str = ""

    def model_name(self, kind: str) -> str:
        """The name of its staging model."""
        return f"stg_{kind}__{self.entity.name}" + (f"__{self.part}" if self.part else "")

    def has(self, *columns: str) -> bool:
        """Whether any of these columns of the contract is recognised."""
        return any(column in self.matches or column in self.lookups for column in columns)

    def name_of(self, column: str) -> str:
        """The bronze column recognised as a column of the contract; empty when none is."""
        return self.matches[column].column.name if column in self.matches else ""

    @property
    def unmapped(self) -> list[Promise]:
        """Columns of the contract that no column was recognised for."""
        known = ("source_system", *self.matches, *self.lookups)
        return [column for column in self.entity.columns if column.name not in known]


@dataclass(frozen=True)
class Hop:
    """From a column of one table to the unique column of another."""

    column: str
    table: Table
    key: str


@dataclass(frozen=True)
class Lookup:
    """A column that another table lends, and the way there."""

    hops: tuple[Hop, ...]
    column: Column


def fit(column: Column, promise: Promise) -> float:
    """The share of a column's values that are what the contract wants, 0 to 1."""
    if not column.filled or column.filled == column.nothings:
        return 0.0
    if promise.data_type in MOMENTS:
        return _fit_moment(column, promise)
    if promise.data_type.startswith(NUMBERS):
        return _fit_number(column, promise)
    if promise.data_type == "boolean":
        return column.share(column.flags)
    if promise.name == "email":
        return column.share(column.emails)
    if promise.name == "phone":
        return max(column.share(column.phones), DOUBT)
    if promise.name.endswith(("_name", "_address", "city")) and column.share(column.numbers) > FIT:
        return 0.0
    return 0.0 if column.share(column.iso_dates) >= FIT else 1.0


def _fit_moment(column: Column, promise: Promise) -> float:
    if promise.name == "ordered_at" and not column.has_times:
        return 0.0
    return 1.0 if column.is_epoch else column.share(column.iso_dates + column.written)


def _fit_number(column: Column, promise: Promise) -> float:
    share = column.share(column.readable)
    says_rate = "rate" in words(column.original) or column.percents > 0
    if promise.name == "discount_rate" and not says_rate and (column.high or 0) > 1:
        return 0.0
    if promise.name == "discount_amount":
        is_fraction = says_rate or (column.high is not None and column.high <= 1)
        return 0.0 if is_fraction and "amount" not in words(column.original) else share
    if promise.data_type in ("integer", "bigint") and promise.name != "line_number":
        return column.share(column.whole)
    return share


def why_of(column: Column, promise: Promise, sure: float) -> str:
    """What a match by name rests on, with the span of its values; none of a person's."""
    by_name = "the name says so" if sure >= 0.8 else "the name suggests it: check"
    if promise.name.endswith("_id"):
        return f"{by_name}; {column.distinct:,} different values"
    if promise.is_pii:
        return by_name
    if promise.data_type in MOMENTS and column.first_date:
        return f"{by_name}; {column.first_date} to {column.last_date}"
    if promise.data_type.startswith(NUMBERS) and column.low is not None:
        return f"{by_name}; {column.low:,.10g} to {column.high:,.10g}"
    return by_name


def by_values(
    table: Table, entity: Entity, matches: dict[str, Match], used: set[str]
) -> dict[str, Match]:
    """What the names do not tell: the only e-mail column, the only date."""
    free = [column for column in table.columns if column.name not in used]
    wanted = {
        "email": [column for column in free if column.share(column.emails) >= FIT],
        "business_date": [column for column in table.columns if column.is_date],
        "returned_date": [column for column in table.columns if column.is_date],
    }
    names = {promise.name for promise in entity.columns}
    return {
        name: Match(columns[0], 0.6, "the only column with such values: check")
        for name, columns in wanted.items()
        if name in names and name not in matches and len(columns) == 1
    }


def own_key(entity: str) -> str:
    """The column of the contract that tells the rows of an entity apart; empty without one."""
    return OWN_KEY.get(entity, "")
