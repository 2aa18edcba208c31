"""How well a table fits each entity, by its name, its key and the columns known in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tillhouse.contracts.entities import Entity
from tillhouse.onboarding import control_totals
from tillhouse.onboarding.articles import article_of
from tillhouse.onboarding.choices import chosen_columns
from tillhouse.onboarding.context import speaks_of_people
from tillhouse.onboarding.mapping import Guess, Match, own_key
from tillhouse.onboarding.names import words
from tillhouse.onboarding.people import read_name_parts
from tillhouse.onboarding.recognise import OWN_KEY_OF_TABLE, map_columns, own_key_of
from tillhouse.onboarding.shapes import NEEDS, SOLD_BY, SPOKEN, STOCK, TABLE_WORDS
from tillhouse.onboarding.table_questions import NONE
from tillhouse.onboarding.tables import Looked, Table

ENOUGH = 2.5
TOLD_APART = 6.0  # what the name of a table adds that says: these are control totals
TOLD_SCORE = 100.0  # of a table of which a person said what it is
# How sure the columns must be that an entity cannot be without; the only date is no order's yet.
SURELY = {"orders": 0.6}
DAY = "business_date"
# What a table is not whose rows say which product was sold, how many and for how much.
NO_LINES = (
    "orders",
    "payments",
    "customers",
    "contacts",
    "employees",
    "stores",
    "promotions",
)
NO_ARTICLES = ("support_tickets", "web_sessions")  # nor one whose rows count articles at all
SALES = ("order_lines", "orders")
ARTICLES = {"product_id", "quantity"}
MONEY = {"unit_price", "stated_amount", "gross_amount"}


@dataclass(frozen=True)
class Judge:
    """What a table is taken for, among all that was found and answered."""

    looked: Looked
    entities: Mapping[str, Entity]
    told: Mapping[str, str]
    answers: Mapping[str, str]

    def table(self, table: Table) -> Guess | None:
        """The entity that a table brings; None for a table of none."""
        if name := self.told.get(table.name, ""):
            return None if name == NONE else self._as_told(table, name)
        names = [table.entity] if table.entity else list(self.entities)
        found = [it for name in names if (it := self._judge(table, name)) is not None]
        best = max(found, key=lambda guess: (guess.score, guess.entity.name), default=None)
        is_known = bool(table.entity)  # by the tables that it is like, or made of
        return best if best is not None and (is_known or best.score >= ENOUGH) else None

    def columns(
        self, table: Table, entity: Entity, *, is_guest: bool = False, is_told: bool = False
    ) -> dict[str, Match]:
        """Which column of a table is which of an entity's contract."""
        chosen = chosen_columns(self.answers, entity.name)
        matches = map_columns(table, entity, is_guest=is_guest, is_told=is_told, chosen=chosen)
        if entity.name == control_totals.NAME:
            return matches | control_totals.read_columns(table, entity, matches)
        if entity.name in ("order_lines", "products") and "product_id" not in matches:
            article = article_of(table)
            matches |= {"product_id": article} if article else {}
        return matches | read_name_parts(table, entity, matches, self.looked)

    def _as_told(self, table: Table, name: str) -> Guess:
        """As a person said: the table's own key is that of the entity, whatever it is called."""
        entity, key = self.entities[name], own_key(name)
        matches = self.columns(table, entity, is_told=True)
        own = own_key_of(table)
        is_known = key in matches and (
            matches[key].sure == 1.0 or table.is_unique(matches[key].column.name)
        )
        if key and own and not is_known:
            matches = {k: it for k, it in matches.items() if it.column is not own}
            matches[key] = Match(own, 0.97, OWN_KEY_OF_TABLE)
        return Guess(entity, table, matches, score=TOLD_SCORE)

    def likely(self, table: Table) -> tuple[float, str]:
        """What a table is most like, also where it lacks what that is made of: score and entity."""
        scored = [
            (_score(table, self.entities[name], self.columns(table, self.entities[name])), name)
            for name in self.entities
        ]
        return max(scored)

    def _judge(self, table: Table, name: str) -> Guess | None:
        """How well a table fits an entity; None where it lacks what the entity is made of."""
        entity = self.entities[name]
        matches = self.columns(table, entity)
        if name == control_totals.NAME:
            return self._judge_total(table, matches)
        surely = {it for it, match in matches.items() if match.sure > SURELY.get(name, 0.55)}
        is_priced = name == "order_lines" and surely >= {"order_id", "product_id", "unit_price"}
        if not is_priced and not all(set(group.split()) & surely for group in NEEDS[name]):
            return None  # a priced article of an order is one, where no quantity is told
        told = self._told_of_lines(table)
        if name in NO_LINES and _tells_lines(told):
            return None
        if name in NO_ARTICLES and told >= ARTICLES:
            return None
        tells_sales = _tells_lines(told, DAY)
        if name == "products" and tells_sales and _named(table, name) <= 0:
            return None  # an article has a stock and a price, but no day of its own
        if name == "products" and _tells_lines(told, "order_id"):
            return None  # nor an order, also where each is sold once
        if name == "stores" and speaks_of_people(table) and "store" not in words(table.name):
            return None
        spoken = {word for it in table.columns for word in words(it.original)}
        if name in SPOKEN and not SPOKEN[name] & (spoken | _words_of(table)):
            return None
        return Guess(entity, table, matches, score=_score(table, entity, matches, tells_sales))

    def asked_as_sales(self, table: Table) -> bool:
        """Whether a table not recognised says how many or how much, and when or of what."""
        found = set(self.columns(table, self.entities["order_lines"]))
        return bool(found & {"quantity", *MONEY}) and bool(found & {"product_id", "order_id", DAY})

    def _judge_total(self, table: Table, matches: dict[str, Match]) -> Guess | None:
        """Totals that are delivered apart: what they are made of is strict, what they lack too."""
        entities, looked = self.entities, self.looked
        if _tells_lines(self._told_of_lines(table)) or not control_totals.is_control_total(
            table, matches, entities, looked
        ):
            return None
        entity = entities[control_totals.NAME]
        bonus = TOLD_APART if control_totals.speaks_surely(table) else ENOUGH
        return Guess(entity, table, matches, score=bonus + _score(table, entity, matches))

    def _told_of_lines(self, table: Table) -> set[str]:
        """What of the contract of lines stands in a table, by names that are sure."""
        found = map_columns(table, self.entities["order_lines"])
        return {name for name, match in found.items() if match.sure >= SURELY["orders"]}


