"""The lake as the models will see it: every declared table of every source, delivered or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.config import Project
from tillhouse.lake.bronze import Bronze
from tillhouse.pipeline.access import spec_of
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

if TYPE_CHECKING:
    from tillhouse.engines.base import BronzeTable
    from tillhouse.lake.replica import Replica


def replica_of(project: Project) -> Replica | None:
    """The lake on object storage of which the project works with a copy; None for a folder."""
    if not project.lake_address:
        return None
    from tillhouse.lake.replica import Replica

    return Replica(project.lake_address, project.environment, project.lake_path)


def bronze_tables(project: Project, bronze: Bronze) -> list[BronzeTable]:
    """One entry per source and declared table, in the order of their names."""
    found = []
    for name in sorted(project.sources):
        spec = spec_of(project, name)
        found += [_bronze_table(name, spec, table, bronze) for table in spec.tables]
    return found


def _bronze_table(source: str, spec: SourceSpec, table: TableSpec, bronze: Bronze) -> BronzeTable:
    from tillhouse.engines.base import BronzeTable

    snapshot = bronze.snapshot(source, table.name)
    return BronzeTable(
        source_system=source,
        kind=spec.kind,
        table=table.name,
        path=snapshot.path if snapshot else str(bronze.folder(source, table.name)),
        files=snapshot.files if snapshot else (),
        delivered=snapshot.delivered if snapshot else (),
        columns=table.bronze_columns,
        key=table.key,
    )
