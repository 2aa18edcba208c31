"""The reading of a relation to its end, with the checks that all of it came.

A driver may take a connection that was cut for the end of the rows, and a window may leave out
rows that were changed behind it. Both are found out by what the server counts in the same snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from tillhouse.sources.ahead import read_ahead
from tillhouse.sources.database.address import Address
from tillhouse.sources.database.catalog import relation_name
from tillhouse.sources.database.errors import ServerError, explain_cut
from tillhouse.sources.database.query import Reader

if TYPE_CHECKING:
    import pyarrow as pa

    from tillhouse.sources.database.changes import Changes

Progress = Callable[[int, str], None]


class Reading:
    """One relation as it comes, told as progress: (rows read, table).

    Everything raises `ServerError`, with how far the reading was, when the server breaks it off.
    """

    def __init__(
        self, reader: Reader, address: Address, redact: Callable[[str], str], progress: Progress
    ) -> None:
        self.reader, self.address, self.redact = reader, address, redact
        self.progress = progress
        self.columns = list(reader.found.columns)

    def doubled_keys(self) -> int:
        """How many keys more than one row has; not asked where the server sees to it."""
        is_to_ask = bool(self.reader.key) and not self.reader.found.is_key_unique
        return self._ask(self.reader.doubled_keys) if is_to_ask else 0

    def whole(self) -> Iterator[pa.RecordBatch]:
        """All rows; a driver that may take a cut for the end is found out by the count."""
        is_sure, rows = self.reader.connection.tells_its_end, 0
        expected = None if is_sure else self._ask(self.reader.count)
        for batch in self._told(self.reader.read(self.columns)):
            rows += len(batch)
            yield batch
        if expected not in (None, rows):
            raise self._cut(OSError(f"{rows:,} of {expected:,} rows came"), rows)

    def window(self, since: str) -> Iterator[pa.RecordBatch]:
        """The rows whose cursor lies there or later, or has no value."""
        return self._told(self.reader.read(self.columns, since))

    def is_short(self, changes: Changes) -> bool:
        """Whether rows came whose cursor lies before the window: then all must be read."""
        if self.reader.relation.deletes:
            changes.take_keys(self._told(self.reader.read(self.reader.relation.key)))
            return changes.unknown_keys() > 0
        return self._ask(self.reader.count) > changes.known_rows()

    def _told(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The batches, told as progress. Only what the server does is put down to the server."""
        rows = 0
        with closing(read_ahead(batches)) as ahead:
            while True:
                try:
                    batch = next(ahead, None)
                except Exception as error:
                    raise self._cut(error, rows) from None
                if batch is None:
                    return
                rows += len(batch)
                self.progress(len(batch), self.reader.found.table.name)
                yield batch

    def _ask(self, question: Callable[[], int]) -> int:
        try:
            return question()
        except Exception as error:
            raise self._cut(error, 0) from None

    def _cut(self, error: Exception, rows: int) -> ServerError:
        reading = f"{relation_name(self.reader.found.table)} was read, after {rows:,} rows"
        return explain_cut(error, self.address, self.redact, reading)
