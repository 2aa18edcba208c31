"""The SQL that dbt made of the models, kept so that the same models need not be compiled anew.

dbt makes SQL of a model, the macros and the variables of a run, and of nothing else but what
`columns_of` asks the warehouse. That is kept too and asked again: the SQL serves as long as the
answer is the same. Compiling takes most of a small shop's run.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tillhouse.engines.base import ModelRun
from tillhouse.engines.parsed import Slot
from tillhouse.private import close_to_others
from tillhouse.scratch import remove_abandoned, scratch_prefix

FOLDER = "compiled"
# What takes part in it beside the models; of pytz they read the names of time zones.
TOOLS = ("dbt-core", "dbt-duckdb", "duckdb", "pytz")
MOST_KEPT = 8  # of sets of variables, for one set of staging models
KINDS = ("table", "view")
ASKING = "macro.tillhouse.columns_of"
Columns = list[list[str]]  # of name and type


@dataclass(frozen=True)
class CompiledModel:
    """One model: its `relation` as SQL names it, the ids of the models that it `reads`, and the
    columns that relations had when it `asked` for them."""

    unique_id: str
    name: str
    schema: str
    relation: str
    kind: str
    sql: str
    reads: tuple[str, ...]
    asked: Mapping[str, Columns]


class CompiledModels:
    """What is kept for one run's selection of models, in the folder of what dbt has read."""

    def __init__(self, slot: Slot, variables: Mapping[str, Any], database: str) -> None:
        tools = [version(name) for name in TOOLS]
        told = [slot.stamp(), dict(variables), database, tools]
        self.folder = slot.folder / FOLDER / _hash(told)

    def is_there(self) -> bool:
        """Whether anything was kept of these variables."""
        return any(self.folder.glob("*.json.gz"))

    def load(self, run: ModelRun) -> list[CompiledModel]:
        """The models in an order in which they can be built; none where nothing is kept."""
        with suppress(OSError, ValueError, TypeError, EOFError):
            entries = json.loads(gzip.decompress(self._file(run).read_bytes()))
            os.utime(self.folder)  # in use: not to be forgotten now
            return [CompiledModel(**entry) for entry in entries]
        return []

    def keep(self, run: ModelRun, models: Iterable[CompiledModel]) -> None:
        """Keep them for the next run. No run fails for want of that."""
        text = json.dumps([asdict(model) for model in models])
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            remove_abandoned(self.folder)
            close_to_others([self.folder.parent])
            part = self.folder / f"{scratch_prefix('.')}part"
            part.write_bytes(gzip.compress(text.encode(), compresslevel=1, mtime=0))
            part.replace(self._file(run))
            self._forget_old()

    def _file(self, run: ModelRun) -> Path:
        return self.folder / f"{_hash(run.select)}.json.gz"

    def _forget_old(self) -> None:
        kept = sorted(self.folder.parent.iterdir(), key=lambda it: it.stat().st_mtime, reverse=True)
        for old in kept[MOST_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)


def asks(node: Any, macros: Mapping[str, Any]) -> bool:
    """Whether what a model becomes depends on the columns of what it reads."""
    seen: set[str] = set()
    to_see = list(node.depends_on.macros)
    while to_see:
        name = to_see.pop()
        if name not in seen and name in macros:
            seen.add(name)
            to_see += macros[name].depends_on.macros
    return ASKING in seen


def can_be_kept(nodes: Iterable[Any]) -> bool:
    """Whether all of them are built by one statement: tables and views."""
    return all(node.config.materialized in KINDS and node.compiled_code for node in nodes)


def _hash(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
