"""Look at files: which belong together, what their columns are; their rows as text in DuckDB.

Files are read by the very code that loads them later, so that what is seen here is what a run sees.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from tillhouse.bounds import DEFAULTS, Bounds
from tillhouse.errors import DataError, SourceError
from tillhouse.onboarding.groups import (
    Group,
    Part,
    fix_patterns,
    group_parts,
    shorten_names,
)
from tillhouse.onboarding.headers import read_headers
from tillhouse.onboarding.names import safe_name
from tillhouse.onboarding.snapshots import keep_last_versions
from tillhouse.onboarding.tables import Column, Looked, Table
from tillhouse.onboarding.together import patterns_of
from tillhouse.onboarding.totals import set_totals_aside
from tillhouse.sources.files.discover import discover
from tillhouse.sources.files.found import FoundFile, natural, printable, signature_of
from tillhouse.sources.files.inspect import Layout, inspect_file
from tillhouse.sources.files.read import Damaged, ReadMismatch, Unread, read_files
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.passing import is_passing, scratch_folder
from tillhouse.sources.passing import told as told_of
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

MOST_FILES, MOST_ROWS = 500, 3_000_000  # of one table; more are not looked at
EVERYTHING = SourceSpec("any", "any", (TableSpec("any", ("**/*",), ("any",)),), "")

Told = Callable[[int, str], None]


def look_at_files(named: Sequence[Path], told: Told, bounds: Bounds = DEFAULTS) -> Looked:
    """Everything below the named files and folders.

    Raises `SourceError` when a place does not exist, `DataError` when no table was found there.
    """
    import duckdb

    home, found, unused, problems = _find(named)
    looked = Looked(duckdb.connect(), [], str(home), [], unused)
    looked.refused += problems
    with scratch_folder() as scratch:
        parts = list(_parts(found, scratch, looked, bounds))
        taken: set[str] = set()
        for at, group in enumerate(group_parts(parts)):
            table = _load(group, f"looked_{at}", taken, looked, scratch, told, bounds)
            if table is not None:
                looked.tables.append(table)
    if not looked.tables:
        reasons = "; ".join(looked.refused[:3]) or "no file there is CSV, Parquet or a workbook"
        raise DataError(
            f"No table was found: {reasons}",
            where=", ".join(map(str, named)),
            remedy="Name CSV, TSV, Parquet or .xlsx files that have a header, or their folder",
        )
    shorten_names(looked.tables)
    fix_patterns(looked.tables)
    looked.delivered = list(looked.tables)
    return looked


def _find(named: Sequence[Path]) -> tuple[Path, list[FoundFile], list[str], list[str]]:
    """The folder above all of them; each file, relative to it, in a natural order; what is in no
    format that is read; what cannot be read, and why."""
    paths = [path.expanduser().absolute() for path in named]
    if missing := [path for path in paths if not path.exists()]:
        raise SourceError(
            f"There is nothing at {missing[0]}",
            where="--from",
            remedy="Give a file, a folder of files, or the address of a database",
        )
    home = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in paths]))
    files: dict[Path, FoundFile] = {}
    unused: list[str] = []
    problems: list[str] = []
    for path in paths:
        listed = discover(path, EVERYTHING) if path.is_dir() else None
        unused += listed.unused if listed else []
        problems += [f"{name}: {why}" for name, why in listed.problems] if listed else []
        for file in listed.files if listed else [_found(path)]:
            relative = file.path.relative_to(home).as_posix()
            files[file.path] = replace(file, relative=relative)
    ordered = sorted(files.values(), key=lambda file: natural(file.relative))
    return home, ordered, sorted(unused), problems


def _found(path: Path) -> FoundFile:
    signature = signature_of(path) or (0, 0, 0, 0)
    return FoundFile(path, path.name, EVERYTHING.tables[0], signature)


def _parts(
    files: Iterable[FoundFile], scratch: Path, looked: Looked, bounds: Bounds
) -> Iterable[Part]:
    for file in files:
        try:
            for header in read_headers(file.path, scratch, bounds):
                yield Part(file, header)
        except Exception as error:
            looked.refused.append(_reason(file, error))


def _load(
    group: Group,
    view: str,
    taken: set[str],
    looked: Looked,
    scratch: Path,
    told: Told,
    bounds: Bounds,
) -> Table | None:
    """The rows of a group in the connection; None when nothing of it can be read."""
    originals = group.originals
    used: set[str] = set()
    columns = [Column(safe_name(name, used), name) for name in originals.values()]
    spec = _spec(columns, group.sheet)
    listed = ", ".join(f"{column.name} varchar" for column in columns)
    looked.engine.execute(f"create table {view} (_file varchar, _row bigint, {listed})")
    table = Table(safe_name(group.name, taken), group.label, columns, view)
    files: list[str] = []
    for part in group.parts:
        if len(files) == MOST_FILES or table.rows > MOST_ROWS:
            table.is_sample = True
            break
        try:
            table.rows += _load_one(replace(part.file, table=spec), view, looked, scratch, bounds)
            files.append(part.file.relative)
            told(1, part.file.relative)
        except Exception as error:
            # What was read of it before is no table.
            looked.engine.execute(f"delete from {view} where _file = ?", [part.file.relative])
            looked.refused.append(_reason(part.file, error))
    table.files = tuple(files)
    table.patterns = patterns_of(files[:1])
    table.sheets = (group.sheet,) if group.sheet else ()
    if table.is_sample:
        of = f"{len(group.parts):,} files"
        table.notes.append(f"only the first {len(files):,} of {of} were looked at")
    if files:
        set_totals_aside(table, looked)
        keep_last_versions(table, looked)
    return table if files else None


def _reason(file: FoundFile, error: Exception) -> str:
    """Why a file is not looked at; raises what is no matter of the file or the machine."""
    if isinstance(error, Unread):
        error = error.error
    if is_passing(error):
        return f"{file.relative}: {told_of(error)[0]}"
    if isinstance(error, Refused | Damaged):
        return printable(f"{file.relative}: {error}")
    raise error


def _spec(columns: Sequence[Column], sheet: str) -> TableSpec:
    aliases = {column.name: (column.original,) for column in columns}
    names = tuple(column.name for column in columns)
    return TableSpec("any", ("**/*",), names, aliases=aliases, sheet=sheet or None)


def _load_one(file: FoundFile, view: str, looked: Looked, scratch: Path, bounds: Bounds) -> int:
    layout = inspect_file(file, scratch, bounds)
    try:
        try:
            return _insert(layout, file, view, looked)
        except ReadMismatch:
            looked.engine.execute(f"delete from {view} where _file = ?", [file.relative])
            return _insert(layout.exactly(), file, view, looked)
    finally:
        layout.discard()


def _insert(layout: Layout, file: FoundFile, view: str, looked: Looked) -> int:
    rows = 0
    known = [name for (name,) in looked.ask(f"select column_name from (describe {view})")]
    names = ", ".join(name for name in layout.columns if name in known)
    for _, batch in read_files([layout]):
        looked.engine.register("delivered", batch)
        looked.engine.execute(
            f"insert into {view} by name select ? as _file, _source_row as _row, {names} "
            "from delivered where _unreadable is null",
            [file.relative],
        )
        looked.engine.unregister("delivered")
        rows += len(batch)
    return rows
