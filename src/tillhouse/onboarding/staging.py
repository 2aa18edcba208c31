"""Write the staging model of one guess: commented `SELECT`s that a person can read and mend."""

from __future__ import annotations

from tillhouse.onboarding.expressions import code, date_order, expression, is_written
from tillhouse.onboarding.line_types import sign_refunds, write_kinds
from tillhouse.onboarding.lines import write_lines
from tillhouse.onboarding.mapping import MOMENTS, Guess, own_key
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.onboarding.number_questions import ask_notation
from tillhouse.onboarding.order_columns import write_order_money
from tillhouse.onboarding.promises import missing, write_columns
from tillhouse.onboarding.return_columns import write_return_money
from tillhouse.onboarding.selects import Query, read_lookups
from tillhouse.onboarding.tables import Column

TEXT = "{{ type_name('varchar') }}"


def write_model(guess: Guess, setting: Setting) -> Model:
    """The staging model of one entity of one table."""
    model = Model(guess, f"stg_{setting.kind}__{guess.entity.name}", Query(setting.kind))
    if _is_orders_of_derived_lines(guess, setting):
        return _orders_of_lines(model, setting)
    model.query.begin(guess.table.name, _title(guess))
    read_lookups(guess, model.query)
    _read_dates(model, setting)
    money = setting.money_of(guess)
    kinds = money.kinds if money and money.tells_kind(guess) else None
    if kinds:
        write_kinds(model, kinds)
    if guess.entity.name == "order_lines":
        write_lines(model, setting)
    elif guess.is_derived:
        _keep_one_each(model)
    else:
        _keyed(model)
    if guess.entity.name == "orders" and money:
        write_order_money(model, money)
    if guess.entity.name == "returns":
        write_return_money(model)
    write_columns(model, setting)
    if kinds and guess.entity.name == "order_lines":
        sign_refunds(model)
    ask_notation(model)
    _write_lineage(model)
    return model


def _title(guess: Guess) -> str:
    rows = f"{guess.table.rows:,} rows"
    where = f"{guess.table.label}, {rows}"
    if guess.is_derived:
        return f"{guess.entity.name} as they stand in {guess.table.name} ({where})."
    return f"{guess.entity.name} from {guess.table.name} ({where})."


def _is_orders_of_derived_lines(guess: Guess, setting: Setting) -> bool:
    return guess.entity.name == "orders" and guess.is_derived and "order_id" not in guess.matches


def _read_dates(model: Model, setting: Setting) -> None:
    """Take apart dates that people wrote, in a step of their own: the expression is long."""
    guess = model.guess
    written: dict[str, Column] = {}
    for promise in guess.entity.columns:
        if promise.data_type in MOMENTS and (found := source_of(guess, promise.name)):
            name, column = found
            if is_written(column):
                written[name] = column
    if not written:
        return
    order, why = date_order(list(written.values()), setting.country)
    model.query.top.append(f"-- How dates are written: {why}.")
    model.query.top.append(f"{{%- set date_order = '{order}' %}}")
    lines = [f"{{{{ written_moment('{name}', date_order) }}}} as {name}_moment" for name in written]
    model.query.step("dated", ["*", *lines])


def _keep_one_each(model: Model) -> None:
    """Of each delivery one row per key: the last, those with a value before those without."""
    guess = model.guess
    key = own_key(guess.entity.name)
    column = guess.matches[key].column
    others = [name for name in guess.matches if name != key]
    keyed = ["*", f"{code(column)} as own_key"]
    condition = "own_key is not null"
    if guess.entity.name == "orders" and (found := source_of(guess, "business_date")):
        promise = next(it for it in guess.entity.columns if it.name == "business_date")
        keyed.append(f"{expression(promise, found[1], found[0])} as own_date")
        condition += " and {{ typed('own_date', 'date') }} is not null"
    model.query.step("keyed", keyed)
    first = [
        f"case when {{{{ clean('{guess.name_of(name)}') }}}} is null then 1 else 0 end"
        for name in others[:1]
        if guess.entity.name != "orders"
    ]
    if model.query.row_questions and guess.entity.name == "orders":
        first.append("case when own_kind = 'void' then 1 else 0 end")
    order = ", ".join(
        [*first, "_source_row desc" if guess.entity.name != "orders" else "_source_row"]
    )
    place = (
        "row_number() over (\n            partition by source_system, _load_id, own_key "
        f"order by {order}\n        ) as own_place"
    )
    model.query.step("ranked", ["*", place], condition)
    model.query.condition = "own_place = 1"
    model.query.options["_slice"] = "own_key"
    model.is_row_by_row = False


