"""The data engineer's own tables: quarantine, reconciliation, audits, deliveries, run log.

They go out with every run that came as far as the audits, whether these pass or not, and hold
rejected rows as delivered: only the owner may read them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from tillhouse.pipeline.context import Context
from tillhouse.pipeline.published import seal_release
from tillhouse.publish.access import Access
from tillhouse.publish.audiences import DATA_QUALITY
from tillhouse.publish.audiences import publish_data_quality as publish_tables
from tillhouse.unused import find_unused

READ = {
    "quarantine": "select * from silver.quarantine",
    "rejections": "select * from silver.rejections",
    "reconciliation": "select * from silver.reconciliation",
    "stated_totals": "select * from silver.stated_totals",
    "control_totals": "select * from silver.control_totals",
    "account": "select * from silver.account",
    "mart_totals": "select * from checks.mart_totals",
    "open_questions": "select * from silver.open_questions",
    "audits": "select * from checks.audits",
    "cluster_scores": "select * from science.cluster_scores",
}
RUN_LOG = pa.schema(
    [(name, pa.string()) for name in ("run_id", "step", "started_at", "ended_at", "status")]
    + [(name, pa.int64()) for name in ("rows_in", "rows_out", "rows_rejected")]
    + [(name, pa.string()) for name in ("message", "engine", "versions", "settings_hash")]
)
DELIVERIES = pa.schema(
    [(name, pa.string()) for name in ("load_id", "source", "table", "file", "sha256")]
    + [(name, pa.string()) for name in ("modified_at", "loaded_at")]
    + [(name, pa.int64()) for name in ("bytes", "rows", "unreadable_rows")]
)

UNUSED = pa.schema(
    [(name, pa.string()) for name in ("source_system", "table", "column", "samples")]
    + [(name, pa.int64()) for name in ("rows", "filled")]
)


def publish_data_quality(context: Context) -> list[dict[str, Any]]:
    """Publish the tables; returns the audits as rows, the failed ones first."""
    tables = {name: context.engine.read(sql).read_all() for name, sql in READ.items()}
    tables["deliveries"] = _rows(DELIVERIES, (d.as_dict() for d in context.bronze.ledger()))
    unused = find_unused(context.project, context.bronze)
    tables["unused_columns"] = _rows(UNUSED, (it.as_dict() for it in unused))
    tables["run_log"] = _rows(RUN_LOG, _run_log(context))
    audience = context.project.audiences["data_quality"]
    if audience.enabled:
        publish_tables(
            tables,
            context.project.publish_path,
            run_id=context.run_id,
            access=Access.from_mode(audience.folder_mode, audience.group),
        )
    seal_release(context.project, context.state, DATA_QUALITY)
    audits: list[dict[str, Any]] = tables["audits"].to_pylist()
    return sorted(audits, key=lambda row: (row["verdict"] != "fail", row["audit"], row["scope"]))


def _rows(schema: pa.Schema, rows: Iterable[dict[str, Any]]) -> pa.Table:
    picked = [{name: row.get(name) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(picked, schema=schema)


def _run_log(context: Context) -> Iterable[dict[str, Any]]:
    """One row per step of the runs so far, with what the run knows of engine and settings."""
    runs = {run.run_id: run for run in context.state.history(limit=1_000)}
    for step in context.state.steps():
        run = runs.get(step.run_id)
        if run is not None:
            versions = {**run.versions, **(context.versions() if not run.ended_at else {})}
            yield {
                **asdict(step),
                "engine": run.target,
                "versions": ", ".join(f"{name} {v}" for name, v in sorted(versions.items())),
                "settings_hash": run.settings_hash,
            }
