"""Load what is new of one source into bronze, file by file exactly once.

Killed at any moment and run again, bronze holds the same rows: a commit carries the rows of its
files together with their hashes, or is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from tillhouse.bounds import DEFAULTS, Bounds
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import next_load_time
from tillhouse.lake.refused import RefusedFile
from tillhouse.sources.files import workbook_reader
from tillhouse.sources.files.found import WORKBOOKS
from tillhouse.sources.files.hash_cache import HashCache
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.passing import scratch_folder
from tillhouse.sources.refusals import (
    inspect_new,
    keep_refused,
    refusal_for_now,
    refusal_of,
    refusal_of_copy,
)
from tillhouse.sources.report import IngestReport, KnownFile
from tillhouse.sources.series import watch_files
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.survey import NewFile, Place, Survey, survey

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
    bounds: Bounds = DEFAULTS,
) -> IngestReport:
    """Load every new file of a location; refuse what cannot be taken, and say so.

    `progress` is called with (number of files done, what was done). Raises `SourceError` when the
    location cannot be listed or the disk fails, `DataError` when the ledger is damaged; nothing
    that lies in the location raises.
    """
    started = time.perf_counter()
    found = survey(source_name, spec, location, bronze, cache, bounds)
    report = _begin(found)
    tell = progress or _silent
    tell(len(found.known) + len(found.still_refused), "known")
    if found.new:
        if any(file.found.format in WORKBOOKS for file in found.new):
            workbook_reader.start()
        last = found.last_load_id
        for group in in_commits(found.new):
            last = _load_group(group, found, bronze, report, last) or last
            for file in group:
                file.found.release()
            tell(len(group), group[0].found.table.name)
        _settle_copies(found, bronze, report)
    report.unclaimed = found.unclaimed  # the sheets of new workbooks are known by now
    report.changes = watch_files(found, report.loaded, bronze)
    report.seconds = time.perf_counter() - started
    return report


def preview(
    source_name: str,
    spec: SourceSpec,
    location: Path | Place,
    bronze: Bronze,
    cache: HashCache,
    bounds: Bounds = DEFAULTS,
) -> tuple[Survey, list[RefusedFile]]:
    """What an ingest would load and what it would refuse, without changing anything.

    The survey's `new` holds the files that would be loaded; the list, those to be refused.
    """
    found = survey(source_name, spec, location, bronze, cache, bounds)
    fit: list[NewFile] = []
    refused = list(found.failed)
    with scratch_folder() as scratch:
        for file in found.new:
            outcome = inspect_new(file, found, scratch)
            if isinstance(outcome, RefusedFile):
                refused.append(outcome)
            elif outcome is not None:
                fit.append(file)
    found.new = fit
    reasons = {outcome.file: outcome for outcome in refused}
    for copy in found.copies:
        if copy.of in reasons:
            refused.append(refusal_of_copy(copy, reasons[copy.of]))
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

    with scratch_folder() as scratch:
        plans: list[LoadPlan] = []
        for file in group:
            outcome = inspect_new(file, found, scratch)
            if outcome is None:
                report.postponed.append(file.found.relative)
            elif isinstance(outcome, RefusedFile):
                keep_refused(outcome, file, bronze, report)
            else:
                plans.extend(LoadPlan(file, layout) for layout in outcome)
        if not plans:
            return None
        at = next_load_time(datetime.now(UTC), last)
        load = FileLoad(bronze, found.source, group[0].found.table.name, at, plans)
        load.run()
    for file, reason in load.damaged:
        keep_refused(refusal_of(file, found, Refused(reason, code="damaged")), file, bronze, report)
    for file, error in load.unread:
        keep_refused(refusal_for_now(file, found, error), file, bronze, report)
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
            keep_refused(refusal_of_copy(copy, reasons[copy.of]), copy.file, bronze, report)
        elif copy.of in report.postponed:
            report.postponed.append(name)
        else:
            report.known.append(KnownFile(name, copy.of))


def _silent(files: int, note: str) -> None:
    return None
