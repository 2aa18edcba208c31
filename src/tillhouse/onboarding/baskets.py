"""Which lines are one order, and the number of a line in it."""

from __future__ import annotations

from tillhouse.onboarding.expressions import code, expression
from tillhouse.onboarding.facts import is_line_key, spread_orders
from tillhouse.onboarding.file_parts import file_part, side_by_side
from tillhouse.onboarding.identity import columns_beside, number_expression, restart_question
from tillhouse.onboarding.keyed import key_of_relation, write_order_version, write_till
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.model import Model, Setting, source_of

TEXT = "{{ type_name('varchar') }}"


def write_baskets(model: Model, setting: Setting) -> None:
    """Add the number of the order and that of the line in it."""
    if "order_id" in model.guess.matches:
        _write_numbers(model, setting)
    else:
        _put_together(model, setting)


def _write_numbers(model: Model, setting: Setting) -> None:
    guess, query = model.guess, model.query
    order = guess.matches["order_id"]
    own = ["*", f"{number_expression(guess, setting.orders)} as own_order"]
    query.step("ordered", own)
    why = f"{order.column.original}: {order.why}"
    if setting.orders.parts:
        within = " and ".join(setting.orders.parts)
        why += f"; the numbers begin again with each {within}, which stands beside them"
        model.remarks.append(f"{order.column.original} begins again with each {within}")
    query.given["order_id"] = ("own_order", why)
    model.columns["order_id"] = order.column.original
    if setting.orders.moved:
        model.asked.append(restart_question(guess, setting.orders))
    beside = columns_beside(guess, setting.orders)
    changed = write_order_version(model, setting)
    has_key = is_line_key(guess, setting.looked, [*beside, *changed])
    if not has_key:
        _count_lines(model, "own_version" if changed else "")
    _write_slice(model, setting, has_key)


def _count_lines(model: Model, version: str) -> None:
    """Lines without a number of their own are counted as they stand in the delivery."""
    line = model.guess.matches.get("line_number")
    parts = ["source_system", "_load_id", "own_order", *filter(None, [version])]
    count = f"row_number() over (partition by {', '.join(parts)} order by _source_row) as own_line"
    model.query.step("numbered", ["*", count])
    told = f"{line.column.original} is not unique in an order" if line else "no column is one"
    model.query.given["line_number"] = (
        f"cast(own_line as {TEXT})",
        f"{told}: counted as delivered",
    )
    model.columns.pop("line_number", None)


def _write_slice(model: Model, setting: Setting, has_key: bool) -> None:
    """What a later delivery replaces: the order; where its lines come in several files, a part."""
    guess, options = model.guess, model.query.options
    options["_slice"] = "own_order"
    if guess.table.relation:
        if has_key and guess.table.has_deletes:
            options["_slice"], options["_deleted"] = key_of_relation(guess), "is_deleted"
            options["_restarts"] = "'false'"
        else:
            take_whole(model)
        return
    write_till(model, setting)
    spread = spread_orders(guess, setting.looked, columns_beside(guess, setting.orders))
    if not spread.is_split:
        return
    if has_key:
        line = code(guess.matches["line_number"].column)
        options["_slice"] = f"own_order || '|' || coalesce({line}, '')"
        what = "line"
    elif spread.on_days >= spread.split and (day := _day(model)):
        options["_slice"] = f"own_order || '|' || coalesce({day}, '')"
        what = "day"
    else:
        beside = columns_beside(guess, setting.orders)
        key = [guess.matches["order_id"].column.name, *beside]
        name, what = file_part(guess.table, key, setting.looked)
        options["_slice"] = f"own_order || '|' || {name}"
    model.remarks.append(
        f"{spread.split:,} orders have lines in more than one file; a later file replaces the "
        f"lines of the same order and {what} only"
    )


def take_whole(model: Model) -> None:
    """A relation whose lines have no number: each delivery is all of it and replaces all of it.

    Only changed rows would come with a key, and could not be counted within their order.
    """
    model.guess.table.key = ()
    model.query.options["_slice"] = f"'{model.guess.table.name}'"
    model.remarks.append("lines have no number of their own: each run reads the whole table")


def _day(model: Model) -> str:
    if given := model.query.given.get("business_date"):
        return given[0]
    found = source_of(model.guess, "business_date")
    promise = next(it for it in model.guess.entity.columns if it.name == "business_date")
    return expression(promise, found[1], found[0]) if found else ""


def _put_together(model: Model, setting: Setting) -> None:
    """Without an order number: one customer's purchases in one store on one day are an order.

    The number of the order counts the day's customers: their own would carry it to all who may
    see orders (R24). A later delivery replaces the store's day.
    """
    guess, query = model.guess, model.query
    parts = {
        "own_store": code(guess.matches["store_id"].column) if guess.has("store_id") else "''",
        "own_day": _day(model) or "''",
        "own_customer": code(guess.matches["customer_id"].column)
        if guess.has("customer_id")
        else f"cast(null as {TEXT})",
    }
    query.step("parted", ["*", *(f"{text} as {name}" for name, text in parts.items())])
    day = "partition by source_system, _load_id, own_store, own_day"
    beside, what = _beside_day(guess, setting)
    query.step(
        "put_together",
        [
            "*",
            f"coalesce(own_store, '') || '|' || coalesce(own_day, ''){beside} as own_slice",
            f"row_number() over ({day}, own_customer order by _source_row) as own_line",
            f"dense_rank() over ({day} order by own_customer nulls last) as own_buyer",
        ],
    )
    order = (
        f"own_slice || '|' || case when own_customer is null then '#' || cast(own_line as {TEXT})\n"
        f"        else cast(own_buyer as {TEXT}) end"
    )
    why = "no column is an order number: one customer's lines in one store on one day are an order"
    query.given["order_id"] = (order, why)
    line = f"case when own_customer is null then '1' else cast(own_line as {TEXT}) end"
    query.given["line_number"] = (line, "counted as delivered")
    query.options["_slice"] = "own_slice"
    if guess.table.relation:
        take_whole(model)
    model.remarks.append(f"{why}; a later delivery replaces the store's day{what}")


def _beside_day(guess: Guess, setting: Setting) -> tuple[str, str]:
    """What of a file's name stands beside store and day, where files of a day lie side by side."""
    key = [name for name in map(guess.name_of, ("store_id", "business_date")) if name]
    own = {it.name for it in guess.table.columns}
    if not key or not own.issuperset(key) or not side_by_side(guess.table, key, setting.looked):
        return "", ""
    name, noun = file_part(guess.table, key, setting.looked)
    return f" || '|' || {name}", f" in the same {noun}"
