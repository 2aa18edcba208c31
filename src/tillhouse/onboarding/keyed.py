"""What a later row replaces: that of the same key, which not every table tells (R7)."""

from __future__ import annotations

from tillhouse.onboarding import control_totals
from tillhouse.onboarding.days import day_of_delivery
from tillhouse.onboarding.expressions import code, expression
from tillhouse.onboarding.identity import number_expression, till_column, told_of
from tillhouse.onboarding.mapping import Guess, own_key
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.onboarding.versions import changed_column, version_expression, versions_in_files

TEXT = "{{ type_name('varchar') }}"
# What tells the rows of an entity apart where no number of their own does: never a measure.
TOLD_APART = {
    "inventory": ("store_id", "product_id", "stock_date"),
    "returns": ("order_id", "product_id", "store_id", "returned_date"),
    "payments": ("order_id", "store_id", "paid_date", "payment_method"),
    "support_tickets": ("created_at", "issue_type"),
    "web_sessions": ("started_at", "device"),
    "purchase_receipts": ("product_id", "vendor_id", "received_date"),
    "control_totals": control_totals.KEY,
}


def write_key(model: Model, setting: Setting) -> None:
    """What a later row replaces: that of the same key; without a key, the n-th of equal rows."""
    guess, key = model.guess, own_key(model.guess.entity.name)
    write_version(model)
    model.query.options["_part"] = f"cast(_source_row as {TEXT})"
    if "order_id" in guess.matches:
        _write_order(model, setting)
    if guess.table.has_deletes:
        model.query.options["_slice"] = key_of_relation(guess)
        model.query.options["_deleted"] = "is_deleted"
        if guess.entity.name == "orders":
            model.query.options["_restarts"] = "'false'"
    elif guess.entity.name == "orders":
        model.query.options["_slice"] = "own_order"
        write_till(model, setting)
    elif key and key in guess.matches:
        model.query.options["_slice"] = code(guess.matches[key].column)
    elif guess.entity.name == "inventory":
        _count_stock(model)
    elif guess.entity.name == control_totals.NAME:
        model.query.options["_slice"] = _told_apart(guess)
        control_totals.write_period(model, setting.looked)
    else:
        _number_equals(model, key)


def _write_order(model: Model, setting: Setting) -> None:
    """The order's number, with what stands beside it where the rows tell that."""
    guess, identity = model.guess, setting.orders
    is_order = guess.entity.name == "orders"
    if not is_order and {*identity.parts} - {"store", "till"}:
        return  # a return or payment does not tell the day of its order
    needed = {"day" if it == "year" else it for it in identity.parts}
    if needed <= set(told_of(guess)) and (is_order or identity.parts):
        model.query.step("ordered", ["*", f"{number_expression(guess, identity)} as own_order"])
        order = guess.matches["order_id"]
        model.query.given["order_id"] = ("own_order", f"{order.column.original}: {order.why}")
        model.columns["order_id"] = order.column.original


def write_till(model: Model, setting: Setting) -> None:
    """The till, in case that numbers turn out to begin again in each."""
    if "till" not in setting.orders.parts and (till := till_column(model.guess)):
        model.query.options["_till"] = code(till)


def key_of_relation(guess: Guess) -> str:
    """The key by which a database tells the rows of a table apart."""
    parts = (f"coalesce({{{{ clean('{name}') }}}}, '')" for name in guess.table.key)
    return " || '|' || ".join(parts)


def write_version(model: Model) -> None:
    """The moment of the last change, where the rows tell it. A relation is read as it is now."""
    changed = changed_column(model.guess.table)
    if changed and not model.guess.table.relation:
        model.query.options["_version"] = version_expression(changed)
        model.query.note(f"R7: the later version is that with the later {changed.name}.")


def write_order_version(model: Model, setting: Setting) -> list[str]:
    """The version of an order: its own in each row where a file holds several, else the latest
    change of its lines in the delivery. Returns the column that tells versions apart in a file."""
    changed = changed_column(model.guess.table)
    if not changed or model.guess.table.relation:
        return []
    model.query.note(f"R7: the later version is that with the later {changed.name}.")
    model.query.options["_version"] = "own_version"
    version = version_expression(changed)
    if versions_in_files(model.guess, changed, setting.looked):
        model.query.step("versioned", ["*", f"{version} as own_version"])
        return [changed.name]
    part = "partition by source_system, _load_id, own_order"
    model.query.step("versioned", ["*", f"max({version}) over ({part}) as own_version"])
    return []


