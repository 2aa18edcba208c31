"""SQL Server through pymssql: the server writes every value as text, so rows are text already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import Address

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 20_000
TIMEOUT_SECONDS = 15
SNAPSHOT = "select snapshot_isolation_state from sys.databases where name = db_name()"


class SqlServer:
    """One connection. Where the database allows snapshot isolation, all reads see one moment."""

    tells_its_end = False

    def __init__(self, address: Address, access: Access) -> None:
        driver = _driver()
        self.connection = driver.connect(
            server=address.host,
            port=str(address.port),
            user=access.user or address.user or None,
            password=access.password or None,
            database=address.database,
            login_timeout=TIMEOUT_SECONDS,
            autocommit=True,
            **address.options,
        )
        if self.rows(SNAPSHOT) == [(1,)]:
            self._run("set transaction isolation level snapshot")
            self._run("begin transaction")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]

    def stream(self, query: str) -> Iterator[pa.RecordBatch]:
        """The answer in batches, read as they are asked for."""
        import pyarrow as pa

        with self.connection.cursor() as cursor:
            cursor.execute(query)
            names = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(BATCH_ROWS):
                columns = zip(*rows, strict=True)
                arrays = [pa.array(column, pa.string()) for column in columns]
                yield pa.RecordBatch.from_arrays(arrays, names=names)

    def close(self) -> None:
        """End the snapshot and the connection."""
        self.connection.close()

    def _run(self, statement: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)


def _driver() -> Any:
    try:
        import pymssql
    except ModuleNotFoundError:
        raise ConfigError(
            "Reading from SQL Server needs the driver pymssql, which is not installed.",
            where="location of the source",
            remedy='Install it: pip install "tillhouse[sqlserver]"',
        ) from None
    return pymssql
