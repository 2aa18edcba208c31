"""Rows that were read from an API into one commit of bronze."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery
from tillhouse.sources.report import NAMED, UnreadableRow
from tillhouse.sources.rest.rows import RAW, REASON, Rows
from tillhouse.sources.rest.values import Texts

BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4 * 1024 * 1024


def load_rows(
    bronze: Bronze, delivery: Delivery, at: datetime, rows: Rows
) -> tuple[Delivery, list[UnreadableRow]]:
    """Write the rows and their entry in the ledger; returns both with what could not be read.

    Raises `SourceError` when the disk fails; then nothing is there.
    """
    unreadable: list[UnreadableRow] = []
    count = first = 0
    try:
        with bronze.load(delivery.source, delivery.table, delivery.columns) as load:
            for batch in _batches(rows.kept()):
                bad = _unreadable(batch, delivery.file, first + 1)
                count += len(bad)
                unreadable.extend(bad[: NAMED - len(unreadable)])
                load.write(_as_arrow(batch, delivery, at, first + 1))
                first += len(batch)
            delivery = replace(delivery, rows=first, unreadable_rows=count)
            load.commit([delivery])
    except OSError as error:
        raise SourceError(
            f"Loading {delivery.source}/{delivery.table} stopped: {error.strerror or error}.",
            where=str(bronze.folder(delivery.source, delivery.table)),
            remedy="Check the disk and its free space, then run again: nothing is half loaded.",
        ) from error
    return delivery, unreadable


def _batches(rows: Iterator[Texts]) -> Iterator[list[Texts]]:
    batch: list[Texts] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += sum(map(len, row.values()))
        if len(batch) >= BATCH_ROWS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _unreadable(batch: Sequence[Texts], file: str, first: int) -> list[UnreadableRow]:
    return [
        UnreadableRow(file, number, row[REASON])
        for number, row in enumerate(batch, start=first)
        if REASON in row
    ]


def _as_arrow(
    batch: Sequence[Texts], delivery: Delivery, at: datetime, first: int
) -> pa.RecordBatch:
    size = len(batch)
    columns = {
        "_load_id": pa.repeat(delivery.load_id, size),
        "_loaded_at": pa.repeat(pa.scalar(at, pa.timestamp("us", tz="UTC")), size),
        "_source_file": pa.repeat(delivery.file, size),
        "_source_row": pa.arange(first, first + size),
    }
    for name in (REASON, RAW, *delivery.columns):
        columns[name] = pa.array([row.get(name) for row in batch], pa.string())
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
