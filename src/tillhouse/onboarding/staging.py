"""Write the staging model of one guess: commented `SELECT`s that a person can read and mend."""

from __future__ import annotations

from tillhouse.delivered_text import argument
from tillhouse.onboarding.currencies import write_currency
from tillhouse.onboarding.dates import decide_dates
from tillhouse.onboarding.days import day_in_names
from tillhouse.onboarding.expressions import is_written
from tillhouse.onboarding.gathered import (
    LINEAGE_OF_LATEST,
    day_of_rows,
    is_gathered,
    keep_last_values,
)
from tillhouse.onboarding.keyed import keep_one_each, keep_orders, write_key
from tillhouse.onboarding.line_types import sign_refunds, write_kinds
from tillhouse.onboarding.lines import write_lines
from tillhouse.onboarding.mapping import MOMENTS, Guess
from tillhouse.onboarding.model import Model, Setting, source_of
from tillhouse.onboarding.number_questions import ask_notation
from tillhouse.onboarding.order_columns import write_order_money
from tillhouse.onboarding.promises import missing, write_columns
from tillhouse.onboarding.return_columns import write_return_money
from tillhouse.onboarding.selects import Query, answer_to, read_lookups
from tillhouse.onboarding.shapes import SHARED_BY_LINES
from tillhouse.onboarding.table_questions import questions_for
from tillhouse.onboarding.versions import changed_column
from tillhouse.questions.question import Question

# What a model may say of its rows beside the contract's columns: see the macro `intake`.
OPTIONS = ("_slice", "_version", "_part", "_copy", "_deleted", "_till", "_restarts", "_problem")

LINEAGE = ["_load_id", "_source_file", "_source_row"]


def write_model(guess: Guess, setting: Setting) -> Model:
    """The staging model of one entity of one table."""
    model = Model(guess, guess.model_name(setting.kind), Query(setting.kind))
    model.questions += questions_for(guess, setting.looked)
    model.questions += guess.questions
    if _is_orders_of_derived_lines(guess, setting):
        return _orders_of_lines(model, setting)
    model.query.begin(guess.table, _title(guess), is_row_by_row=not guess.is_derived)
    read_lookups(guess, model.query)
    _read_dates(model, setting)
    _read_day_of_file(model)
    money = setting.money_of(guess)
    kinds = money.kinds if money and money.tells_kind(guess) else None
    if kinds and kinds.word and guess.is_derived:
        kinds = None  # a flag of one line says nothing of its order
    if kinds:
        write_kinds(model, kinds)
    if guess.entity.name == "order_lines":
        write_lines(model, setting)
    elif guess.is_derived and guess.entity.name == "orders":
        keep_orders(model, setting)
    elif guess.is_derived and not is_gathered(guess):
        keep_one_each(model)
    elif not guess.is_derived:
        write_key(model, setting)
    if guess.entity.name == "orders" and money:
        write_order_money(model, money)
    if guess.entity.name == "returns":
        write_return_money(model)
    write_currency(model, setting.looked)
    write_columns(model, setting)
    if kinds and guess.entity.name == "order_lines":
        sign_refunds(model)
    ask_notation(model)
    if is_gathered(guess):
        keep_last_values(model, setting)
    _write_options(model)
    model.query.tail += LINEAGE_OF_LATEST if is_gathered(guess) else LINEAGE
    return model


def _title(guess: Guess) -> str:
    rows = f"{guess.table.rows:,} rows"
    where = f"{guess.table.label}, {rows}"
    if guess.is_derived:
        return f"{guess.entity.name} as they stand in {guess.table.name} ({where})."
    return f"{guess.entity.name} from {guess.table.name} ({where})."


def _is_orders_of_derived_lines(guess: Guess, setting: Setting) -> bool:
    return guess.entity.name == "orders" and guess.is_derived and "order_id" not in guess.matches


