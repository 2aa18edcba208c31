"""What was found at the places that the user named: tables, columns, facts of their values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tillhouse.questions.question import Question

if TYPE_CHECKING:
    import duckdb


MINOR = frozenset({"cents", "cent", "pence", "minor", "centimes", "centavos", "centimos", "rappen",
                   "paise"})  # fmt: skip


@dataclass(eq=False)
class Column:
    """One column. `name` is what it is called in bronze, `original` what the user calls it.

    Counts are of rows: `filled` with a value, the others of filled ones that look like something.
    `money` can be read with a decimal dot, `commas` with a decimal comma; `only_dot` and
    `only_comma` in that way alone, and `either` means another number in each. `low` and `high` are
    the least and the greatest number in the column's `notation` (see `notation.py`).
    """

    name: str
    original: str
    filled: int = 0
    distinct: int = 0
    numbers: int = 0
    whole: int = 0
    money: int = 0
    commas: int = 0
    only_dot: int = 0
    only_comma: int = 0
    either: int = 0
    percents: int = 0
    negative: int = 0
    zeros: int = 0
    iso_dates: int = 0
    midnights: int = 0
    written: int = 0
    day_over_12: int = 0
    month_over_12: int = 0
    day_or_month: int = 0
    iso_over_12: int = 0
    clocks: int = 0
    months: int = 0
    epochs: int = 0
    emails: int = 0
    phones: int = 0
    nothings: int = 0
    flags: int = 0
    low: float | None = None
    high: float | None = None
    comma_low: float | None = None
    comma_high: float | None = None
    notation: str = ""
    is_of_order: bool = False  # in a table of lines: an amount of the whole order
    example: str = ""  # of a number that can be read in two ways
    example_date: str = ""  # of a date that can
    nothing_words: tuple[str, ...] = ()
    kept_words: dict[str, int] = field(default_factory=dict)  # looks like nothing, is a value
    counts_lines: bool = False  # it numbers the lines of an order, although called a product
    is_article: bool = False  # lines refer by it to a list with prices
    first_date: str = ""
    last_date: str = ""

    @property
    def is_minor(self) -> bool:
        """Whether it tells cents, by its name: `price_cents`; ISO 4217 calls them minor units."""
        said = set(re.findall("[a-z]+", self.original.casefold()))
        return bool(said & MINOR) and "per" not in said and self.share(self.whole) == 1.0

    def share(self, count: int) -> float:
        """Of the filled rows, 0 to 1; 0 where nothing is filled."""
        real = self.filled - self.nothings
        return count / real if real > 0 else 0.0

    @property
    def is_number(self) -> bool:
        return self.share(self.readable) >= 0.9

    @property
    def readable(self) -> int:
        """Rows whose value is a number, in whatever notation."""
        return self.money + self.only_comma

    @property
    def is_date(self) -> bool:
        return self.share(self.iso_dates + self.written) >= 0.9 or self.is_epoch

    @property
    def is_epoch(self) -> bool:
        return self.share(self.epochs) >= 0.99

    @property
    def has_times(self) -> bool:
        """Whether more than the day is told."""
        has_clock = self.iso_dates > self.midnights or (self.written > 0 and self.clocks > 0)
        return has_clock or self.is_epoch


@dataclass(frozen=True)
class Totals:
    """How rows of totals are known: a word for them in one of the `labels`, and one of the columns
    `needed` is empty, which all other rows fill. `rows` is how many were seen."""

    labels: tuple[str, ...]
    needed: tuple[str, ...]
    rows: int


@dataclass(eq=False)
class Table:
    """One table: a group of files of one shape, a sheet, or a table of a database.

    `view` is its name in the connection in which its rows lie as text, with `_file` and `_row`.
    What several delivered tables make up has them as `parts`, and their `sheets` or `relations`; it
    is the `entity` that they are.
    """

    name: str
    label: str
    columns: list[Column]
    view: str
    rows: int = 0
    files: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    entity: str = ""
    is_view: bool = False
    key: tuple[str, ...] = ()
    points_to: dict[str, tuple[str, str]] = field(default_factory=dict)  # column → table, its key
    is_sample: bool = False
    likely: tuple[float, str] = (0.0, "")  # of one not recognised: a score, and its entity
    totals: Totals | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def has_deletes(self) -> bool:
        """Whether a run notices which rows are gone: those of a relation that has a key."""
        return bool(self.relation and self.key)

    @property
    def relation(self) -> str:
        """What it is called in a database; empty for files."""
        return ", ".join(self.relations)

    def column(self, name: str) -> Column:
        """The column of that name in bronze."""
        return next(column for column in self.columns if column.name == name)

    def is_unique(self, name: str) -> bool:
        """Whether no two rows have the same value, nor any row none."""
        column = self.column(name)
        return self.rows > 0 and column.distinct == column.filled == self.rows


@dataclass
class Looked:
    """All that was found, and the connection in which the rows lie.

    `delivered` are the tables one by one, `tables` what became of them: some are united, others
    are `left_out` (the table's name → why). `asked` are questions about tables, each with the
    table whose rows wait for the answer.
    """

    engine: duckdb.DuckDBPyConnection
    tables: list[Table]
    location: str
    refused: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    delivered: list[Table] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[Table, Question]] = field(default_factory=list)

    def ask(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """Rows of a small answer."""
        return self.engine.execute(sql, list(parameters)).fetchall()
