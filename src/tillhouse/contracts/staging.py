"""Which staging models bring which entity: the one thing that the kernel tells dbt of a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from tillhouse.contracts.models import LOADER
from tillhouse.contracts.warehouse import models_folder
from tillhouse.errors import ConfigError


def model_folder(kind: str, own: Path | None = None) -> Path:
    """Where the staging models of a kind lie: packaged, or in its folder of one's own."""
    packaged = models_folder() / "staging" / kind
    return packaged if own is None or packaged.is_dir() else own / kind


def staging_models(kinds: Collection[str], own: Path | None = None) -> dict[str, list[str]]:
    """Entity → its staging models, for the kinds of source that a project has; both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in sorted(set(kinds)):
        for model in read_staging(model_folder(kind, own)):
            found[model["config"]["meta"]["entity"]].append(model["name"])
    return dict(sorted(found.items()))


def staging_tables(kind: str, own: Path | None = None) -> list[tuple[str, str]]:
    """(entity, table) for the staging models that have one row per row of a delivered table."""
    metas = [model["config"]["meta"] for model in read_staging(model_folder(kind, own))]
    return [
        (meta["entity"], meta["one_row_per_row_of"])
        for meta in metas
        if "one_row_per_row_of" in meta
    ]


def read_staging(folder: Path) -> Iterator[dict[str, Any]]:
    """The YAML of each staging model of a folder; `ConfigError` when one names no entity."""
    for path in sorted(folder.glob("stg_*.yml")):
        try:
            model = yaml.load(path.read_text(encoding="utf-8"), LOADER)["models"][0]
            entity, name = model["config"]["meta"]["entity"], model["name"]
        except (yaml.YAMLError, UnicodeDecodeError, LookupError, TypeError) as error:
            raise ConfigError(
                f"The YAML of a staging model cannot be read: {error!r}",
                where=str(path),
                remedy="It must give a name and config: {meta: {entity: …}}; see another one",
            ) from None
        if not entity or name != path.stem:
            raise ConfigError(
                f"The staging model is called {name!r} in its YAML, for the entity {entity!r}.",
                where=str(path),
                remedy=f"Call it {path.stem}, as the files beside are, and name its entity",
            )
        yield model
