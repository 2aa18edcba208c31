"""Whether day or month stands first in dates, and which a spreadsheet has swapped (R4, R26)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tillhouse.onboarding.arithmetic import stray
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.questions.question import Question

DAY, MONTH = "day_first", "month_first"
ENOUGH_REAL, ENOUGH_TEXT = 3, 2  # dates from which on it is no chance that none has a day above 12


@dataclass(frozen=True)
class DateOrder:
    """How the dates of a model are read, and why.

    Where `question` is set nothing tells, and its answer decides. Of the columns in `swapped` the
    dates that a spreadsheet took for others are turned back.
    """

    order: str
    why: str
    question: Question | None = None
    swapped: frozenset[str] = frozenset()


def decide_dates(columns: Sequence[Column], table: Table, looked: Looked, item: str) -> DateOrder:
    """By the dates of these columns, of their table, of all tables; by dates that stand beside."""
    swapped = frozenset(it.name for it in columns if is_swapped(it))
    others = [it for one in looked.tables for it in one.columns]
    for found, where in ((columns, ""), (table.columns, "of the table "), (others, "of all ")):
        days = sum(it.day_over_12 or 0 for it in found)
        months = sum(it.month_over_12 or 0 for it in found)
        if min(days, months) > stray(days + months):
            break
        if days or months:
            order = DAY if days > months else MONTH
            number = "first" if days > months else "second"
            why = f"{max(days, months):,} dates {where}have a {number} number above 12"
            return DateOrder(order, why, swapped=swapped)
    doubtful = [it for it in columns if it.day_or_month]
    if not doubtful:
        return DateOrder(DAY, "no date can be read in two ways", swapped=swapped)
    order, why = _beside(doubtful[0], table, looked)
    if order:
        return DateOrder(order, why, swapped=swapped)
    question = _ask(doubtful, table, item)
    return DateOrder(DAY, f"asked: {question.key}", question, swapped)


def is_swapped(column: Column) -> bool:
    """Whether all dates that could be another one have become dates, and only the others are text.

    A spreadsheet that reads 03/05/2024 as the fifth of March leaves 14/05/2024 as it is: then no
    real date has a day above 12, and all texts have one.
    """
    text = (column.day_over_12 or 0) + (column.month_over_12 or 0)
    return (
        column.iso_dates >= ENOUGH_REAL
        and text >= ENOUGH_TEXT
        and column.written == text
        and bool(column.day_over_12) != bool(column.month_over_12)
        and not column.iso_over_12
    )


def _beside(column: Column, table: Table, looked: Looked) -> tuple[str, str]:
    """A date of the same row that reads in one way only and is the same day in most rows."""
    parts = f"regexp_extract_all(trim({column.name}), '[0-9]+')"
    year = f"case when length({parts}[3]) = 2 then '20' || {parts}[3] else {parts}[3] end"
    for other in table.columns:
        if other is column or other.share(other.iso_dates) < 0.9:
            continue
        hits = [
            f"count(*) filter (where left(trim({other.name}), 10) = {year} || '-' || "
            f"lpad({parts}[{month}], 2, '0') || '-' || lpad({parts}[{day}], 2, '0'))"
            for day, month in ((1, 2), (2, 1))
        ]
        sql = (
            f"select count(*), {', '.join(hits)} from {table.view} where "
            f"trim({column.name}) <> '' and {parts}[1] <> {parts}[2]"
        )
        rows, *found = (int(str(it)) for it in looked.ask(sql)[0])
        if max(found) * 2 > rows and min(found) == 0:
            order = DAY if found[0] else MONTH
            return order, f"{max(found):,} dates are then those of {other.original}"
    return "", ""


def _ask(columns: Sequence[Column], table: Table, item: str) -> Question:
    example = columns[0].example_date
    told = ", ".join(it.original for it in columns)
    first, second = (int(part) for part in example.replace("/", "-").split("-")[:2])
    return Question(
        topic="dates",
        item=item,
        asks=f"Which number of {example} in {told} is the day?",
        about=f"{table.label}: {told}",
        choices={
            DAY: f"the first: day {first} of month {second}",
            MONTH: f"the second: day {second} of month {first}",
        },
        rows=max(it.day_or_month for it in columns),
        examples=(example,),
    )