def _tells_lines(told: set[str], *more: str) -> bool:
    """Whether a row says which article, how many and how much: it is a line then."""
    return told >= {*ARTICLES, *more} and bool(told & MONEY)


def _score(
    table: Table, entity: Entity, matches: Mapping[str, Match], tells_sales: bool = False
) -> float:
    """How much speaks for an entity: the table's name, its key, the columns that are known."""
    score = 2.0 * _named(table, entity.name, tells_sales) + _key_score(table, entity.name, matches)
    for promise in entity.columns:
        if promise.name in matches:
            weight = 1.0 if promise.meta.get("required") is True else 0.5
            score += weight * matches[promise.name].sure
    return round(score, 3)


def _named(table: Table, entity: str, tells_sales: bool = False) -> int:
    """How many of the words of a table's name speak for an entity, less those against it.

    Where the rows tell articles sold on a day, `store_sales` are sales and no list of stores.
    """
    speaks, against = (set(it.split()) for it in TABLE_WORDS[entity])
    if tells_sales and entity in SALES:
        against -= SOLD_BY
    found = _words_of(table)
    return min(len(found & speaks), 2) - 2 * len(found & against)


def _words_of(table: Table) -> set[str]:
    """The meanings of the words of a table's name; its stock is no list of articles."""
    found = set(words(table.name))
    if STOCK & set(table.name.lower().split("_")):
        found = found - {"product"} | {"inventory"}
    return found


def _key_score(table: Table, entity: str, matches: Mapping[str, Match]) -> float:
    """A list of things has each once; a key that repeats makes it a list of something else."""
    key = own_key(entity)
    if entity == "order_lines":
        repeats = "order_id" in matches and not table.is_unique(matches["order_id"].column.name)
        return 1.0 if repeats else 0.0
    if key not in matches:
        return -1.0
    column = matches[key].column
    if table.is_unique(column.name):
        return 1.5
    return 0.0 if column.distinct >= 0.9 * table.rows else -3.0
