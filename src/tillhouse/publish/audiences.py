"""What a run hands over: every audience's tables as one DuckDB file and a folder of Parquet.

    released = publish(engine, tables_by_audience(read_models()), Path("published"),
                       run_id=run_id, access={"sales": Access.from_mode("0640")})

Everything is written beside what readers see, checked, then swapped at once (`swap.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tillhouse.contracts.check import Reads
from tillhouse.contracts.models import Column, ModelDoc
from tillhouse.engines.arrow import arrow_type, natural_type, neutral_name
from tillhouse.publish.access import PRIVATE, Access
from tillhouse.publish.database import build_database
from tillhouse.publish.parquet import Written, select_sorted, write_parquet
from tillhouse.publish.refusals import writing_to
from tillhouse.publish.swap import Shelf

AUDIENCES = "audiences"
DATA_QUALITY = "data_quality"

Told = Callable[[str, str, int], None]  # audience, table, rows


@dataclass(frozen=True)
class PublishedTable:
    """One table of one audience; `bytes` is the size of its Parquet file."""

    audience: str
    name: str
    rows: int
    bytes: int


@dataclass(frozen=True)
class Release:
    """What readers see from now on, and the folder that it lies in."""

    run_id: str
    folder: Path
    tables: tuple[PublishedTable, ...]

    @property
    def rows(self) -> int:
        """Rows of all tables together."""
        return sum(table.rows for table in self.tables)


def publish(
    engine: Reads,
    tables: Mapping[str, Sequence[ModelDoc]],
    target: Path,
    *,
    run_id: str,
    access: Mapping[str, Access] | None = None,
    told: Told | None = None,
) -> Release:
    """Publish all audiences of `tables` (audience → its models) together.

    Readers see the release of before until all is written and checked. `EngineError` or
    `DataError` when a table is not what its YAML says: then nothing changes for them.
    """
    shelf = Shelf(target, AUDIENCES)
    # The databases of one audience are made while the next one's tables are read.
    with writing_to(shelf), ThreadPoolExecutor(max_workers=2) as beside:
        staged = shelf.stage()
        making: list[Future[list[PublishedTable]]] = []
        for audience, docs in tables.items():
            readers = ((doc, engine.read(select_sorted(doc))) for doc in docs)
            written = _write_tables(staged, audience, readers, told)
            may = (access or {}).get(audience, Access())
            making.append(beside.submit(_make_database, staged, audience, written, may))
        done = tuple(table for made in making for table in made.result())
        return Release(run_id, shelf.swap(run_id), done)


def publish_data_quality(
    tables: Mapping[str, pa.Table],
    target: Path,
    *,
    run_id: str,
    access: Access = PRIVATE,
    told: Told | None = None,
) -> Release:
    """Publish quarantine, reconciliation, audits, deliveries and run_log, apart from the rest.

    Rejected rows hold whatever was delivered, so by default only the owner may read them. It has
    a release of its own because it must also go out when an audit failed and nothing else does.
    """
    shelf = Shelf(target, DATA_QUALITY)
    readers = (
        (describe_table(name, table.schema), _sorted(table).to_reader())
        for name, table in sorted(tables.items())
    )
    with writing_to(shelf):
        staged = shelf.stage()
        written = _write_tables(staged, DATA_QUALITY, readers, told)
        done = _make_database(staged, DATA_QUALITY, written, access)
        return Release(run_id, shelf.swap(run_id), tuple(done))


def describe_table(name: str, schema: pa.Schema) -> ModelDoc:
    """The description of a table that no YAML describes: its columns and their types."""
    columns = tuple(Column(field.name, _type_name(field.type)) for field in schema)
    return ModelDoc(name, DATA_QUALITY, "", "", columns, (), (), Path(name))


def _write_tables(
    staged: Path,
    audience: str,
    readers: Iterable[tuple[ModelDoc, pa.RecordBatchReader]],
    told: Told | None,
) -> list[tuple[ModelDoc, Written]]:
    folder = staged / audience
    folder.mkdir()
    tables: list[tuple[ModelDoc, Written]] = []
    for doc, reader in readers:
        tables.append((doc, write_parquet(reader, folder / f"{doc.name}.parquet", doc)))
        if told:
            told(audience, doc.name, tables[-1][1].rows)
    return tables


def _make_database(
    staged: Path, audience: str, tables: list[tuple[ModelDoc, Written]], access: Access
) -> list[PublishedTable]:
    database = staged / f"{audience}.duckdb"
    build_database(database, tables)
    access.grant(staged / audience)
    access.grant(database)
    return [PublishedTable(audience, doc.name, it.rows, it.bytes) for doc, it in tables]


def _sorted(table: pa.Table) -> pa.Table:
    texts = pa.schema([(f.name, arrow_type(_type_name(f.type))) for f in table.schema])
    return table.cast(texts).sort_by([(name, "ascending") for name in table.column_names])


def _type_name(arrow: pa.DataType) -> str:
    # A column in which nothing was ever written has no type of its own yet.
    return "varchar" if pa.types.is_null(arrow) else neutral_name(natural_type(arrow))
