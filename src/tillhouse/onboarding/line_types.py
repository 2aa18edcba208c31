"""Sales, refunds and voids in one list, told apart by a column of words (R3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tillhouse.onboarding.line_flags import find_flag, flag_text
from tillhouse.onboarding.mapping import Guess, Hop, Lookup
from tillhouse.onboarding.names import words
from tillhouse.onboarding.selects import lent_name
from tillhouse.onboarding.tables import Column, Looked

if TYPE_CHECKING:
    from tillhouse.onboarding.model import Model

MOST_TYPES = 12
LENT = "transaction_type"
SALES = ("sale", "sales", "verkauf", "vente", "venta", "vendita", "verkoop", "venda")
BACK = ("refund", "return", "void", "storno", "gutschrift", "retoure", "avoir", "remboursement",
        "devolución", "devolucion", "reembolso", "reso", "rimborso", "retour", "returned",
        "refunded", "voided", "credit_note", "stornierung", "annulation")  # fmt: skip
SIGNED = ("quantity", "gross_amount", "discount_amount", "tax_amount", "stated_amount")


@dataclass(frozen=True)
class Kinds:
    """The column that tells the kind of a line, and the way to it where it stands at the order.

    A flag says `word` of its rows, and that they are sales of the others.
    """

    column: Column
    hops: tuple[Hop, ...] = ()
    word: str = ""

    @property
    def name(self) -> str:
        return lent_name(LENT) if self.hops else self.column.name


def find_kinds(guess: Guess, orders: Guess | None, looked: Looked) -> Kinds | None:
    """The kind of a line in its own row, or in that of its order in another list."""
    if (own := _told_in(guess, looked)) is not None:
        return own
    mine = guess.name_of("order_id")
    if orders is None or orders.table is guess.table or not mine:
        return None
    told, key = _told_in(orders, looked), orders.name_of("order_id")
    if told is None or not key or not orders.table.is_unique(key):
        return None
    kinds = replace(told, hops=(Hop(mine, orders.table, key),))
    guess.lookups[LENT] = Lookup(kinds.hops, kinds.column)
    return kinds


def _told_in(guess: Guess, looked: Looked) -> Kinds | None:
    if (column := type_column(guess, looked)) is not None:
        return Kinds(column)
    flag = find_flag(guess, looked)
    return Kinds(flag[0], word=flag[1]) if flag else None


def type_column(guess: Guess, looked: Looked) -> Column | None:
    """The column of few words of which one is a sale and, unless it is called so, one is none."""
    taken = {it.column for name, it in guess.matches.items() if name not in ("status", "line_type")}
    for column in guess.table.columns:
        if column in taken or column.is_number or column.is_date:
            continue
        if not 0 < column.distinct <= MOST_TYPES:
            continue
        sql = (
            f"select distinct replace(lower(trim({column.name})), ' ', '_') from "
            f"{guess.table.view} where trim({column.name}) <> ''"
        )
        found = {str(it) for (it,) in looked.ask(sql)}
        is_called_so = "type" in words(column.original)
        has_both = bool(found & {*SALES}) and bool(found & {*BACK})
        if has_both or (is_called_so and found & {*SALES, *BACK}):
            return column
    return None


def write_kinds(model: Model, kinds: Kinds) -> None:
    """Add the kind of each row; a row of an unknown kind waits for an answer."""
    name = kinds.name if model.guess.entity.name == "order_lines" else kinds.column.name
    if kinds.word:
        model.query.step("flagged", ["*", f"{flag_text(name, kinds.word)} as own_flag"])
        name = "own_flag"
    kind = f"{{{{ transaction_kind('{name}', '{model.query.kind}') }}}}"
    model.query.step("kinds", ["*", f"{kind} as own_kind"])
    model.query.row_questions.append(f"{{{{ transaction_question('{name}', 'own_kind') }}}}")
    if model.guess.entity.name == "order_lines":
        text, why = "case when own_kind = 'void' then 'void' end", "voids count nowhere"
        model.query.given["line_type"] = (text, f"{kinds.column.original}: {why}")
        return
    status = model.guess.name_of("status")
    other = f"{{{{ clean('{status}') }}}}" if status and status != name else "'completed'"
    text = f"case when own_kind = 'void' then 'void' else {other} end"
    model.query.given["status"] = (text, f"{kinds.column.original}: voids count nowhere")
    model.columns["status"] = kinds.column.original


def sign_refunds(model: Model) -> None:
    """Numbers of refunds below 0, whichever sign they are delivered with."""
    query = model.query
    signed = [(name, text) for name, text, _ in query.select if name in SIGNED and text]
    query.step("unsigned", ["*", *(f"{text} as plain_{name}" for name, text in signed)])
    told = {name: f"{{{{ signed_by_kind('plain_{name}', 'own_kind') }}}}" for name, _ in signed}
    query.select = [(name, told.get(name, text), why) for name, text, why in query.select]
