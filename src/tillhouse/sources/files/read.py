"""Delivered files as Arrow batches of text, every row with its number in the file.

The engine reads whatever has a regular shape, many files in one scan, and what it returns is held
against the count of `scan.py`. Everything else goes through `exact.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.bounds import LONGEST_RECORD
from tillhouse.sources.files.connection import connect, path_literal
from tillhouse.sources.files.exact import UnfitRows, read_exactly
from tillhouse.sources.files.fixed import read_fixed
from tillhouse.sources.files.inspect import Layout
from tillhouse.sources.files.parquet import parquet_query
from tillhouse.sources.passing import is_passing

FILES_PER_SCAN = 500
HEAD_FIELDS = [
    pa.field("_source_row", pa.int64()),
    pa.field("_unreadable", pa.string()),
    pa.field("_raw", pa.string()),
]

Numbered = tuple[int, pa.RecordBatch]


class ReadMismatch(Exception):
    """The engine did not read these files as they are; read them record by record instead."""

    def __init__(self, files: Sequence[Path], why: str) -> None:
        super().__init__(why)
        self.files = tuple(files)


class Damaged(Exception):
    """A file that began well and cannot be read to its end."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(reason)
        self.file = file
        self.reason = reason


class Unread(Exception):
    """A file that the machine could not read to its end now: it says nothing of the file."""

    def __init__(self, file: Path, error: Exception) -> None:
        super().__init__(str(error))
        self.file = file
        self.error = error


def read_files(layouts: Sequence[Layout], threads: int = 2) -> Iterator[Numbered]:
    """(index of the file, batch) in the order of `layouts` and of the rows in each file.

    A batch has `_source_row`, `_unreadable`, `_raw` and the delivered columns. Raises
    `ReadMismatch` when some files must be made `exactly()`, `Damaged` or `Unread` when one must be
    left out; what was returned is then void.
    """
    start = 0
    with connect(threads) as engine:
        for _, group in groupby(layouts, key=lambda layout: layout.scan_key):
            run = list(group)
            for at in range(0, len(run), FILES_PER_SCAN):
                for index, batch in _attributed(run[at : at + FILES_PER_SCAN], engine):
                    yield start + at + index, batch
            start += len(run)


def _attributed(run: Sequence[Layout], engine: duckdb.DuckDBPyConnection) -> Iterator[Numbered]:
    """As `_read_run`; what the machine fails at is put down to the file, where it is one."""
    try:
        yield from _read_run(run, engine)
    except (OSError, MemoryError) as error:
        if len(run) > 1:
            raise
        raise Unread(run[0].source, error) from error


def _read_run(run: Sequence[Layout], engine: duckdb.DuckDBPyConnection) -> Iterator[Numbered]:
    if run[0].is_parquet:
        return ((0, batch) for batch in _read_parquet(run[0], engine))
    if run[0].copied is not None:
        return ((0, batch) for batch in _read_copied(run[0], run[0].copied))
    if run[0].widths:
        return ((0, batch) for batch in _read_fixed(run[0]))
    if run[0].is_exact:
        return ((0, batch) for batch in _read_exactly(run[0]))
    return _read_by_engine(run, engine)


def _read_by_engine(run: Sequence[Layout], engine: duckdb.DuckDBPyConnection) -> Iterator[Numbered]:
    texts = [layout.text.path for layout in run if layout.text]
    index_of = {str(path): index for index, path in enumerate(texts)}
    counts = [0] * len(run)
    try:
        query = engine.execute(_csv_query(run[0], texts))
        for batch in query.to_arrow_reader(min(layout.batch_rows for layout in run)):
            for name, part in _by_file(batch):
                index = index_of[name]
                yield index, _numbered(part, run[0], counts[index] + 2)
                counts[index] += len(part)
    except duckdb.Error as error:
        raise ReadMismatch(_misfits(run, engine), str(error).splitlines()[0]) from None
    wrong = [layout.source for at, layout in enumerate(run) if counts[at] != layout.expected]
    if wrong:
        raise ReadMismatch(wrong, "the engine returned another number of rows than the file holds")


