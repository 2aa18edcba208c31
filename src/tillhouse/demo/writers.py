"""Text columns to files, byte for byte the same on every machine.

Files carry the modification time that a delivery of that day would have (06:00 UTC of the day
after by default), because which delivery is the later one depends on it.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tillhouse.demo.streams import Ints
from tillhouse.demo.world import World


def delivered_on(day: date, *, days_later: int = 1, hour: int = 6) -> datetime:
    """When the files of a day arrive, as a naive UTC time."""
    return datetime.combine(day + timedelta(days=days_later), time(hour))


def join_columns(columns: Sequence[Any]) -> Any:
    """Arrow text columns (or constants) to one array of CSV records."""
    return pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="")


def quote(text: Any) -> Any:
    """Text in quotes, with the quotes in it doubled (RFC 4180)."""
    doubled = pc.replace_substring(text, '"', '""')
    return pc.binary_join_element_wise('"', doubled, '"', "")


def as_text(numbers: Ints) -> Any:
    """Whole numbers as Arrow text."""
    return pa.array(numbers).cast(pa.string())


def cents_as_text(cents: Ints) -> Any:
    """1950 -> '19.5', 21200 -> '212.0': the way in which the tills write money."""
    text = pa.array(cents / 100.0).cast(pa.string())
    whole = pc.invert(pc.match_substring(text, "."))
    return pc.if_else(whole, pc.binary_join_element_wise(text, ".0", ""), text)


def date_texts(world: World, days: Ints) -> Any:
    """Days of the period as ISO dates."""
    every = [world.date_of(day).isoformat() for day in range(world.days)]
    return pa.array(every, pa.string()).take(pa.array(days))


def join_lists(texts: Any, offsets: Ints, separator: str = ",") -> Any:
    """Consecutive texts joined within each list; a list may be empty."""
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)
    return pc.binary_join(lists, separator)


def replace_records(records: Any, changed: dict[int, str]) -> Any:
    """The same records with some of them (position -> text) replaced."""
    if not changed:
        return records
    mask = np.zeros(len(records), dtype=bool)
    mask[list(changed)] = True
    return pc.replace_with_mask(records, pa.array(mask), [changed[i] for i in sorted(changed)])


def insert_records(records: Any, added: Sequence[tuple[int, str]]) -> tuple[Any, Ints]:
    """Adds records after given positions (-1: before all).

    Returns the records and, for each of the old ones and then each of the added ones, its new
    position.
    """
    after = np.array([position for position, _ in added], dtype=np.int64)
    both = pa.concat_arrays([records, pa.array([text for _, text in added], pa.string())])
    old = np.arange(len(records))
    order = np.argsort(np.concatenate([old, after + 0.5]), kind="stable")
    places = np.empty(len(both), dtype=np.int64)
    places[order] = np.arange(len(both))
    return both.take(pa.array(order)), places


def write_records(
    path: Path,
    header: str,
    records: Any,
    modified: datetime,
    *,
    encoding: str = "utf-8",
    newline: str = "\n",
) -> None:
    """A header and records to a file; compressed when its name ends in .gz."""
    chunk = records.combine_chunks() if isinstance(records, pa.ChunkedArray) else records
    body = pc.binary_join(pa.ListArray.from_arrays([0, len(chunk)], chunk), newline)[0].as_py()
    text = header + newline + (body + newline if len(chunk) else "")
    write_bytes(path, text.encode(encoding), modified)


def write_rows(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], modified: datetime
) -> int:
    """Small tables: rows of values to a CSV file. Returns the number of rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    write_bytes(path, text.getvalue().encode(), modified)
    return count


def write_parquet(path: Path, table: pa.Table, modified: datetime) -> None:
    """A table with its types to a Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="snappy")
    set_modified(path, modified)


def write_bytes(path: Path, content: bytes, modified: datetime) -> None:
    """Content to a file; compressed when its name ends in .gz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        content = gzip.compress(content, compresslevel=6, mtime=0)
    path.write_bytes(content)
    set_modified(path, modified)


def set_modified(path: Path, modified: datetime) -> None:
    """Sets when a file was last modified, a naive UTC time."""
    seconds = int((modified - datetime(1970, 1, 1)).total_seconds())
    os.utime(path, (seconds, seconds))
