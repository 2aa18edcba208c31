"""Whose a bare `name` beside sales is: the article's, where it goes with the article (R24, R26).

A column called `name` in a list of sales may name anybody. It is the article's where each article
has one, and where nothing says that it is the customer's: each customer has one too, or none is
told and it does not stand beside the article. A label (`libellé`, `Bezeichnung`) names no person.
"""

from __future__ import annotations

from tillhouse.onboarding.mapping import Guess, Match
from tillhouse.onboarding.names import tokens, words
from tillhouse.onboarding.tables import Column, Looked

SURE = 0.8
OF_THINGS = frozenset({
    "bezeichnung", "libelle", "designation", "intitule", "denominacion", "denominazione",
    "benaming", "designacao", "label", "title",
})  # fmt: skip


def article_name(host: Guess, looked: Looked) -> Match | None:
    """The column of bare names that are those of the articles in a list of sales."""
    key = host.name_of("product_id")
    if host.entity.name != "order_lines" or not key or key in host.lookups:
        return None
    used = {match.column.name for match in host.matches.values()}
    for column in host.table.columns:
        if words(column.original) not in (("name",), ("title",)) or column.name in used:
            continue
        if column.is_number or column.is_date or not _has_one(host, key, column, looked):
            continue
        if OF_THINGS & {*tokens(column.original)} or _is_no_customers(host, key, column, looked):
            return Match(column, SURE, "each article has one of these names")
    return None


def _is_no_customers(host: Guess, key: str, column: Column, looked: Looked) -> bool:
    customer = host.name_of("customer_id")
    if customer:
        return not _has_one(host, customer, column, looked)
    order = [it.name for it in host.table.columns]
    return abs(order.index(key) - order.index(column.name)) == 1


def _has_one(host: Guess, key: str, column: Column, looked: Looked) -> bool:
    """Whether rows of one key never have two names."""
    sql = (
        f"select count(*) from (select 1 from {host.table.view} where trim({column.name}) <> '' "
        f"group by trim({key}) having count(distinct trim({column.name})) > 1)"
    )
    return int(str(looked.ask(sql)[0][0])) == 0