def _csv_query(layout: Layout, files: Sequence[Path]) -> str:
    """Everything is explicit but `new_line`: given as CRLF, DuckDB 1.5.5 returns no rows at all."""
    columns = ", ".join(f"'c{at}': 'varchar'" for at in range(len(layout.columns)))
    delimiter = (layout.delimiter or b",").decode()
    paths = ", ".join(map(path_literal, files))
    return f"""
        select * from read_csv([{paths}], columns = {{{columns}}}, delim = '{delimiter}',
          auto_detect = false, header = false, skip = 1, quote = '"', escape = '"',
          strict_mode = true, nullstr = '', allow_quoted_nulls = false, filename = '_file',
          hive_partitioning = false, max_line_size = {LONGEST_RECORD},
          buffer_size = {4 * LONGEST_RECORD})"""


def _by_file(batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
    """A batch of a scan over several files, cut where one file ends and the next begins."""
    runs = pc.run_end_encode(batch.column("_file"))
    data = batch.drop_columns(["_file"])
    start = 0
    for end, name in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
        yield name, data.slice(start, end - start)
        start = end


def _misfits(run: Sequence[Layout], engine: duckdb.DuckDBPyConnection) -> list[Path]:
    """Which files of a scan that failed are to blame; all of them when none fails alone."""
    if len(run) == 1:
        return [run[0].source]
    blamed: list[Path] = []
    for layout in run:
        try:
            for _ in _read_by_engine([layout], engine):
                pass
        except ReadMismatch as mismatch:
            blamed.extend(mismatch.files)
    return blamed or [layout.source for layout in run]


def _numbered(part: pa.RecordBatch, layout: Layout, first: int) -> pa.RecordBatch:
    rows = len(part)
    empty = pa.nulls(rows, pa.string())
    numbers = pa.arange(first, first + rows)
    arrays = [numbers, empty, empty, *part.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=_schema(layout))


def _read_parquet(layout: Layout, engine: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
    try:
        query = engine.execute(parquet_query(layout.source))
        for batch in query.to_arrow_reader(layout.batch_rows):
            empty = pa.nulls(len(batch), pa.string())
            arrays = [batch.column(0), empty, empty, *batch.columns[1:]]
            yield pa.RecordBatch.from_arrays(arrays, schema=_schema(layout))
    except duckdb.Error as error:
        if is_passing(error):
            raise Unread(layout.source, error) from None
        raise Damaged(layout.source, str(error).splitlines()[0]) from None


def _read_copied(layout: Layout, copied: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a workbook's sheet, which stand in an Arrow file already."""
    with pa.memory_map(str(copied)) as file, pa.ipc.open_stream(file) as batches:
        for batch in batches:
            empty = pa.nulls(len(batch), pa.string())
            values = [batch.column(at + 1) for at in layout.picked]
            arrays = [batch.column(0), empty, empty, *values]
            yield pa.RecordBatch.from_arrays(arrays, schema=_schema(layout))


def _read_fixed(layout: Layout) -> Iterator[pa.RecordBatch]:
    assert layout.text is not None
    for arrays in read_fixed(layout.text.path, layout.widths, layout.header_number):
        yield pa.RecordBatch.from_arrays(arrays, schema=_schema(layout))


def _read_exactly(layout: Layout) -> Iterator[pa.RecordBatch]:
    try:
        for arrays in read_exactly(layout):
            yield pa.RecordBatch.from_arrays(arrays, schema=_schema(layout))
    except UnfitRows as error:
        raise Damaged(layout.source, str(error)) from None


def _schema(layout: Layout) -> pa.Schema:
    return pa.schema([*HEAD_FIELDS, *(pa.field(name, pa.string()) for name in layout.columns)])
