"""The YAML beside each model as plain data: what a table holds, column by column.

Read without dbt, so that pages, checks and publishing cost no start of it. The place of a file
says the layer and, in gold, the audience: `gold/sales/x.yml` is for sales; `gold/shared` is for
everybody, `gold/core` for nobody but the models after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tillhouse.contracts.warehouse import models_folder
from tillhouse.errors import ConfigError

LAYERS = ("staging", "intake", "silver", "gold", "checks")
RULE = re.compile(r"\bR\d{1,2}\b")
RANGE = re.compile(r"\bR(\d{1,2})\s*[–-]\s*R(\d{1,2})\b")
TOP_COMMENT = re.compile(r"\s*(?:\{#.*?#\}|(?:[ \t]*--[^\n]*\n?)+)", re.S)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
SHARED_STEPS = "core"  # the folder of gold whose tables are not published
EVERYBODY = "shared"  # the folder of gold whose tables each audience gets


@dataclass(frozen=True)
class Column:
    """One column: its neutral type (see `engines/arrow.py`), meaning, unit and promises."""

    name: str
    data_type: str
    description: str = ""
    unit: str = ""
    is_key: bool = False
    is_pii: bool = False
    is_not_null: bool = False
    meta: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class ModelDoc:
    """One model as its YAML describes it.

    `key` names the columns that together are unique; `rules` are the rule ids that the
    description or the first comment of the SQL cites; `folder` is the path below the layer.
    """

    name: str
    layer: str
    folder: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[str, ...]
    path: Path
    meta: dict[str, Any] = field(default_factory=dict, compare=False)

    @property
    def schema(self) -> str:
        """The schema in which the table is built: the layer."""
        return self.layer

    @property
    def audience(self) -> str:
        """Who gets the table; `EVERYBODY`, or empty for one that is not published."""
        if self.layer != "gold" or self.folder in ("", SHARED_STEPS):
            return ""
        return self.folder.split("/")[0]

    @property
    def sql(self) -> Path:
        """The query that the YAML describes."""
        return self.path.with_suffix(".sql")

    @property
    def types(self) -> dict[str, str]:
        """Column name → neutral type, in the order of the table."""
        return {column.name: column.data_type for column in self.columns}


def read_models(folder: Path | None = None) -> list[ModelDoc]:
    """Every documented model below the models folder, ordered by layer, folder and name."""
    root = folder or models_folder()
    found = ((path, path.stat()) for path in sorted(root.rglob("*.yml")))
    return list(_read_all(root, tuple((path, it.st_size, it.st_mtime_ns) for path, it in found)))


@lru_cache(maxsize=4)  # a run asks for them several times, and reading takes half a second
def _read_all(root: Path, files: tuple[tuple[Path, int, int], ...]) -> tuple[ModelDoc, ...]:
    docs = [doc for path, _, _ in files for doc in read_file(path, root)]
    return tuple(sorted(docs, key=lambda doc: (LAYERS.index(doc.layer), doc.folder, doc.name)))


def read_file(path: Path, root: Path) -> list[ModelDoc]:
    """The models of one YAML file; none for a file that declares only sources."""
    layer, _, folder = path.parent.relative_to(root).as_posix().partition("/")
    if layer not in LAYERS:
        return []
    try:
        content = yaml.load(path.read_text("utf-8"), LOADER) or {}
    except yaml.YAMLError as error:
        raise _broken(path, f"is not YAML: {error}") from error
    return [_read_model(entry, layer, folder, path) for entry in content.get("models") or []]


def tables_by_audience(docs: Iterable[ModelDoc]) -> dict[str, list[ModelDoc]]:
    """Audience → its tables by name, those for everybody among them; none without its own."""
    known = sorted(docs, key=lambda doc: doc.name)
    names = sorted({doc.audience for doc in known} - {"", EVERYBODY})
    return {name: [doc for doc in known if doc.audience in (name, EVERYBODY)] for name in names}


def cited_rules(text: str) -> tuple[str, ...]:
    """The rule ids in a text, each once, in the order of their numbers; `R1–R3` cites three."""
    spelt = RANGE.sub(lambda ends: _spell_range(int(ends[1]), int(ends[2])), text)
    return tuple(sorted(set(RULE.findall(spelt)), key=lambda rule: int(rule[1:])))


def top_comment(sql: Path) -> str:
    """The comment lines with which a query begins; empty where there is no such file."""
    if not sql.is_file():
        return ""
    text = sql.read_text("utf-8")
    found = TOP_COMMENT.match(text)
    return re.sub(r"^\s*(--|\{#-?)|-?#\}", "", found[0], flags=re.M).strip() if found else ""


def _spell_range(first: int, last: int) -> str:
    return " ".join(f"R{number}" for number in range(first, last + 1))


def _read_model(entry: dict[str, Any], layer: str, folder: str, path: Path) -> ModelDoc:
    name = str(entry.get("name") or "")
    if not name:
        raise _broken(path, "has a model without a name")
    key = _names(_meta(entry).get("key"))
    columns = tuple(_read_column(column, key, path) for column in entry.get("columns") or [])
    key = key or tuple(column.name for column in columns if column.is_key)
    if unknown := [part for part in key if part not in [column.name for column in columns]]:
        raise _broken(path, f"names {', '.join(unknown)} in the key of {name}, not as a column")
    description = str(entry.get("description") or "").strip()
    return ModelDoc(
        name=name,
        layer=layer,
        folder=folder,
        description=description,
        columns=columns,
        key=key,
        rules=cited_rules(f"{description} {top_comment(path.with_suffix('.sql'))}"),
        path=path,
        meta=_meta(entry),
    )


def _read_column(entry: dict[str, Any], key: tuple[str, ...], path: Path) -> Column:
    name, data_type, meta = entry.get("name"), entry.get("data_type"), _meta(entry)
    if not name or not data_type:
        raise _broken(path, f"has a column without name or data_type: {name or entry}")
    return Column(
        name=str(name),
        data_type=str(data_type).lower().replace(" ", ""),
        description=" ".join(str(entry.get("description") or "").split()),
        unit=str(meta.get("unit") or ""),
        is_key=name in key or meta.get("key") is True,
        is_pii=meta.get("pii") is True,
        is_not_null=meta.get("not_null") is True,
        meta=meta,
    )


def _meta(entry: dict[str, Any]) -> dict[str, Any]:
    # dbt 1.11 keeps meta under config; the older place is read too.
    return {**(entry.get("meta") or {}), **((entry.get("config") or {}).get("meta") or {})}


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


def _broken(path: Path, what: str) -> ConfigError:
    return ConfigError(
        f"{path.name} {what}",
        where=str(path),
        remedy="Write it as the YAML beside the other models is written.",
    )
