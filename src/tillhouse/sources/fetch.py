"""Load what is new of one source, each table in the way in which it can be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tillhouse.errors import ConfigError
from tillhouse.lake.bronze import Bronze
from tillhouse.sources.access import Access
from tillhouse.sources.files.hash_cache import HashCache
from tillhouse.sources.ingest import Progress, ingest
from tillhouse.sources.passing import stopped_by_the_machine
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.survey import Place

Way = Callable[
    [str, SourceSpec, Access, Bronze, HashCache, Progress | None],
    IngestReport,
]


def fetch(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    cache: HashCache,
    progress: Progress | None = None,
) -> IngestReport:
    """Load every table of a source that has something new; the reports of all ways in one.

    `progress` is called with (files or rows done, what was done). Raises `ConfigError` when a
    table cannot be fetched from where the source lies, `SourceError` when it cannot be reached or
    the machine fails (disk, memory): then nothing is remembered of it.
    """
    report = IngestReport(source_name)
    for way, part in split_by_way(spec, access).items():
        with stopped_by_the_machine(source_name):
            report.add(WAYS[way](source_name, part, access, bronze, cache, progress))
    return report


def split_by_way(spec: SourceSpec, access: Access) -> dict[str, SourceSpec]:
    """The tables of a source by the way in which each is fetched from its places."""
    ways: dict[str, list[str]] = {}
    for table in spec.tables:
        way = next((way for way in table.ways if way in access.places), None)
        if way is None:
            raise ConfigError(
                f"The table {table.name} of kind {spec.kind!r} comes by "
                f"{' or '.join(table.ways)}, and the source has no such location.",
                where=f"location of the source: {', '.join(access.places.values())}",
                remedy="Give one location for each way: "
                f"locations = {{{', '.join(f'{w} = …' for w in _ways_of(spec))}}}",
            )
        ways.setdefault(way, []).append(table.name)
    return {way: spec.only(names) for way, names in ways.items()}


def _ways_of(spec: SourceSpec) -> list[str]:
    return sorted({table.ways[0] for table in spec.tables})


@contextmanager
def open_place(access: Access) -> Iterator[Path | Place]:
    """The folder or the object storage in which the files of a source lie."""
    place = access.places["files"]
    if "://" not in place:
        yield Path(place)
        return
    from tillhouse.sources.files.objects import ObjectPlace

    with ObjectPlace(place, access.environment) as objects:
        yield objects


def _fetch_files(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    cache: HashCache,
    progress: Progress | None,
) -> IngestReport:
    with open_place(access) as place:
        return ingest(source_name, spec, place, bronze, cache, progress, access.bounds)


def _fetch_relations(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    cache: HashCache,
    progress: Progress | None,
) -> IngestReport:
    from tillhouse.sources.database.ingest import ingest_relations

    return ingest_relations(source_name, spec, access, bronze, progress)


def _fetch_resources(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    cache: HashCache,
    progress: Progress | None,
) -> IngestReport:
    from tillhouse.sources.rest.ingest import ingest_resources

    return ingest_resources(source_name, spec, access, bronze, progress)


WAYS: dict[str, Way] = {
    "files": _fetch_files,
    "database": _fetch_relations,
    "rest": _fetch_resources,
}
