"""The one query that reads a relation: declared columns as text, a window of it, in key order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tillhouse.sources.database.address import POSTGRES, SQL_SERVER
from tillhouse.sources.database.catalog import Column, Found
from tillhouse.sources.database.connection import Connection
from tillhouse.sources.database.dialects import Dialect

if TYPE_CHECKING:
    import pyarrow as pa


class Reader:
    """Reads one relation, or the first `most` rows of it.

    `since` limits it to rows whose cursor lies there or later.
    """

    def __init__(
        self, connection: Connection, dialect: Dialect, found: Found, most: int | None = None
    ) -> None:
        assert found.table.relation is not None
        self.connection = connection
        self.dialect = dialect
        self.found = found
        self.most = most
        self.relation = found.table.relation
        self.key = [found.columns[name] for name in self.relation.key]

    def count(self) -> int:
        """The rows that there are to read, in the same snapshot."""
        query = f"select count(*) as n from {self.found.quoted} r"
        count = int(self.connection.rows(query)[0][0])
        return count if self.most is None else min(count, self.most)

    def doubled_keys(self) -> int:
        """How many keys more than one row has: none, where `key` is right."""
        key = ", ".join(f"r.{column.quoted}" for column in self.key)
        doubled = f"select 1 as one from {self.found.quoted} r group by {key} having count(*) > 1"
        return int(self.connection.rows(f"select count(*) as n from ({doubled}) d")[0][0])

    def read(self, names: Sequence[str], since: str | None = None) -> Iterator[pa.RecordBatch]:
        """The named columns in the order of the key, in batches of text."""
        yield from self.connection.stream(self._query(names, self._window(since)))

    def _query(self, names: Sequence[str], condition: str) -> str:
        columns = ", ".join(
            f"{self._of(self.found.columns[name])} as {self.dialect.name(name)}" for name in names
        )
        order = ", ".join(f"r.{column.quoted}" for column in self.key)
        is_top, first = self.dialect.system == SQL_SERVER, self.most
        return (
            f"select {f'top {first} ' if first and is_top else ''}{columns} "
            f"from {self.found.quoted} r"
            f"{f' where {condition}' if condition else ''}{f' order by {order}' if order else ''}"
            f"{f' limit {first}' if first and not is_top else ''}"
        )

    def _of(self, column: Column) -> str:
        """The text of a column of `r`: an alias of the same name must not hide the column."""
        return column.text.replace(column.quoted, f"r.{column.quoted}")

    def _window(self, since: str | None) -> str:
        if since is None:
            return ""
        cursor = f"r.{self.found.columns[self.relation.cursor].quoted}"
        is_moment = ":" in since
        moment = self.dialect.moment if is_moment else "{}"
        if is_moment and self.dialect.system != POSTGRES:  # the others know no sign of UTC
            since = since.removesuffix("Z").removesuffix("+00:00")
        return f"({cursor} >= {moment.format(self.dialect.literal(since))} or {cursor} is null)"


def look_back(mark: str, days: int) -> str:
    """Where a window begins: some days before a moment; a number stays as it is."""
    try:
        moment = datetime.fromisoformat(mark)
    except ValueError:
        return mark
    return (moment - timedelta(days=days)).isoformat(sep=" ", timespec="microseconds")