def _read_day_of_file(model: Model) -> None:
    """The day of orders that tell none is that of their export, where all files name one."""
    guess = model.guess
    if guess.entity.name not in ("orders", "order_lines") or source_of(guess, "business_date"):
        return
    if order := day_in_names(guess.table):
        day = f"{{{{ day_of_name('_source_file', '{order}') }}}}"
        model.query.given["business_date"] = (day, "no column tells it: the day in the file's name")


def _read_dates(model: Model, setting: Setting) -> None:
    """Take apart dates that people wrote, in a step of their own: the expression is long."""
    guess = model.guess
    changed = changed_column(guess.table)
    written = {changed.name: changed} if changed and is_written(changed) else {}
    for promise in guess.entity.columns:
        if promise.data_type in MOMENTS and (found := source_of(guess, promise.name)):
            name, column = found
            if is_written(column):
                written[name] = column
    told = day_of_rows(guess, setting) if is_gathered(guess) else None
    if told and is_written(told[1]):
        written[told[0]] = told[1]
    if not written:
        return
    decided = decide_dates(list(written.values()), guess.table, setting.looked, guess.table.name)
    model.query.note(f"How dates are written: {decided.why}.")
    order = f"'{decided.order}'"
    if decided.question is not None:
        model.questions.append(decided.question)
        order = f"{answer_to(setting.kind, decided.question.key)} or {order}"
    model.query.set("date_order", order)
    lines = [
        f"{{{{ written_moment('{name}', date_order{', true' * (it.name in decided.swapped)}) }}}} "
        f"as {name}_moment"
        for name, it in written.items()
    ]
    for it in (it for it in written.values() if it.name in decided.swapped):
        why = f"{it.original}: a spreadsheet swapped day and month where it could; turned back"
        model.query.note(f"{why}.")
        model.remarks.append(why)
    model.query.step("dated", ["*", *lines])


def _write_options(model: Model) -> None:
    query = model.query
    for name in OPTIONS:
        if name in query.options:
            text = query.options[name]
            query.tail.append(text if text == name else f"{text} as {name}")
    keys = ", ".join(_key(question) for question in model.questions)
    call = f"{{{{ open_question({argument(query.kind)}, [{keys}]) }}}}"
    if query.row_questions:
        query.tail.append(f"coalesce({', '.join([call, *query.row_questions])}) as _question")
    elif keys:
        query.tail.append(f"{call} as _question")


def _key(question: Question) -> str:
    if not question.written_for:
        return argument(question.key)
    return f"({argument(question.key)}, {argument(question.written_for)})"


def _orders_of_lines(model: Model, setting: Setting) -> Model:
    """The orders that lines without an order number were put together to."""
    guess, query = model.guess, model.query
    lines = _lines_of(guess, setting).model_name(setting.kind)
    query.note(f"The orders that {lines} puts together; see there.")
    known = " where _problem is null" if guess.table.totals else ""
    query.ctes.append(("lines", f"    select * from {{{{ ref('{lines}') }}}}{known}"))
    shared = [name for name in SHARED_BY_LINES if name in guess.matches and name != "ordered_at"]
    kept = ["order_id", *(it for it in shared if it in _lines_of(guess, setting).matches)]
    part = "partition by source_system, _load_id, order_id"
    query.step("ranked", ["*", f"row_number() over ({part} order by _source_row) as own_place"])
    query.condition = "own_place = 1"
    if "business_date" in kept:
        query.condition += " and {{ typed('business_date', 'date') }} is not null"
    for promise in guess.entity.columns:
        is_kept = promise.name in ("source_system", *kept)
        text = promise.name if is_kept else ""
        query.select.append((promise.name, text, "" if is_kept else missing(promise)))
    model.columns = {n: guess.matches[n].column.original for n in kept if n in guess.matches}
    query.options["_slice"] = "_slice"
    _write_options(model)
    query.tail += LINEAGE
    model.is_row_by_row = False
    return model


def _lines_of(guess: Guess, setting: Setting) -> Guess:
    """The lines that stand in the same table."""
    lines = (it for it in setting.guesses if it.entity.name == "order_lines")
    return next(it for it in lines if it.table is guess.table)
