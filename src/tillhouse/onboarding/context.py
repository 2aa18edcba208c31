"""What else stands in a table speaks against some meanings of a name.

`Total` beside `Lineitem price` is the order's, `id` in a list of lines numbers the lines, and an
`item_id` that counts the lines of each order is no product.
"""

from __future__ import annotations

from tillhouse.onboarding.names import likeness, tokens, words
from tillhouse.onboarding.tables import Column, Looked, Table

OF_A_LINE = frozenset({
    "quantity", "unit_price", "discount_rate", "discount_amount", "gross_amount", "stated_amount",
    "tax_amount",
})  # fmt: skip
MEASURES = frozenset({"quantity", "price", "discount", "total", "amount"})


def is_possible(table: Table, entity: str, column: Column, promise: str) -> bool:
    """Whether nothing beside a column speaks against what its name says."""
    found = words(column.original)
    if entity == "order_lines":
        if found == ("id",) and not _may_number(table, column, promise):
            return promise == "product_id" and _refers_to_articles(table, column)
        if promise in OF_A_LINE and "line" not in found and _names_lines(table):
            return False
        if promise == "product_id" and column.counts_lines:
            return False
    if entity == "stores" and promise in ("store_name", "region_name") and "region" in found:
        return (promise == "store_name") == _lists_territories(table)
    return not (entity == "stores" and promise == "store_name" and speaks_of_people(table))


def _lists_territories(table: Table) -> bool:
    """Whether sales territories stand for stores, and the region is what they are called."""
    said = [set(words(column.original)) for column in table.columns]
    return any({"territory", "id"} <= it for it in said) and not any("name" in it for it in said)


def _may_number(table: Table, column: Column, promise: str) -> bool:
    """`id` is the number of an order where it repeats, of a line where something else is that."""
    if promise == "order_id":
        return not table.is_unique(column.name)
    if promise == "line_number":
        others = [likeness(it.original, "order_lines", "order_id") for it in table.columns]
        return table.is_unique(column.name) and max(others) > 0.9
    return promise not in ("product_id", "customer_id", "store_id")


def _refers_to_articles(table: Table, column: Column) -> bool:
    """`Réf.` in sales whose order has a number of its own is that of the article."""
    if tokens(column.original) not in {("ref",), ("reference",), ("codigo",), ("code",)}:
        return False
    likely = [
        (likeness(it.original, "order_lines", "order_id"), words(it.original))
        for it in table.columns
    ]
    return any(sure > 0.9 and said != ("id",) for sure, said in likely)


def _names_lines(table: Table) -> bool:
    """Whether measures are said to be those of a line, so that the others are the order's."""
    said = [words(column.original) for column in table.columns]
    return sum("line" in it and bool(MEASURES & set(it)) for it in said) > 1


def speaks_of_people(table: Table) -> bool:
    """Whether the rows of a table are persons, by its name and by its columns' names."""
    if {"employee", "person", "user"} & set(words(table.name)):
        return True
    said = [set(words(column.original)) for column in table.columns]
    others = {"manager", "contact", "order", "date", "person", "opened", "updated"}
    return any({"first", "last", "birth"} & it and not others & it for it in said)


def mark_line_counts(looked: Looked) -> None:
    """Mark the columns called item number (or the like) that number the lines of their order."""
    for table in looked.tables:
        for column in table.columns:
            if words(column.original) == ("product", "id") and "item" in column.name:
                column.counts_lines = _counts_lines(looked, table, column)


def _counts_lines(looked: Looked, table: Table, column: Column) -> bool:
    """Each row has its own while products repeat, or it counts from 1 (or 0) in every order."""
    others = [it for it in table.columns if "product" in words(it.original) and it is not column]
    if table.rows > 2 and table.is_unique(column.name):
        return any(it.filled and it.distinct < it.filled for it in others)
    orders = [
        it
        for it in table.columns
        if likeness(it.original, "order_lines", "order_id") > 0.9 and it.distinct < table.rows
    ]
    if not orders or column.share(column.whole) < 1:
        return False
    order, number = f"trim({orders[0].name})", f"try_cast(trim({column.name}) as bigint)"
    sql = (
        f"select count(*) from (select count(*) as n from {table.view} where {order} <> '' "
        f"group by {order} having min({number}) > 1 or max({number}) - min({number}) + 1 <> "
        f"count(*) or count(distinct {number}) <> count(*))"
    )
    odd = int(str(looked.ask(sql)[0][0]))
    return odd == 0
