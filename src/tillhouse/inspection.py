"""What `tillhouse check` finds out: settings, environment, sources, contracts; changes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tillhouse.config import Project
from tillhouse.errors import ConfigError, DataError, UserError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.refused import RefusedFile
from tillhouse.pipeline.access import access_to, spec_of
from tillhouse.sources.fetch import open_place, split_by_way
from tillhouse.sources.files.hash_cache import HashCache
from tillhouse.sources.ingest import preview
from tillhouse.sources.rest.access import ApiAccess
from tillhouse.state import State


@dataclass(frozen=True)
class SourceFindings:
    """What a run would do with the files of one source; paths are relative to the location.

    Of a database, whether it has the tables and columns; of an API, the settings. No row is read.
    """

    name: str
    kind: str
    location: str
    new: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    refused: tuple[RefusedFile, ...] = ()
    changing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()


def check_environment(project: Project) -> Iterator[UserError]:
    """What is missing outside of the project file: secret, engine, folders to write to."""
    try:
        project.secret()
    except ConfigError as error:
        yield error
    if project.warehouse.target == "spark" and not find_spec("pysail"):
        yield ConfigError(
            "The target is spark, but the Spark engine is not installed",
            where=f"{project.file} [warehouse] target",
            remedy='Install it: pip install "tillhouse[spark]", or set target = "duckdb"',
        )
    for key, path in _places(project).items():
        if not os.access(_nearest_existing(path), os.W_OK):
            yield ConfigError(
                "The folder cannot be written to",
                where=f"{path} ({project.file} [{key}] path)",
                remedy="Give another place, or let this user write there",
            )


def check_kept(project: Project) -> list[UserError]:
    """What of the lake and of what is published is not as it was left, or is somebody else's."""
    from tillhouse.condition import find_damage
    from tillhouse.overview import has_state
    from tillhouse.pipeline.plan import plan
    from tillhouse.pipeline.upkeep import refuse_taken_places

    problems: list[UserError] = []
    try:
        refuse_taken_places(project, plan(project))
    except ConfigError as error:
        problems.append(error)
    if not has_state(project):
        return [*problems, *find_damage(project, None)]
    with State(project.state_folder) as state:
        return [*problems, *find_damage(project, state)]


def check_contracts() -> tuple[int, int]:
    """How many models and entities there are; `ConfigError` when one cannot be read."""
    from tillhouse.contracts.entities import read_entities
    from tillhouse.contracts.models import read_models

    models = read_models()
    return len(models), len(read_entities(models))


def check_source(project: Project, name: str, cache: HashCache) -> SourceFindings:
    """Which files of a source a run would load, and which it would refuse and why.

    Raises `ConfigError` for an unknown kind and `SourceError` when the location cannot be listed.
    """
    kind, access = project.sources[name].kind, access_to(project, name)
    ways = split_by_way(spec_of(project, name), access)
    if "rest" in ways:
        ApiAccess.of(access).check(name)
    bronze = Bronze(project.lake_path)
    missing: tuple[RefusedFile, ...] = ()
    unread: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    if "database" in ways:
        from tillhouse.sources.database.ingest import look

        seen = look(name, ways["database"], access, bronze)
        missing, unread = (*seen.refused, *seen.still_refused), tuple(seen.unused)
        unnamed = tuple(seen.unclaimed)
    if "files" not in ways:
        place_names = ", ".join(access.places.values())
        return SourceFindings(
            name, kind, place_names, refused=missing, unused=unread, unclaimed=unnamed
        )
    location = access.places["files"]
    with open_place(access) as place:
        found, refused = preview(name, ways["files"], place, bronze, cache, access.bounds)
    return SourceFindings(
        name,
        kind,
        location,
        new=tuple(file.found.relative for file in found.new),
        known=tuple(file.file for file in found.known),
        refused=(*missing, *refused, *found.still_refused),
        changing=tuple(found.postponed),
        unused=(*unread, *found.unused),
        unclaimed=(*unnamed, *found.unclaimed),
    )


def refusals(findings: SourceFindings, project: Project | None = None) -> Iterator[DataError]:
    """The refused files of a source as errors; of an own kind in the words of its mapping."""
    from tillhouse.mapping_check import explain_refusal
    from tillhouse.own_words import is_own

    own = project if project is not None and is_own(project, findings.name) else None
    is_address = "://" in findings.location
    for refused in findings.refused:
        at = f", line {refused.line}" if refused.line is not None else ""
        meant = explain_refusal(own, findings.name, refused.columns) if own else ""
        yield DataError(
            f"A run would refuse this {'table' if is_address else 'file'}: {refused.reason}"
            + (f" ({meant})" if meant else ""),
            where=f"{findings.location.rstrip('/')}/{refused.file}{at}",
            remedy=refused.remedy or "Correct it and deliver it again.",
        )


def _places(project: Project) -> dict[str, Path]:
    return {
        "lake": project.lake_path,
        "warehouse": project.warehouse_path,
        "publish": project.publish_path,
    }


def _nearest_existing(path: Path) -> Path:
    return path if path.exists() or path == path.parent else _nearest_existing(path.parent)
