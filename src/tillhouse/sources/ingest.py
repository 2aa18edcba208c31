"""Load what is new of one source into bronze, file by file exactly once.

Killed at any moment and run again, bronze holds the same rows: a commit carries the rows of its
files together with their hashes, or is not there.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import next_load_time
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.drift import looks_renamed
from tillhouse.sources.files.discover import Changed, HashCache
from tillhouse.sources.files.inspect import Layout, inspect_file
from tillhouse.sources.files.plain import Refused
from tillhouse.sources.report import IngestReport, KnownFile
from tillhouse.sources.series import last_before, last_of_each, shape_of, watch_files
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.survey import Copy, NewFile, Place, Survey, modified_at, survey

BYTES_PER_COMMIT = 64 * 1024 * 1024
FILES_PER_COMMIT = 2_000

Progress = Callable[[int, str], None]


def ingest(
    source_name: str,
    spec: SourceSpec,
    location: Path | Place,
    bronze: Bronze,
    cache: HashCache,
    progress: Progress | None = None,
) -> IngestReport:
    """Load every new file of a location; refuse what cannot be taken, and say so.

    `progress` is called with (number of files done, what was done). Raises `SourceError` when the
    location cannot be listed or the disk fails, `DataError` when the ledger is damaged; nothing
    that lies in the location raises.
    """
    started = time.perf_counter()
    found = survey(source_name, spec, location, bronze, cache)
    report = _begin(found)
    tell = progress or _silent
    tell(len(found.known) + len(found.still_refused), "known")
    if found.new:
        last = found.last_load_id
        for group in in_commits(found.new):
            last = _load_group(group, found, bronze, report, last) or last
            for file in group:
                file.found.release()
            tell(len(group), group[0].found.table.name)
        _settle_copies(found, bronze, report)
    report.changes = watch_files(found, report.loaded, bronze)
    report.seconds = time.perf_counter() - started
    return report


def preview(
    source_name: str, spec: SourceSpec, location: Path | Place, bronze: Bronze, cache: HashCache
) -> tuple[Survey, list[RefusedFile]]:
    """What an ingest would load and what it would refuse, without changing anything.

    The survey's `new` holds the files that would be loaded; the list, those to be refused.
    """
    found = survey(source_name, spec, location, bronze, cache)
    fit: list[NewFile] = []
    refused = list(found.failed)
    with tempfile.TemporaryDirectory(prefix="tillhouse-") as scratch:
        for file in found.new:
            outcome = _inspect(file, found, Path(scratch))
            if isinstance(outcome, RefusedFile):
                refused.append(outcome)
            elif outcome is not None:
                fit.append(file)
    found.new = fit
    reasons = {outcome.file: outcome for outcome in refused}
    for copy in found.copies:
        if copy.of in reasons:
            refused.append(_refused_copy(copy, reasons[copy.of]))
        else:
            found.known.append(KnownFile(copy.file.found.relative, copy.of))
    return found, refused


def in_commits(new: list[NewFile]) -> Iterator[list[NewFile]]:
    """New files by table and in order, as many together as one commit should carry."""
    by_table = sorted(new, key=lambda file: file.found.table.name)  # stable: order stays inside
    for _, files in groupby(by_table, key=lambda file: file.found.table.name):
        group: list[NewFile] = []
        size = 0
        for file in files:
            full = size + file.found.size > BYTES_PER_COMMIT or len(group) == FILES_PER_COMMIT
            if group and full:
                yield group
                group, size = [], 0
            group.append(file)
            size += file.found.size
        yield group


def _begin(found: Survey) -> IngestReport:
    return IngestReport(
        source=found.source,
        known=found.known,
        refused=found.failed,
        still_refused=found.still_refused,
        postponed=found.postponed,
        unused=found.unused,
    )


def _load_group(
    group: list[NewFile], found: Survey, bronze: Bronze, report: IngestReport, last: str | None
) -> str | None:
    """Inspect and load files in one commit; returns the last load id, None if none was loaded."""
    from tillhouse.sources.files.load import FileLoad, LoadPlan

    with tempfile.TemporaryDirectory(prefix="tillhouse-") as scratch:
        plans = []
        for file in group:
            outcome = _inspect(file, found, Path(scratch))
            if outcome is None:
                report.postponed.append(file.found.relative)
            elif isinstance(outcome, RefusedFile):
                _keep_refused(outcome, file, bronze, report)
            else:
                plans.append(LoadPlan(file, outcome))
        if not plans:
            return None
        at = next_load_time(datetime.now(UTC), last)
        load = FileLoad(bronze, found.source, group[0].found.table.name, at, plans)
        load.run()
    for file, reason in load.damaged:
        _keep_refused(_refusal(file, found, Refused(reason)), file, bronze, report)
    report.loaded.extend(load.deliveries)
    report.notes.extend(load.notes)
    report.postponed.extend(load.postponed)
    report.name_unreadable(load.unreadable)
    return load.deliveries[-1].load_id if load.deliveries else None


def _settle_copies(found: Survey, bronze: Bronze, report: IngestReport) -> None:
    """Each copy within this run shares the fate of the file that it is a copy of."""
    reasons = {refused.file: refused for refused in report.refused}
    for copy in found.copies:
        name = copy.file.found.relative
        if copy.of in reasons:
            _keep_refused(_refused_copy(copy, reasons[copy.of]), copy.file, bronze, report)
        elif copy.of in report.postponed:
            report.postponed.append(name)
        else:
            report.known.append(KnownFile(name, copy.of))


def _refused_copy(copy: Copy, first: RefusedFile) -> RefusedFile:
    found = copy.file.found
    return replace(first, file=found.relative, modified_at=modified_at(found))


def _inspect(file: NewFile, found: Survey, scratch: Path) -> Layout | RefusedFile | None:
    """How to read a file, or why it is refused; None when it is no longer what was found."""
    try:
        file.found.make_local()
        return inspect_file(file.found, scratch)
    except Refused as refused:
        return _refusal(file, found, refused)
    except Changed:
        return None
    except OSError as error:
        reason = f"it cannot be read: {error.strerror or error}"
        return _refusal(file, found, Refused(reason, remedy="Deliver it again."))


def _refusal(file: NewFile, found: Survey, refused: Refused) -> RefusedFile:
    return RefusedFile(
        source=found.source,
        table=file.found.table.name,
        file=file.found.relative,
        reason=refused.reason + _renamed(file, found, refused),
        line=refused.line,
        remedy=refused.remedy,
        sha256=file.sha256,
        bytes=file.found.size,
        modified_at=modified_at(file.found),
        refused_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        spec=found.spec.fingerprint,
    )


def _renamed(file: NewFile, found: Survey, refused: Refused) -> str:
    """What the mandatory columns that a file lacks may be called in it."""
    if not refused.missing:
        return ""
    entries = [it for it in found.ledger if it.table == file.found.table.name]
    before = map(shape_of, last_before(last_of_each(entries), file.found.relative))
    told = (looks_renamed(it, refused.columns, refused.missing) for it in before)
    return next(filter(None, told), "")


def _keep_refused(
    refused: RefusedFile, file: NewFile, bronze: Bronze, report: IngestReport
) -> None:
    """Keep a refused file, unless it has changed since: then it is looked at again next time."""
    try:
        file.found.make_local()
    except Changed:
        report.postponed.append(refused.file)
        return
    if not file.found.is_unchanged:
        report.postponed.append(refused.file)
        return
    bronze.refused.keep(refused, file.found.path)
    report.refused.append(refused)


def _silent(files: int, note: str) -> None:
    return None