def _count_stock(model: Model) -> None:
    """A count of a product in a store on a day replaces the one before. Without a day it is the
    stock of its delivery, and replaces what was counted before, whenever that was."""
    guess, query = model.guess, model.query
    query.options["_slice"] = _told_apart(guess)
    if guess.has("stock_date"):
        return
    day, why = day_of_delivery(guess.table)
    query.given["stock_date"] = (day, f"no column is the day of the count: {why}")
    query.options.setdefault("_version", day)


def _number_equals(model: Model, key: str) -> None:
    guess = model.guess
    model.query.step("equal", ["*", f"{_told_apart(guess)} as equal_rows"])
    count = "row_number() over (partition by _load_id, equal_rows order by _source_row)"
    number = f"equal_rows || '|' || cast({count} as {TEXT})"
    model.query.step("numbered", ["*", f"{number} as own_key"])
    model.query.options["_slice"] = "own_key"
    if key:
        names = " | ".join(_names(guess))
        model.query.given[key] = ("own_key", f"no column is a number of its own: {names} | n-th")


def _told_apart(guess: Guess) -> str:
    parts = [f"coalesce({{{{ clean('{name}') }}}}, '')" for name in _names(guess)]
    return " || '|' || ".join(parts) or "''"


def _names(guess: Guess) -> list[str]:
    """The columns that tell the rows apart, none of them personal: the key is seen by others (R24).
    Without any, all words that are no measures."""
    wanted = TOLD_APART.get(guess.entity.name, ())
    found = [source_of(guess, name) for name in wanted]
    if not any(found):
        told = [it for it in guess.entity.columns if not it.is_pii and it.data_type == "varchar"]
        found = [source_of(guess, it.name) for it in told]
    return list(dict.fromkeys(it[0] for it in found if it))


def keep_one_each(model: Model) -> None:
    """Of each delivery one row per key: the last, those with a value before those without."""
    guess = model.guess
    key = own_key(guess.entity.name)
    others = [name for name in guess.matches if name != key]
    model.query.step("keyed", ["*", f"{code(guess.matches[key].column)} as own_key"])
    first = [
        f"case when {{{{ clean('{guess.name_of(name)}') }}}} is null then 1 else 0 end"
        for name in others[:1]
    ]
    _rank(model, "own_key", [*first, "_source_row desc"], "own_key is not null")


def keep_orders(model: Model, setting: Setting) -> None:
    """The orders that lines name: the first line tells of it, one with a customer before others."""
    guess, key = model.guess, "own_order"
    own = ["*", f"{number_expression(guess, setting.orders)} as own_order"]
    condition = "own_order is not null"
    if found := source_of(guess, "business_date"):
        promise = next(it for it in guess.entity.columns if it.name == "business_date")
        own.append(f"{expression(promise, found[1], found[0])} as own_date")
        condition += " and {{ typed('own_date', 'date') }} is not null"
    model.query.step("ordered", own)
    order = guess.matches["order_id"]
    model.query.given["order_id"] = ("own_order", f"{order.column.original}: {order.why}")
    model.columns["order_id"] = order.column.original
    if write_order_version(model, setting):
        key = "own_order, own_version"
    first = []
    if customer := guess.name_of("customer_id"):
        first.append(f"case when {{{{ clean('{customer}') }}}} is null then 1 else 0 end")
    if model.query.row_questions:
        first.append("case when own_kind = 'void' then 1 else 0 end")
    _rank(model, key, [*first, "_source_row"], condition)
    model.query.options["_slice"] = "own_order"
    if guess.table.has_deletes:
        model.query.options["_restarts"] = "'false'"
    else:
        write_till(model, setting)


def _rank(model: Model, key: str, order: list[str], condition: str) -> None:
    if model.guess.table.has_deletes:
        condition += " and is_deleted is distinct from 'true'"
    place = (
        f"row_number() over (\n            partition by source_system, _load_id, {key} "
        f"order by {', '.join(order)}\n        ) as own_place"
    )
    model.query.step("ranked", ["*", place], condition)
    model.query.condition = "own_place = 1"
    model.query.options["_slice"] = key
    model.is_row_by_row = False
