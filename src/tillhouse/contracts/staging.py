"""Which staging models bring which entity: the one thing that the kernel tells dbt of a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import yaml

from tillhouse.contracts.warehouse import models_folder


def staging_models(kinds: Collection[str]) -> dict[str, list[str]]:
    """Entity → its staging models, for the kinds of source that a project has; both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in sorted(set(kinds)):
        for path in sorted((models_folder() / "staging" / kind).glob("stg_*.yml")):
            model = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["models"][0]
            found[model["config"]["meta"]["entity"]].append(model["name"])
    return dict(sorted(found.items()))
