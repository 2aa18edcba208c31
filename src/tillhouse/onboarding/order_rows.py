"""Exports of lines in which what belongs to the order stands in its first row, or in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tillhouse.contracts.entities import Entity
from tillhouse.onboarding.line_money import MONEY, has_values
from tillhouse.onboarding.mapping import Guess, Match
from tillhouse.onboarding.money_words import speaks
from tillhouse.onboarding.names import likeness, words
from tillhouse.onboarding.tables import Column, Looked, Table

ORDER_MONEY = ("subtotal_amount", "tax_amount", "freight_amount", "discount_amount",
               "total_due_amount")  # fmt: skip
SEVERAL = 2  # orders of several lines that must show it
LIKE = 0.7  # how surely a name must mean an amount of the order
KEY_WORDS = {"id", "name", "order", "code"}


def settle_order_rows(
    guesses: list[Guess], looked: Looked, entities: Mapping[str, Entity]
) -> list[Guess]:
    """Give such amounts to the orders, and take a number that all rows have; all guesses."""
    found: list[Guess] = []
    for lines in (it for it in guesses if it.entity.name == "order_lines" and not it.is_derived):
        orders = next((it for it in guesses if _is_in(it, lines.table, "orders")), None)
        if orders is None or not (lines.name_of("order_id") or _name_order(lines, orders, looked)):
            continue
        first_only = _take_key(lines, guesses, looked)
        says_line = _says_line(lines)
        repeated = _repeated(lines, looked)
        for column in lines.table.columns:
            is_said = says_line and _is_order_money(column)
            if column in first_only or column in repeated or is_said:
                column.is_of_order = column.is_number
        _move_money(lines, orders)
        if (refunds := _refunds(lines, orders, guesses, entities)) is not None:
            found.append(refunds)
    return [*guesses, *found]


def _is_in(guess: Guess, table: Table, entity: str) -> bool:
    return guess.entity.name == entity and guess.table is table and guess.is_derived


def _says_line(lines: Guess) -> bool:
    """Whether lines say of their own columns that they are of a line."""
    known = [lines.matches[name].column for name in ("quantity", "unit_price") if lines.has(name)]
    return any("line" in words(it.original) for it in known)


def _is_order_money(column: Column) -> bool:
    spoken = ("total", "tax", "freight", "discount", "refund")
    return column.is_number and speaks(column, *spoken) and "line" not in words(column.original)


def _repeated(lines: Guess, looked: Looked) -> set[Column]:
    """Totals that are the same in all rows of an order although its lines differ."""
    table = lines.table
    free = [it for it in table.columns if it.is_number and has_values(it) and speaks(it, "total")]
    free = [it for it in free if "line" not in words(it.original)]
    differs = [lines.name_of(name) for name in ("product_id", "quantity", "unit_price")]
    if not free or not any(differs):
        return set()
    row = " || '|' || ".join(f"coalesce(trim({name}), '')" for name in differs if name)
    unlike = ", ".join(f"count(distinct trim({it.name})) as n{at}" for at, it in enumerate(free))
    counts = ", ".join(f"count(*) filter (where n{at} > 1)" for at in range(len(free)))
    key = lines.matches["order_id"].column.name
    sql = (
        f"select count(*), {counts} from (select {unlike} from {table.view} "
        f"where trim({key}) <> '' group by trim({key}) having count(distinct {row}) > 1)"
    )
    several, *found = (int(str(it)) for it in looked.ask(sql)[0])
    same = {it for it, count in zip(free, found, strict=True) if count == 0}
    return same if several >= SEVERAL else set()


def _take_key(lines: Guess, guesses: Sequence[Guess], looked: Looked) -> set[Column]:
    """The columns that only the first row of an order fills; its number is in all rows."""
    table, order = lines.table, lines.matches["order_id"].column
    sparse = [it for it in table.columns if 0 < it.filled < table.rows]
    if not sparse or table.is_sample:
        return set()
    keys = [order] if order.filled == table.rows else []
    keys += [it for it in table.columns if _may_be_key(it, table) and it is not order]
    for key in keys:
        filled = _first_only(key, sparse, table, looked)
        if key is order or (order in filled and order.filled == key.distinct):
            _rename(order, key, table, guesses)
            return filled
    return set()


def _may_be_key(column: Column, table: Table) -> bool:
    is_whole = column.filled == table.rows and 1 < column.distinct < table.rows
    is_named = bool(KEY_WORDS & set(words(column.original)))
    return is_whole and is_named and not column.is_date and "line" not in words(column.original)


def _first_only(key: Column, sparse: list[Column], table: Table, looked: Looked) -> set[Column]:
    parts = ", ".join(
        f"count(*) filter (where trim({it.name}) <> '' and own_place > 1)" for it in sparse
    )
    place = f"row_number() over (partition by _file, trim({key.name}) order by _row) as own_place"
    row = looked.ask(f"select {parts} from (select *, {place} from {table.view})")[0]
    return {column for column, later in zip(sparse, row, strict=True) if later == 0}


def _name_order(lines: Guess, orders: Guess, looked: Looked) -> bool:
    """An order that is called by a name such as #1001, in a list that speaks of line items."""
    if not _says_line(lines):
        return False
    for column in lines.table.columns:
        if words(column.original) != ("name",) or column.filled < lines.table.rows:
            continue
        sql = f"select count(*) from {lines.table.view} where trim({column.name}) not like '#%'"
        if looked.ask(sql)[0][0] == 0:
            match = Match(column, 0.9, "each row has it, such as #1001")
            lines.matches["order_id"] = orders.matches["order_id"] = match
            return True
    return False


def _rename(order: Column, key: Column, table: Table, guesses: Sequence[Guess]) -> None:
    if key is order:
        return
    why = f"each row has it; {order.original} stands in the first row of an order only"
    for guess in guesses:
        if guess.table is table and guess.name_of("order_id") == order.name:
            guess.matches["order_id"] = Match(key, 0.9, why)


def _move_money(lines: Guess, orders: Guess) -> None:
    """Amounts of the order are none of its lines."""
    for name in MONEY:
        if name in lines.matches and lines.matches[name].column.is_of_order:
            del lines.matches[name]
    free = [it for it in lines.table.columns if it.is_of_order]
    scored = sorted(
        ((likeness(it.original, "orders", name), name, it) for it in free for name in ORDER_MONEY),
        key=lambda found: (-found[0], found[1], found[2].name),
    )
    used: set[Column] = set()
    for like, name, column in scored:
        if like >= LIKE and name not in orders.matches and column not in used:
            why = "what belongs to an order stands in its rows"
            orders.matches[name] = Match(column, like, why)
            used.add(column)


def _refunds(
    lines: Guess, orders: Guess, guesses: Sequence[Guess], entities: Mapping[str, Entity]
) -> Guess | None:
    """What was given back of an order, told beside it: a return record of its day."""
    if any(it.entity.name == "returns" for it in guesses):
        return None
    told = [it for it in lines.table.columns if it.is_of_order and speaks(it, "refund")]
    told = [it for it in told if has_values(it) and speaks(it, "total")]
    if len(told) != 1 or "business_date" not in orders.matches:
        return None
    key = orders.matches["order_id"]
    matches = {
        "return_id": key,
        "amount": Match(told[0], 0.8, "what was given back of the order"),
        "order_id": key,
        "returned_date": Match(orders.matches["business_date"].column, 0.6, "no other day is told"),
    }
    return Guess(entities["returns"], lines.table, matches, is_derived=True, score=1.0)
