"""The user's own names of columns, for messages about sources that the project has of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from tillhouse.config import Project
from tillhouse.contracts.staging import model_folder, read_staging
from tillhouse.sources.files.header import snake_case
from tillhouse.sources.spec import SourceSpec, find_spec, known_kinds


@dataclass(frozen=True)
class OwnWords:
    """(source, entity, column of the contract) → what the user calls it, for own kinds only."""

    names: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def column(self, source: str, entity: str, column: str) -> str:
        """The user's name, or the contract's own where the models give none."""
        return self.names.get((source, entity, column), column)

    def meant_by(self, text: str) -> list[tuple[str, str, str]]:
        """(source, entity, column of the contract) of every column whose own name has a text."""
        return [key for key, name in self.names.items() if text.casefold() in name.casefold()]


def own_words(project: Project) -> OwnWords:
    """What the YAML of the project's own staging models says under `columns`."""
    names: dict[tuple[str, str, str], str] = {}
    for source, entity, columns in mapped_columns(project):
        names |= {(source, entity, column): str(it) for column, it in columns.items()}
    return OwnWords(names)


def mapped_columns(project: Project) -> list[tuple[str, str, dict[str, str]]]:
    """(source, entity, contract column → the user's) for every own staging model."""
    packaged = known_kinds()
    return [
        (name, str(meta["entity"]), dict(meta.get("columns") or {}))
        for name, source in sorted(project.sources.items())
        if source.kind not in packaged
        for model in read_staging(model_folder(source.kind, project.own_sources))
        for meta in [model["config"]["meta"]]
    ]


def bronze_names(spec: SourceSpec) -> dict[str, str]:
    """The user's spelling, folded → the name in bronze, for all tables of a source."""
    found: dict[str, str] = {}
    for table in spec.tables:
        found |= {column: column for column in table.columns}
        for column, others in table.aliases.items():
            found |= {snake_case(other): column for other in others}
    return found


def is_own(project: Project, source: str) -> bool:
    """Whether the kind of a source is the project's own."""
    return project.sources[source].kind not in known_kinds()


def spec_of_own(project: Project, source: str) -> SourceSpec:
    """What an own source delivers."""
    return find_spec(project.sources[source].kind, project.own_sources)
