"""Articles that are called by their kind: `pizza_id` in the lines is the key of the list of pizzas.

No word says that it is a product; that lines with an order and a quantity refer by it to a list
with prices does.
"""

from __future__ import annotations

from tillhouse.onboarding.line_money import has_values
from tillhouse.onboarding.mapping import Match
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.names import likeness, words
from tillhouse.onboarding.overlap import covered
from tillhouse.onboarding.tables import Column, Looked, Table

SURELY = 0.9
ALL = 0.95  # of the articles of the lines that are in the list


def mark_articles(looked: Looked) -> None:
    """Mark the columns that number articles, in the lines and in the list that they refer to."""
    for lines in (it for it in looked.tables if _has_lines(it)):
        for column in (it for it in lines.columns if _may_be_article(it)):
            for other in (it for it in looked.tables if it is not lines and _has_prices(it)):
                key = next((it for it in other.columns if it.name == column.name), None)
                if key is None or not other.is_unique(key.name):
                    continue
                if covered(looked, lines, column, other, key) >= ALL:
                    column.is_article = key.is_article = True


def article_of(table: Table) -> Match | None:
    """The column that numbers articles without a word for it."""
    column = next((it for it in table.columns if it.is_article), None)
    return Match(column, SURELY, "lines refer by it to a list with prices") if column else None


def _has_lines(table: Table) -> bool:
    """Whether rows tell an order, which repeats or not, and how many of something."""
    return _tells(table, "order_id") and _tells(table, "quantity")


def _tells(table: Table, promise: str) -> bool:
    said = (likeness(it.original, "order_lines", promise) for it in table.columns)
    return max(said, default=0.0) > SURELY


def _may_be_article(column: Column) -> bool:
    found = words(column.original)
    return "id" in found and len(found) > 1 and not {"order", "line", "customer"} & set(found)


def _has_prices(table: Table) -> bool:
    return any(it.is_number and speaks(it, "price") and has_values(it) for it in table.columns)
