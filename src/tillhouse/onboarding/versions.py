"""When a row was changed, as it says itself: the later version wins, whatever came later (R7)."""

from __future__ import annotations

from tillhouse.onboarding.expressions import f_epoch, is_written
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.sources.files.header import snake_case

# Words for a change, and words that may stand beside one: `last_modified`, `geaendert_am`.
_CHANGED = """
    updated update modified changed change modification lastmodified lastupdate lastupdated
    lastchanged rowversion version revision write edited geaendert geändert aenderung änderung
    aktualisiert modifie modifié maj actualise actualisé actualizado modificado modificacion
    modificación actualizacion actualización modificato aggiornato modifica aggiornamento
    gewijzigd bijgewerkt wijziging alterado atualizado alteracao alteração atualizacao
    atualização upd mod chg
"""
_BESIDE = """
    last latest row record rec order line entry item customer product date dt time timestamp ts at
    on am um le el il em op utc datetime stamp no nr num number zuletzt letzte datum zeit derniere
    dernière ultima última ultimo último data fecha hora de la da der des laatst laatste sys system
"""
CHANGED, BESIDE = frozenset(_CHANGED.split()), frozenset(_BESIDE.split())
COUNTED = frozenset({"rowversion", "version", "revision"})


def changed_column(table: Table) -> Column | None:
    """The column that says when a row was changed last; one with a time before one of days."""
    found = [column for column in table.columns if _says_change(column)]
    return max(found, key=lambda it: (it.has_times, it.filled), default=None)


def version_expression(column: Column) -> str:
    """Text that sorts by the time of the change, in Jinja-SQL."""
    name = column.name
    if column.is_epoch:
        return f"{{{{ {f_epoch(name)} }}}}"
    if is_written(column):
        return f"{{{{ moment_text('{name}_moment', clean('{name}')) }}}}"
    if column.is_date:
        return f"{{{{ version_text('{name}') }}}}"
    return f"lpad({{{{ clean('{name}') }}}}, 20, '0')"


def versions_in_files(guess: Guess, changed: Column, looked: Looked) -> bool:
    """Whether one file holds several versions of an order: the same line or product twice, changed
    at different times."""
    order = guess.name_of("order_id")
    same = guess.name_of("line_number") or guess.name_of("product_id")
    if not order or not same:
        return False
    sql = (
        f"select count(*) from (select 1 from {guess.table.view} where trim({order}) <> '' "
        f"group by _file, trim({order}), trim({same}) "
        f"having count(distinct trim({changed.name})) > 1)"
    )
    return bool(looked.ask(sql)[0][0])


def _says_change(column: Column) -> bool:
    parts = {it for it in snake_case(column.original).lower().split("_") if it}
    if not parts & CHANGED or parts - CHANGED - BESIDE:
        return False
    if column.is_date:
        return True
    return bool(COUNTED & parts) and column.filled > 0 and column.share(column.whole) >= 0.9
