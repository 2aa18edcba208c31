"""The source.toml of a source of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.delivered_text import toml_value
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.onboarding.together import open_names
from tillhouse.onboarding.unions import names_of
from tillhouse.sources.files.header import snake_case
from tillhouse.sources.spec import NOT_RECOGNISED

LEFT_OUT = """\
# What is not read, and why. Whatever else lies there and no table takes is told.
[left_out]"""


def spec_text(name: str, tables: Sequence[Table], models: Sequence[Model], looked: Looked) -> str:
    """The whole file: the tables that models read, and what is left out."""
    title = f"{name}: {', '.join(table.name for table in tables)}"
    parts = [
        f"title = {toml_value(title)}\n\n"
        "# Which files (or relations) make up each table. Files that come later and fit a pattern\n"
        "# belong to it too. Columns may be added here; `aliases` name other spellings of them.\n"
    ]
    for table in tables:
        parts.append(_table_text(table, _required(table, models)))
    parts.append(_left_out_text(tables, looked))
    return "\n".join(parts)


def _left_out_text(tables: Sequence[Table], looked: Looked) -> str:
    """What was there and no table takes; what comes beside it is told by check and run."""
    names: dict[str, str] = {}
    taken = {name for table in tables for name in (table.name, *table.parts)}
    for table in looked.delivered:
        if table.name not in taken:
            why = looked.left_out.get(table.name, NOT_RECOGNISED)
            names |= dict.fromkeys(names_of(table), why)
    lines = [f"{toml_value(name)} = {toml_value(why)}" for name, why in names.items()]
    return "\n".join([LEFT_OUT, *lines]) + "\n"


def _required(table: Table, models: Sequence[Model]) -> list[str]:
    """Columns without which no row could be taken: a file that lacks one is refused whole."""
    found: dict[str, None] = {}
    for model in models:
        guess = model.guess
        if guess.table is table and not guess.is_derived:
            for name in guess.entity.required:
                if name in guess.matches:
                    found[guess.matches[name].column.name] = None
    return list(found)


def _table_text(table: Table, required: Sequence[str]) -> str:
    lines = [f"[tables.{table.name}]", f"title = {toml_value(table.label)}"]
    if table.relations:
        lines.append(f"relation = {_one_or_all(open_names(table.relations))}")
        if table.key:
            lines.append(f"key = {_listed(table.key)}")
            lines.append("deletes = true")
    else:
        lines.append(f"files = {_listed(table.patterns)}")
    if table.sheets:
        lines.append(f"sheet = {_one_or_all(open_names(table.sheets))}")
    lines.append(f"columns = {_listed([column.name for column in table.columns])}")
    if required:
        lines.append(f"required = {_listed(required)}")
    others = [it for it in table.columns if snake_case(it.original) != it.name]
    if others:
        lines += ["", f"[tables.{table.name}.aliases]"]
        lines += [f"{column.name} = {_listed([column.original])}" for column in others]
    return "\n".join(lines) + "\n"


def _one_or_all(values: Sequence[str]) -> str:
    return toml_value(values[0]) if len(values) == 1 else _listed(values)


def _listed(values: Sequence[str]) -> str:
    """A list of texts, folded where it is long."""
    whole = f"[{', '.join(map(toml_value, values))}]"
    if len(whole) <= 88:
        return whole
    return "[\n" + "".join(f"  {toml_value(value)},\n" for value in values) + "]"
