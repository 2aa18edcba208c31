"""Some rows of each table of a large drop, laid into a lake that is thrown away.

They come from what `add-source` has looked at, so a drop is not read twice for its trial.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import next_load_time
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.sources.database.load import RelationLoad
from tillhouse.sources.report import IngestReport

if TYPE_CHECKING:
    import pyarrow as pa

TRIED_ROWS = 500_000  # more, of all tables together, are not built only to be thrown away
SAMPLE_ROWS = 100_000  # of one table then


def is_too_much(looked: Looked) -> bool:
    """Whether a trial takes a sample."""
    rows = sum(table.rows for table in looked.tables)
    return rows > TRIED_ROWS or any(table.is_sample for table in looked.tables)


def describe_sample(looked: Looked) -> str:
    """What a trial did not take, for a person."""
    cut = [table for table in looked.tables if table.is_sample or table.rows > SAMPLE_ROWS]
    parts = [f"the first {min(table.rows, SAMPLE_ROWS):,} rows of {table.name}" for table in cut]
    return f"tried with a sample, for there is much of it: {', '.join(parts)}"


def load_sample(looked: Looked, source: str, wanted: set[str], bronze: Bronze) -> IngestReport:
    """The first rows of each wanted table, as text, in one delivery each."""
    report = IngestReport(source)
    last: str | None = None
    for table in (table for table in looked.tables if table.name in wanted):
        at = next_load_time(datetime.now(UTC), last)
        load = RelationLoad(bronze, source, table.name, table.label, at)
        names = tuple(column.name for column in table.columns)
        delivery = load.run(names, _first_rows(looked, table))
        if delivery is not None:
            report.loaded.append(delivery)
            last = delivery.load_id
    return report


def _first_rows(looked: Looked, table: Table) -> Iterator[pa.RecordBatch]:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = f"select {names} from {table.view} limit {SAMPLE_ROWS}"
    yield from looked.engine.sql(rows).to_arrow_reader()
