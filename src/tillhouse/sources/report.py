"""What became of every file in a source's location."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tillhouse.lake.delivery import Delivery
from tillhouse.lake.refused import RefusedFile

NAMED = 20
SAID = 3
CHANGES_SAID = 20


@dataclass(frozen=True)
class KnownFile:
    """A file whose content was loaded before, perhaps under another name (`loaded_as`)."""

    file: str
    loaded_as: str

    @property
    def is_renamed(self) -> bool:
        """Whether the same content came under another name before."""
        return self.file != self.loaded_as


@dataclass(frozen=True)
class UnreadableRow:
    """A record that could not be split into columns. `row` is its number in the file."""

    file: str
    row: int
    reason: str


@dataclass
class IngestReport:
    """One ingest of one source.

    `refused` were refused now, `still_refused` before and lie there unchanged; `postponed` changed
    while they were read and are left for the next run; `unclaimed` are those of the `unused` that
    nobody left out. `rows` and `unreadable_rows` are those of
    `loaded`; `unreadable` names the first of them; `changes` say how a layout differs from the
    one before, `notes` are further lines for a person. Seconds are elapsed time.
    """

    source: str
    loaded: list[Delivery] = field(default_factory=list)
    known: list[KnownFile] = field(default_factory=list)
    refused: list[RefusedFile] = field(default_factory=list)
    still_refused: list[RefusedFile] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unclaimed: list[str] = field(default_factory=list)
    unreadable: list[UnreadableRow] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def name_unreadable(self, rows: Iterable[UnreadableRow]) -> None:
        """Name unreadable rows, up to a number that a person would read."""
        self.unreadable.extend(islice(rows, max(0, NAMED - len(self.unreadable))))

    def add(self, other: IngestReport) -> None:
        """Take in what came of the same source in another way."""
        lists = ("loaded", "known", "refused", "still_refused", "postponed", "unused", "unclaimed")
        for name in lists:
            getattr(self, name).extend(getattr(other, name))
        self.name_unreadable(other.unreadable)
        self.changes.extend(other.changes)
        self.notes.extend(other.notes)
        self.seconds += other.seconds

    @property
    def rows(self) -> int:
        """Rows loaded now, with the unreadable ones."""
        return sum(delivery.rows for delivery in self.loaded)

    @property
    def unreadable_rows(self) -> int:
        """Rows loaded now that could not be split into columns."""
        return sum(delivery.unreadable_rows for delivery in self.loaded)

    @property
    def bytes(self) -> int:
        """Size of the files loaded now, as delivered."""
        return sum(delivery.bytes for delivery in self.loaded)

    @property
    def renamed(self) -> list[KnownFile]:
        """Files whose content came under another name before."""
        return [file for file in self.known if file.is_renamed]

    @property
    def is_clean(self) -> bool:
        """Whether nothing that lies in the location was refused, postponed or unreadable."""
        trouble = (self.refused, self.still_refused, self.postponed, self.unreadable_rows)
        return not any(trouble)

    def messages(self) -> list[str]:
        """What a person should read: one line each, with file and line where there is one.

        Of each kind a few, and how many more there are: a folder of a year's files may hold many.
        """
        unreadable = [f"{row.file}, row {row.row:,}: {row.reason}" for row in self.unreadable]
        return [
            *_few("refused", [refused.message for refused in self.refused]),
            *_few("refused before", [refused.message for refused in self.still_refused]),
            *_few("left for the next run", [f"{f} changed while read" for f in self.postponed]),
            *_few("row in quarantine", unreadable, self.unreadable_rows),
            *_few("delivered twice", [f"{f.file} is {f.loaded_as}" for f in self.renamed]),
            *_few("not used", self.unused),
            *_few("changed", self.changes, most=CHANGES_SAID),
            *self.notes,
        ]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "source": self.source,
            "loaded": [delivery.as_dict() for delivery in self.loaded],
            "rows": self.rows,
            "unreadable_rows": self.unreadable_rows,
            "bytes": self.bytes,
            "known_files": len(self.known),
            "renamed": [{"file": file.file, "loaded_as": file.loaded_as} for file in self.renamed],
            "refused": [refused.message for refused in self.refused],
            "still_refused": [refused.message for refused in self.still_refused],
            "postponed": list(self.postponed),
            "unused": list(self.unused),
            "unclaimed": list(self.unclaimed),
            "changes": list(self.changes),
            "seconds": round(self.seconds, 3),
        }


def _few(
    kind: str, lines: Sequence[str], total: int | None = None, most: int = SAID
) -> Iterator[str]:
    """The first lines of a kind, and one that says how many more there are."""
    yield from (f"{kind}: {line}" for line in lines[:most])
    if (more := (total or len(lines)) - min(most, len(lines))) > 0:
        yield f"{kind}: … and {more:,} more"
