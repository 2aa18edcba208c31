"""Which staging models bring which entity: the one thing that the kernel tells dbt of a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import yaml

from tillhouse.contracts.warehouse import models_folder


def staging_models(kinds: Collection[str]) -> dict[str, list[str]]:
    """Entity → its staging models, for the kinds of source that a project has; both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in sorted(set(kinds)):
        for model in _models(kind):
            found[model["config"]["meta"]["entity"]].append(model["name"])
    return dict(sorted(found.items()))


def staging_tables(kind: str) -> list[tuple[str, str]]:
    """(entity, table) for the staging models that have one row per row of a delivered table."""
    metas = [model["config"]["meta"] for model in _models(kind)]
    return [
        (meta["entity"], meta["one_row_per_row_of"])
        for meta in metas
        if "one_row_per_row_of" in meta
    ]


def _models(kind: str) -> Iterator[dict[str, Any]]:
    for path in sorted((models_folder() / "staging" / kind).glob("stg_*.yml")):
        yield yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"][0]
