"""One delivered file in the ledger, and the id under which its rows were loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

LOAD_TIME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class Delivery:
    """One file of one table. `rows` counts all its rows in bronze, `unreadable_rows` those of them
    that could not be split into columns; `modified_at` is UTC, ISO; `file` is relative to the
    location; `columns` are the names in bronze, and `kinds` has a letter for the values of each
    (`sources.shape`), empty where they were not looked at.
    """

    load_id: str
    source: str
    table: str
    file: str
    sha256: str
    bytes: int
    modified_at: str
    rows: int
    unreadable_rows: int
    columns: tuple[str, ...]
    kinds: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As it is written into the commit."""
        return {**asdict(self), "columns": list(self.columns)}

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Delivery:
        """Read back; keys that a later version may add are passed over, as are those it added."""
        given = {"kinds": "", **entry}
        known = {field.name: given[field.name] for field in fields(cls)}
        return cls(**{**known, "columns": tuple(entry["columns"])})

    @property
    def loaded_at(self) -> datetime:
        """When it was loaded (UTC), from its id."""
        return load_time(self.load_id)


def load_time(load_id: str) -> datetime:
    """The UTC time in a load id."""
    return datetime.strptime(load_id.split("-", 1)[0], LOAD_TIME).replace(tzinfo=UTC)


def next_load_time(now: datetime, last_load_id: str | None) -> datetime:
    """The time of the next load: now, or just after the last one if the clock went backwards."""
    if last_load_id is None:
        return now
    return max(now, load_time(last_load_id) + timedelta(microseconds=1))


def load_id(at: datetime, number: int, sha256: str) -> str:
    """An id that sorts by time, then by the order inside one commit."""
    return f"{at.astimezone(UTC).strftime(LOAD_TIME)}-{number:04d}-{sha256[:8]}"
