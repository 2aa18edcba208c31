"""Is there anything to do? Answered from file stats and the lake's log, before heavy imports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from tillhouse import __version__
from tillhouse.config import Project
from tillhouse.contracts.warehouse import models_stamp, warehouse_folder
from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.plain_parquet import is_mirrored
from tillhouse.pipeline.access import spec_of
from tillhouse.pipeline.published import changed_since
from tillhouse.sources.series import watch_files
from tillhouse.sources.survey import Survey, survey
from tillhouse.state import State
from tillhouse.state_records import Published


@dataclass
class NothingNew:
    """What is published, what lies in each source, and which sources cannot be looked at now."""

    published: Published
    surveys: list[Survey] = field(default_factory=list)
    unreachable: dict[str, SourceError] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)


def settings_fingerprint(project: Project) -> str:
    """Hash of all that changes the published tables apart from the data: settings and models."""
    parts = [project.fingerprint(), __version__, models_stamp(warehouse_folder())]
    parts.append(models_stamp(project.own_sources))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def find_nothing_new(
    project: Project, bronze: Bronze, state: State, fingerprint: str
) -> NothingNew | None:
    """What is published and what lies there, when a run would change nothing; else None.

    A source that can only be asked by fetching from it (a database, an API) may have something.
    """
    last = find_same_lake(project, bronze, state, fingerprint)
    if last is None or (project.lake.plain_parquet and not is_mirrored(bronze)):
        return None
    result = NothingNew(last)
    for name in sorted(project.sources):
        places = project.places_of(name)
        if set(places) != {"files"} or "://" in places["files"]:
            return None
        spec, location = spec_of(project, name), Path(places["files"])
        try:
            found = survey(name, spec, location, bronze, state.files, project.limits.bounds())
        except SourceError as error:
            result.unreachable[name] = error
            continue
        if found.new or found.postponed:
            return None
        result.surveys.append(found)
    for found in result.surveys:
        result.changes += [f"{found.source}: {it}" for it in watch_files(found, (), bronze)]
    return result


def find_same_lake(
    project: Project, bronze: Bronze, state: State, fingerprint: str
) -> Published | None:
    """What is published, when it was made from the lake and the settings as they are now.

    Where a run came to its end and nothing could be published, it is what was published before,
    of no run; its `at` is empty if that was nothing.
    """
    last, stamps = state.last_published(), bronze.stamps()
    if last is not None and last.fingerprint == fingerprint and last.lake_versions == stamps:
        return None if changed_since(project, state) else last
    built = state.last_built()
    if built is None or built.fingerprint != fingerprint or built.lake_versions != stamps:
        return None
    is_withheld = "publish" in built.steps and state.asked().is_withheld
    return Published(fingerprint, stamps, "", last.at if last else "") if is_withheld else None
