"""Let old rows of bronze go by age. The ledger stays: what was loaded is never loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.lake.bronze import Bronze
from tillhouse.lake.delivery import LOAD_TIME, Delivery

if TYPE_CHECKING:
    from deltalake import DeltaTable


@dataclass(frozen=True)
class Pruned:
    """What went from one table: deliveries and rows by age, files and bytes on disk (also those
    that a killed load left behind)."""

    source: str
    table: str
    deliveries: int
    rows: int
    files: int
    bytes: int


def prune(bronze: Bronze, keep_days: int | None, now: datetime) -> list[Pruned]:
    """Delete the rows of deliveries loaded more than `keep_days` before `now` (None: keep all),
    and every data file that no table uses. One entry per table that lost something.

    Only while nobody else reads or writes the lake: the caller holds the project's lock.
    """
    found = [_prune(bronze, *name, keep_days, now) for name in bronze.tables()]
    return [pruned for pruned in found if pruned.files or pruned.deliveries]


def holds(bronze: Bronze, delivery: Delivery) -> bool:
    """Whether the newest delivery of a table is still there, and was not pruned by its age."""
    if not delivery.rows:
        return True
    import pyarrow as pa

    from tillhouse.lake.delta import open_delta

    table = open_delta(bronze.folder(delivery.source, delivery.table))
    files = pa.table(table.get_add_actions(flatten=True))
    return any(last.as_py() >= delivery.load_id for last in files.column("max._load_id"))


def _prune(bronze: Bronze, source: str, table: str, keep_days: int | None, now: datetime) -> Pruned:
    deliveries = rows = 0
    if keep_days is not None:
        cutoff = (now - timedelta(days=keep_days)).astimezone(UTC).strftime(LOAD_TIME)
        old = {entry.load_id for entry in bronze.ledger(source, table) if entry.load_id < cutoff}
        if old:
            deliveries, rows = _delete(bronze.folder(source, table), cutoff, old)
    gone = list(_unused_files(bronze, source, table))
    size = sum(path.stat().st_size for path in gone)
    for path in gone:
        path.unlink()
    return Pruned(source, table, deliveries, rows, len(gone), size)


def _delete(folder: Path, cutoff: str, old: set[str]) -> tuple[int, int]:
    """Delete rows loaded before the cutoff; (deliveries, rows) that were still there."""
    from deltalake import PostCommitHookProperties

    from tillhouse.lake.delta import open_delta

    table = open_delta(folder)
    if not _holds_any_before(table, cutoff):
        return 0, 0
    metrics = table.delete(
        f"_load_id < '{cutoff}'",
        post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
    )
    return len(old), int(metrics.get("num_deleted_rows") or 0)


def _holds_any_before(table: DeltaTable, cutoff: str) -> bool:
    import pyarrow as pa

    files = pa.table(table.get_add_actions(flatten=True))
    return any(first.as_py() < cutoff for first in files.column("min._load_id"))


def _unused_files(bronze: Bronze, source: str, table: str) -> Iterator[Path]:
    snapshot = bronze.snapshot(source, table)
    used = {Path(file).name for file in snapshot.files} if snapshot else set()
    for path in sorted(bronze.folder(source, table).glob("*.parquet")):
        if path.name not in used:
            yield path