def _keyed(model: Model) -> None:
    """What a later row replaces: that of the same key; without a key, the n-th of equal rows."""
    guess, key = model.guess, own_key(model.guess.entity.name)
    if key and key in guess.matches:
        model.query.options["_slice"] = code(guess.matches[key].column)
    else:
        told = [it.name for it in guess.entity.columns if not it.is_pii]
        named = [guess.name_of(name) for name in told if name in guess.matches]
        names = list(guess.table.key) or list(dict.fromkeys(named))[:5]
        parts = [f"coalesce({{{{ clean('{name}') }}}}, '')" for name in names]
        joined = " || '|' || ".join(dict.fromkeys(parts))
        model.query.step("equal", ["*", f"{joined} as equal_rows"])
        count = "row_number() over (partition by _load_id, equal_rows order by _source_row)"
        number = f"equal_rows || '|' || cast({count} as {TEXT})"
        model.query.step("numbered", ["*", f"{number} as own_key"])
        model.query.options["_slice"] = "own_key"
        if key:
            why = f"no column is a number of its own: {' | '.join(names)} | n-th"
            model.query.given[key] = ("own_key", why)
    model.query.options["_part"] = f"cast(_source_row as {TEXT})"


def _write_lineage(model: Model) -> None:
    query = model.query
    for name in ("_slice", "_part", "_copy"):
        if name in query.options:
            query.tail.append(f"{query.options[name]} as {name}")
    keys = [question.key for question in model.questions]
    if query.row_questions:
        asked = [f"{{{{ open_question({query.kind!r}, {keys!r}) }}}}", *query.row_questions]
        query.tail.append(f"coalesce({', '.join(asked)}) as _question")
    elif keys:
        call = f"open_question({query.kind!r}, {keys!r})"
        query.tail.append(f"{{{{ {call} }}}} as _question")
    query.tail += ["_load_id", "_source_file", "_source_row"]


def _orders_of_lines(model: Model, setting: Setting) -> Model:
    """The orders that lines without an order number were put together to."""
    guess, query = model.guess, model.query
    lines = f"stg_{setting.kind}__order_lines"
    query.top.append(f"-- The orders that {lines} puts together; see there.")
    query.ctes.append(("lines", f"    select * from {{{{ ref('{lines}') }}}}"))
    names = [name for name in guess.matches if name not in ("ordered_at", "status")]
    kept = ["order_id", *(name for name in names if name in _of_lines(setting))]
    part = "partition by source_system, _load_id, order_id"
    query.step("ranked", ["*", f"row_number() over ({part} order by _source_row) as own_place"])
    query.condition = "own_place = 1 and {{ typed('business_date', 'date') }} is not null"
    for promise in guess.entity.columns:
        is_kept = promise.name in ("source_system", *kept)
        text = promise.name if is_kept else ""
        query.select.append((promise.name, text, "" if is_kept else missing(promise)))
    model.columns = {n: guess.matches[n].column.original for n in kept if n in guess.matches}
    query.tail += ["_slice", "_load_id", "_source_file", "_source_row"]
    model.is_row_by_row = False
    return model


def _of_lines(setting: Setting) -> set[str]:
    lines = next(it for it in setting.guesses if it.entity.name == "order_lines")
    return set(lines.matches)
