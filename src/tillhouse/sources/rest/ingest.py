"""Load what an API has that bronze has not: each table in one commit, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import Delivery, load_id, next_load_time
from tillhouse.lake.refused import RefusedFile
from tillhouse.lake.retention import holds
from tillhouse.sources.access import Access
from tillhouse.sources.drift import Watch, looks_renamed
from tillhouse.sources.passing import scratch_folder
from tillhouse.sources.report import IngestReport, KnownFile
from tillhouse.sources.rest.access import ApiAccess, Patience
from tillhouse.sources.rest.client import Client
from tillhouse.sources.rest.failures import Gone
from tillhouse.sources.rest.load import load_rows
from tillhouse.sources.rest.paging import read_resource
from tillhouse.sources.rest.rows import Rows
from tillhouse.sources.spec import SourceSpec
from tillhouse.sources.table import TableSpec

Progress = Callable[[int, str], None]


def ingest_resources(
    source_name: str,
    spec: SourceSpec,
    access: Access,
    bronze: Bronze,
    progress: Progress | None = None,
    patience: Patience | None = None,
) -> IngestReport:
    """Read every table of a source from its API and load those that changed.

    `progress` is called with (rows, table). Raises `ConfigError` for an address that must not be
    used, `SourceError` when the API cannot be read to its end; tables before that one are loaded.
    A table that used to come and is no longer there is refused by itself.
    """
    started = time.perf_counter()
    api = ApiAccess.of(access)
    api.check(source_name)
    report = IngestReport(source_name)
    watch = Watch(bronze, source_name)
    gone: list[Gone] = []
    with Client(api, patience) as client:
        for table in spec.tables:
            try:
                rows = _fetch(client, table, spec, bronze, report, watch)
            except Gone as missing:
                gone.append(missing)
                _miss(table, missing, spec, bronze, report, watch)
                continue
            if progress is not None:
                progress(rows, table.name)
    if len(gone) == len(spec.tables):
        raise gone[0]  # that is no table, that is the address
    report.changes = watch.save()
    report.seconds = time.perf_counter() - started
    return report


def _miss(
    table: TableSpec,
    missing: Gone,
    spec: SourceSpec,
    bronze: Bronze,
    report: IngestReport,
    watch: Watch,
) -> None:
    """Refuse a table that came before; for one that never did, the settings are wrong."""
    assert table.resource is not None
    if not any(entry.table == table.name for entry in bronze.ledger(report.source)):
        raise missing
    path = table.resource.path
    reason = "there is nothing at its address any more; what was loaded of it stays"
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    refused = RefusedFile(
        source=report.source,
        table=table.name,
        file=path,
        reason=reason,
        remedy=missing.remedy,
        refused_at=at,
        spec=spec.fingerprint,
        code="gone",
    )
    known = any((it.file, it.sha256) == (path, "") for it in bronze.refused.entries(report.source))
    (report.still_refused if known else report.refused).append(refused)
    if not known:
        bronze.refused.note(refused)


def _fetch(
    client: Client,
    table: TableSpec,
    spec: SourceSpec,
    bronze: Bronze,
    report: IngestReport,
    watch: Watch,
) -> int:
    assert table.resource is not None
    at = datetime.now(UTC)
    with scratch_folder() as scratch:
        rows = read_resource(client, table, table.resource, scratch)
        try:
            _settle(rows, table, spec, bronze, report, watch, at, scratch)
            if rows.columns and not rows.missing():
                # The fields of a record have no order that means anything.
                watch.see(table, table.resource.path, rows.shape(), is_ordered=False)
            return rows.count
        finally:
            rows.close()


def _settle(
    rows: Rows,
    table: TableSpec,
    spec: SourceSpec,
    bronze: Bronze,
    report: IngestReport,
    watch: Watch,
    at: datetime,
    scratch: Path,
) -> None:
    """Known, refused or loaded.

    Known is only what is as it was the last time: a table that went back to an earlier state did
    change, although that content came before.
    """
    assert table.resource is not None
    path, sha256 = table.resource.path, rows.fingerprint()
    if bronze.refused.settle(report.source, path):
        watch.lines.append(f"{path}: is taken again")
    ledger = bronze.ledger(report.source)
    last = next((entry for entry in reversed(ledger) if entry.table == table.name), None)
    if last is not None and last.sha256 == sha256 and holds(bronze, last):
        report.known.append(KnownFile(path, last.file))
        return
    if problem := _misfit(rows):
        problem += looks_renamed(watch.before(table.name), tuple(rows.columns), rows.missing())
        refused = _refusal(problem, rows, table, spec, report.source, at)
        _keep_refused(refused, rows, bronze, report, scratch)
        return
    moment = next_load_time(at, ledger[-1].load_id if ledger else None)
    _load(_delivery(report.source, table, rows, sha256, moment), moment, rows, bronze, report)


def _load(
    delivery: Delivery, at: datetime, rows: Rows, bronze: Bronze, report: IngestReport
) -> None:
    loaded, unreadable = load_rows(bronze, delivery, at, rows)
    report.loaded.append(loaded)
    report.name_unreadable(unreadable)


def _delivery(source: str, table: TableSpec, rows: Rows, sha256: str, at: datetime) -> Delivery:
    assert table.resource is not None
    return Delivery(
        load_id=load_id(at, 0, sha256),
        source=source,
        table=table.name,
        file=table.resource.path,
        sha256=sha256,
        bytes=rows.bytes,
        modified_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        rows=rows.count,
        unreadable_rows=0,
        columns=tuple(rows.columns),
        kinds=rows.shape().kinds,
    )


def _misfit(rows: Rows) -> str:
    """Why the table cannot be taken; empty when it can."""
    if missing := rows.missing():
        return f"no row has {' and '.join(missing)}"
    if rows.ambiguous:
        return f"two fields of a row are both {rows.ambiguous[0]}"
    return ""


def _refusal(
    problem: str, rows: Rows, table: TableSpec, spec: SourceSpec, source: str, at: datetime
) -> RefusedFile:
    assert table.resource is not None
    return RefusedFile(
        source=source,
        table=table.name,
        file=table.resource.path,
        reason=f"{problem}; the fields are {', '.join(rows.columns)}",
        remedy="Name the fields as aliases in source.toml.",
        sha256=rows.fingerprint(),
        bytes=rows.bytes,
        modified_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        refused_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        spec=spec.fingerprint,
        code="missing_columns" if rows.missing() else "ambiguous_columns",
        columns=tuple(rows.missing() or rows.ambiguous),
    )


def _keep_refused(
    refused: RefusedFile, rows: Rows, bronze: Bronze, report: IngestReport, scratch: Path
) -> None:
    """Keep what was refused as JSON lines, once: the next time it still waits to be mended."""
    for entry in bronze.refused.entries(report.source):
        before = (entry.file, entry.sha256, entry.spec)
        if before == (refused.file, refused.sha256, refused.spec):
            report.still_refused.append(entry)
            return
    copy = scratch / "refused.jsonl"
    rows.write_to(copy)
    bronze.refused.keep(refused, copy)
    report.refused.append(refused)
