"""What the run log holds: runs, their steps, and what was published from what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class StepRecord:
    """One step of a run; fill in the counts while it runs. Row counts are None when unknown."""

    run_id: str
    step: str
    started_at: str
    ended_at: str | None = None
    rows_in: int | None = None
    rows_out: int | None = None
    rows_rejected: int | None = None
    status: str = "running"
    message: str = ""


@dataclass(frozen=True)
class RunRecord:
    """One run: status is running, succeeded, failed, stopped, nothing new or killed."""

    run_id: str
    started_at: str
    ended_at: str | None
    status: str
    target: str | None
    as_of: str | None
    settings_hash: str | None
    versions: dict[str, str] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True)
class Built:
    """What the warehouse was last built from, and which steps have been done since."""

    fingerprint: str
    lake_versions: dict[str, str]
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What the last build left open, and whether for that reason nothing may be published."""

    questions: list[dict[str, Any]] = field(default_factory=list)
    is_withheld: bool = False


@dataclass(frozen=True)
class Published:
    """What the published tables were made from: settings and the lake's table versions."""

    fingerprint: str
    lake_versions: dict[str, str]
    run_id: str
    at: str
