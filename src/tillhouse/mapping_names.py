"""Names in a project's own models that no contract knows: a run would leave their columns out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tillhouse.config import Project
from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.models import read_models
from tillhouse.errors import ConfigError
from tillhouse.onboarding.staging import OPTIONS
from tillhouse.own_words import is_own, mapped_columns
from tillhouse.pipeline.context import Context
from tillhouse.pipeline.variables import model_variables
from tillhouse.suggestions import did_you_mean

# What a staging model may give beside the columns of its contract.
BESIDE = frozenset({"source_system", *OPTIONS})


def wrong_names(project: Project, source: str) -> Iterator[ConfigError]:
    """Entities and contract columns that the YAML of the models names and that there are not."""
    entities = {entity.name: entity for entity in read_entities()}
    folder = project.own_sources / project.sources[source].kind
    for entity, columns in (it[1:] for it in mapped_columns(project) if it[0] == source):
        if entity not in entities:
            remedy = did_you_mean(entity, entities)
            yield ConfigError(f"There is no entity {entity!r}", where=str(folder), remedy=remedy)
            continue
        known = [column.name for column in entities[entity].columns]
        for column in (it for it in columns if it not in known):
            yield ConfigError(
                f"The contract of {entity} has no column {column!r}",
                where=f"{folder}: columns in the YAML of {entity}",
                remedy=did_you_mean(column, known),
            )


def unknown_columns(context: Context, entity: str, models: Sequence[str]) -> dict[str, list[str]]:
    """Staging model → the columns of it that its contract does not have, once it is built."""
    doc = next(doc for doc in read_models() if doc.name == f"intake_{entity}")
    known = BESIDE | {column.name for column in doc.columns}
    found: dict[str, list[str]] = {}
    for model in models:
        with context.engine.read(f"select * from staging.{model} where 1 = 0") as reader:
            unknown = [name for name in reader.schema.names if name not in known]
        if unknown:
            found[model] = unknown
    return found


def told_of_unknown(
    project: Project, source: str, unknown: Mapping[str, Sequence[str]]
) -> Iterator[ConfigError]:
    """What to say of columns that `unknown_columns` has found in the models of a source."""
    entities = {entity.name: entity for entity in read_entities()}
    folder = project.own_sources / project.sources[source].kind
    for model, columns in sorted(unknown.items()):
        known = [column.name for column in entities[model.partition("__")[2]].columns]
        for column in columns:
            yield ConfigError(
                f"{model} gives a column {column!r}, which its contract does not have: it would "
                "be left out",
                where=str(folder / f"{model}.sql"),
                remedy=did_you_mean(column, known),
            )


def raise_wrong_names(project: Project) -> None:
    """What a check refuses a run must not publish: `ConfigError` of the first wrong name."""
    for source in filter(lambda name: is_own(project, name), project.sources):
        for error in wrong_names(project, source):
            raise error


def raise_unknown_columns(context: Context) -> None:
    """The same for columns that the models give, once they are built."""
    project = context.project
    own = {project.sources[name].kind: name for name in project.sources if is_own(project, name)}
    for entity, models in model_variables(project)["staging_models"].items():
        mine = [it for it in models if it.removeprefix("stg_").partition("__")[0] in own]
        for model, columns in unknown_columns(context, entity, mine).items():
            source = own[model.removeprefix("stg_").partition("__")[0]]
            for error in told_of_unknown(project, source, {model: columns}):
                raise error
