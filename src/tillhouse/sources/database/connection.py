"""A connection to a database server: one read-only snapshot, rows as text, in batches.

Each system is read in the way in which its server hands text out fastest: PostgreSQL by COPY, MySQL
off the wire. Both were measured beside DuckDB's own scanners and connectorx (see bench/README.md):
the scanners fetch types that then have to become text again, MySQL's page by page, and connectorx
opens a connection per query, so that orders and their lines could be of different moments.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from tillhouse.errors import ConfigError, SourceError
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import POSTGRES, SQL_SERVER, Address
from tillhouse.sources.database.errors import explain

if TYPE_CHECKING:
    import pyarrow as pa

WAITS = (1.0, 3.0)


class Connection(Protocol):
    """One snapshot of one database. `tells_its_end`: a cut is never taken for the last row."""

    tells_its_end: bool

    def rows(self, query: str) -> list[tuple[Any, ...]]: ...

    def stream(self, query: str) -> Iterator[pa.RecordBatch]: ...

    def close(self) -> None: ...


def connect(address: Address, access: Access) -> Connection:
    """Connect and begin the snapshot; tries again where that can help.

    Raises `SourceError` (refused, unknown, wrong password, TLS) or `ConfigError` (no driver).
    """
    for wait in (*WAITS, None):
        try:
            return _open(address, access)
        except (ConfigError, SourceError):
            raise
        except Exception as error:
            told = explain(error, address, access.redact)
            if wait is None or not told.may_pass:
                raise told from None
        time.sleep(wait)
    raise AssertionError("unreachable")


def _open(address: Address, access: Access) -> Connection:
    if address.system == SQL_SERVER:
        from tillhouse.sources.database.sqlserver import SqlServer

        return SqlServer(address, access)
    if address.system == POSTGRES:
        from tillhouse.sources.database.postgres import Postgres

        return Postgres(address, access)
    from tillhouse.sources.database.mysql import MySql

    return MySql(address, access)
