"""Flags that say of a row that it is a return, or counts nowhere: `voided`, `is_return` (R3).

That a line `is_return` is plain. That what it sold was `returned` may mean that the line is the
return, or that it was a sale once: that is asked, in the words of the delivery (R26).
"""

from __future__ import annotations

from tillhouse.delivered_text import literal
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.names import tokens
from tillhouse.onboarding.tables import Column, Looked

_VOID = """
    void voided cancelled canceled cancel deleted storniert storno geloscht geloescht annule annulee
    supprime anulado anulada cancelado cancelada eliminado annullato annullata geannuleerd
    verwijderd
"""
_RETURNED = """
    returned refunded zuruckgegeben retourniert erstattet retourne rembourse devuelto devolvido
    reembolsado rimborsato teruggestuurd
"""
VOID, RETURNED = frozenset(_VOID.split()), frozenset(_RETURNED.split())
RETURN = frozenset({
    "return", "refund", "retoure", "gutschrift", "ruckgabe", "avoir", "devolucion", "reso",
    "retour",
})  # fmt: skip
BESIDE = frozenset({
    "is", "was", "has", "flag", "yn", "line", "item", "order", "sale", "transaction", "ist", "est",
})  # fmt: skip
YES = ("true", "t", "yes", "y", "1", "x", "ja", "j", "oui", "o", "si", "s", "sim", "wahr", "vrai")
NO = ("false", "f", "no", "n", "0", "nein", "non", "nee", "nao", "falsch", "faux", "")


def find_flag(guess: Guess, looked: Looked) -> tuple[Column, str] | None:
    """The flag among the columns that nothing uses, and the word for the rows that it is set in."""
    used = {match.column for name, match in guess.matches.items() if name != "status"}
    for column in guess.table.columns:
        word = _word_of(column)
        if word and column not in used and _is_flag(guess, column, looked):
            return column, word
    return None


def flag_text(name: str, word: str) -> str:
    """The kind of a row in SQL: the word, `sale`, or what stands there and is no flag."""
    value = f"lower(trim(coalesce({name}, '')))"
    return (
        f"case when {value} in ({_listed(YES)}) then {literal(word)} "
        f"when {value} in ({_listed(NO)}) then 'sale' else trim({name}) end"
    )


def _word_of(column: Column) -> str:
    said = {*tokens(column.original)} - BESIDE
    if not said:
        return ""
    if said <= VOID:
        return "void"
    if said <= RETURN:
        return "return"
    return f"{column.original}: yes" if said <= RETURNED else ""


def _is_flag(guess: Guess, column: Column, looked: Looked) -> bool:
    sql = (
        f"select count(*) filter (where v in ({_listed(YES + NO)})), count(*) filter (where v <> ''"
        f"), count(*) from (select lower(trim(coalesce({column.name}, ''))) as v "
        f"from {guess.table.view})"
    )
    known, filled, rows = (int(str(it)) for it in looked.ask(sql)[0])
    return filled > 0 and known == rows


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
