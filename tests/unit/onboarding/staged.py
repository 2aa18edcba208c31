"""Run generated staging models over what was looked at: the macros rendered without dbt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jinja2
from jinja2.runtime import Macro

from tillhouse.onboarding.model import Model
from tillhouse.onboarding.tables import Looked

MACROS = Path(__file__).parents[3] / "warehouse" / "macros"
SHOP = {"currency": "EUR", "country": "DE", "time_zone": "Europe/Berlin"}


@dataclass(frozen=True)
class Staged:
    """A model and its rows."""

    model: Model
    rows: list[dict[str, Any]]

    def column(self, name: str) -> list[Any]:
        """The values of one column, None where the model leaves it out; numbers as decimals."""
        return [_number(row.get(name)) for row in self.rows]

    @property
    def questions(self) -> list[str]:
        """The keys of what is asked."""
        return [it.key for it in self.model.questions]


def _number(value: Any) -> Any:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


class Adapter:
    """What macros ask of dbt's adapter: the macro of the engine, else the default."""

    def __init__(self, macros: Mapping[str, Any]) -> None:
        self.macros = macros

    def dispatch(self, name: str, package: str) -> Any:
        found = f"duckdb__{name}"
        return self.macros[found if found in self.macros else f"default__{name}"]


@lru_cache(maxsize=1)
def macro_text() -> str:
    """All macros; a materialization is no macro."""
    files = sorted(MACROS.glob("*.sql"))
    texts = [it.read_text("utf-8") for it in files]
    return "\n".join(it for it in texts if "{% materialization" not in it)


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """One for all tests: reading the macros takes longer than a test."""
    return jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)


@lru_cache(maxsize=1)
def compiled() -> jinja2.Template:
    return environment().from_string(macro_text())


def render(sql: str, views: Mapping[str, str], answers: Mapping[str, str] | None = None) -> str:
    """The SQL of a model, or of any text that calls macros."""
    known = {"shop": SHOP, "answers": {"shop": dict(answers or {})}}
    macros: dict[str, Any] = {}
    values = {
        "adapter": Adapter(macros),
        "return": _returned,
        "var": lambda name, default=None: known.get(name, default),
        "source": lambda kind, table: views[table],
        "ref": lambda name: views[name],
    }
    with patch.object(Macro, "_invoke", _invoke):
        module = compiled().make_module(values)
        macros |= {name: getattr(module, name) for name in dir(module) if name[0] != "_"}
        return environment().from_string(sql, globals={**values, **macros}).render()


class _Returned(Exception):
    """What a macro returns, on its way out of it."""


def _returned(value: Any) -> None:
    raise _Returned(value)


def _invoke(self: Macro, arguments: list[Any], autoescape: bool) -> Any:
    """A call of a macro: what it returns, else what it writes."""
    try:
        return self._func(*arguments)
    except _Returned as returned:
        return returned.args[0]


def rows_of(model: Model, looked: Looked, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """What a model selects, in the order of the delivery."""
    for table in looked.tables:
        looked.engine.execute(
            f"create or replace view bronze_{table.name} as select 'shop' as source_system, "
            f"'l1' as _load_id, _file as _source_file, _row as _source_row, * from {table.view}"
        )
    views = {table.name: f"bronze_{table.name}" for table in looked.tables}
    views |= {name: name for name in ("stg_shop__order_lines",)}
    sql = render(model.sql, views, answers)
    looked.engine.execute(f"create or replace view {model.name} as {sql}")
    found = looked.engine.execute(f"select * from {model.name} order by _source_file, _source_row")
    names = [it[0] for it in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
