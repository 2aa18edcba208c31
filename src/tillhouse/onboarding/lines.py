"""What order lines need beside their columns: an order, a number in it, a price, a slice."""

from __future__ import annotations

from tillhouse.onboarding.expressions import code, expression, number
from tillhouse.onboarding.facts import is_line_key, odd_prefixes, split_orders
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.wording import plural

TEXT = "{{ type_name('varchar') }}"


def write_lines(model: Model, setting: Setting) -> None:
    """Add the steps of order lines to a model whose dates are read."""
    model.query.top.append("-- R3: a negative quantity is a return. R6: unknown ids are kept.")
    _write_price(model)
    _write_copies(model)
    if "order_id" in model.guess.matches:
        _write_numbers(model, setting)
    else:
        _put_together(model)
    for prefix in odd_prefixes(model.guess, setting.looked):
        what = (
            "all negative: kept as returns" if prefix.is_return else "not all negative: see orders"
        )
        model.query.top.append(
            f"-- Order numbers {prefix.letters}…: {plural(prefix.rows, 'row')}, {what}."
        )


def _write_price(model: Model) -> None:
    """A price per unit from the total where only that is told; a quantity of 1 where none is."""
    guess, query = model.guess, model.query
    total = guess.matches.get("stated_amount")
    if total is None or guess.has("unit_price"):
        return
    told = number(total.column, total.column.name)
    why = f"{total.column.original} is a total"
    if not guess.has("quantity"):
        query.given["quantity"] = (
            f"case when trim({total.column.name}) like '-%' then '-1' else '1' end",
            f"no column tells it; {why}, so each line is 1 ×, and −1 × where it is negative",
        )
        query.given["unit_price"] = (f"{{{{ replace_all({_inner(told)}, '^-', '') }}}}", why)
    else:
        quantity = guess.matches["quantity"].column
        query.step(
            "told",
            ["*", f"{told} as told_total", f"{number(quantity, quantity.name)} as told_units"],
        )
        query.step("priced", ["*", "{{ price_of_total('told_total', 'told_units') }} as own_price"])
        query.given["unit_price"] = ("own_price", f"{why}: divided by the quantity, to 4 places")
        if not guess.has("discount_rate", "discount_amount"):
            rest = "{{ rest_of_total('told_total', 'told_units', 'own_price') }}"
            query.given["discount_amount"] = (
                rest,
                "what rounding the price leaves over, below a cent",
            )
    model.columns["unit_price"] = total.column.original


def _inner(jinja: str) -> str:
    return jinja.removeprefix("{{ ").removesuffix(" }}")


def _write_copies(model: Model) -> None:
    """Identical rows of one delivery are kept and counted where no number tells them apart. R7"""
    if model.guess.table.key or "line_number" in model.guess.matches:
        return
    names = ", ".join(f"'{column.name}'" for column in model.guess.table.columns)
    before = model.query.last
    model.query.top.append(f"{{%- set delivered = [{names}] %}}")
    model.query.ctes.append(("copies", f"    {{{{ copies_of('{before}', delivered) }}}}"))
    model.query.ctes.append(
        (
            "counted",
            f"    select {before}.*, {{{{ copy_number('copies', '{before}') }}}} as own_copy\n"
            f"    from {before}\n    left join copies on "
            f"{{{{ is_equal_row('{before}', 'copies', delivered) }}}}",
        )
    )
    model.query.options["_copy"] = "own_copy"


def _write_numbers(model: Model, setting: Setting) -> None:
    guess, query = model.guess, model.query
    order = guess.matches["order_id"].column
    query.step("ordered", ["*", f"{code(order)} as own_order"])
    query.given["order_id"] = ("own_order", f"{order.original}: {guess.matches['order_id'].why}")
    model.columns["order_id"] = order.original
    has_key = is_line_key(guess, setting.looked)
    if not has_key:
        part = "partition by source_system, _load_id, own_order"
        count = f"row_number() over ({part} order by _source_row) as own_line"
        query.step("numbered", ["*", count])
        line = guess.matches.get("line_number")
        told = f"{line.column.original} is not unique in an order" if line else "no column is one"
        query.given["line_number"] = (f"cast(own_line as {TEXT})", f"{told}: counted as delivered")
        model.columns.pop("line_number", None)
    query.options["_slice"] = "own_order"
    split = split_orders(guess, setting.looked)
    if guess.table.relation and not has_key:
        _take_whole(model)
    elif has_key and (guess.table.relation or split):
        line_number = code(guess.matches["line_number"].column)
        query.options["_slice"] = f"own_order || '|' || coalesce({line_number}, '')"
    elif split:
        day = _day(model)
        query.options["_slice"] = f"own_order || '|' || coalesce({day}, '')" if day else "own_order"
        model.remarks.append(
            f"{split:,} orders have lines in more than one file; a later file replaces the lines "
            "of the same order and day only"
        )


def _take_whole(model: Model) -> None:
    """A relation whose lines have no number: each delivery is all of it and replaces all of it.

    Only changed rows would come with a key, and could not be counted within their order.
    """
    model.guess.table.key = ()
    model.query.options["_slice"] = f"'{model.guess.table.name}'"
    model.remarks.append("lines have no number of their own: each run reads the whole table")


def _day(model: Model) -> str:
    found = source_of(model.guess, "business_date")
    promise = next(it for it in model.guess.entity.columns if it.name == "business_date")
    return expression(promise, found[1], found[0]) if found else ""


def _put_together(model: Model) -> None:
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
    query.step(
        "put_together",
        [
            "*",
            "coalesce(own_store, '') || '|' || coalesce(own_day, '') as own_slice",
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
        _take_whole(model)
    model.remarks.append(f"{why}; a later delivery replaces the store's day")
