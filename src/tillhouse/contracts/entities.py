"""What a source must bring: the input contract of each silver entity.

The contract is the YAML of `intake/intake_<entity>`; a new system is a folder of staging models
that bring its tables into these columns, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tillhouse.contracts.models import Column, ModelDoc, read_models
from tillhouse.contracts.numbers import OF_LINE, bound_of
from tillhouse.errors import ConfigError

PREFIX = "intake_"


@dataclass(frozen=True)
class Entity:
    """One entity's contract: its columns in order, and the source kinds that bring it today.

    `bound_of_line` is the most that quantity × price of a row may come to, where it has both.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    brought_by: tuple[str, ...]
    bound_of_line: int | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Columns without which a row goes to quarantine (R6)."""
        return tuple(column.name for column in self.columns if column.meta.get("required") is True)


def read_entities(docs: Iterable[ModelDoc] | None = None) -> list[Entity]:
    """Every entity, by name; its columns without those that the pipeline adds (`_…`)."""
    known = list(docs) if docs is not None else read_models()
    kinds = _kinds_by_entity(known)
    entities = [
        Entity(
            name=doc.name.removeprefix(PREFIX),
            description=doc.description,
            columns=tuple(column for column in doc.columns if not column.name.startswith("_")),
            brought_by=tuple(sorted(kinds.get(doc.name.removeprefix(PREFIX), ()))),
            bound_of_line=next((bound_of(it) for it in doc.columns if it.name == OF_LINE), None),
        )
        for doc in known
        if doc.layer == "intake" and doc.name.startswith(PREFIX)
    ]
    return sorted(entities, key=lambda entity: entity.name)


def entity(name: str) -> Entity:
    """The contract of one entity; `ConfigError` that lists the known ones for another name."""
    known = {found.name: found for found in read_entities()}
    if name not in known:
        raise ConfigError(
            f"There is no entity '{name}'",
            remedy=f"Use one of {', '.join(known)}.",
        )
    return known[name]


def _kinds_by_entity(docs: Iterable[ModelDoc]) -> dict[str, set[str]]:
    # staging/<kind>/stg_<kind>__<entity>; a model may name its entity in its YAML instead.
    kinds: dict[str, set[str]] = {}
    for doc in docs:
        if doc.layer == "staging":
            brings = doc.meta.get("entity") or doc.name.partition("__")[2]
            kinds.setdefault(str(brings), set()).add(doc.folder)
    return kinds
