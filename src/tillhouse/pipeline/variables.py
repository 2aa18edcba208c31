"""What the kernel tells the models through dbt's variables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tillhouse.config import Project
from tillhouse.contracts.staging import staging_models, staging_tables
from tillhouse.pipeline.access import kind_settings, spec_of
from tillhouse.questions.answers import all_answers
from tillhouse.sources.spec import known_kinds


def model_variables(project: Project, *, held_sources: Sequence[str] = ()) -> dict[str, Any]:
    """Shop, rules and as-of date; which staging models bring which entity; who drops copies.

    Of `held_sources` nothing gets beyond intake (R26).
    """
    kinds = sorted({source.kind for source in project.sources.values()})
    packaged = known_kinds()
    return {
        **project.dbt_variables(),
        "staging_models": staging_models(kinds, project.own_sources),
        "kind_settings": kind_settings(project),
        "answers": all_answers(project),
        "held_sources": list(held_sources),
        "drops_copies": _drops_copies(project),
        "packaged_sources": [name for name, it in project.sources.items() if it.kind in packaged],
    }


def _drops_copies(project: Project) -> dict[str, list[str]]:
    """Entity → the sources that declare identical rows of one delivery to be the same (R7)."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, source in project.sources.items():
        dropping = {t.name for t in spec_of(project, name).tables if t.identical_rows == "drop"}
        for entity, table in staging_tables(source.kind, project.own_sources):
            if table in dropping:
                found[entity].add(name)
    return {entity: sorted(names) for entity, names in sorted(found.items())}
