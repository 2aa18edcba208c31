"""DuckDB as a reader of files: in memory, without extensions from the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

THREADS = 2


def connect(threads: int = THREADS) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory connection; use as a context manager."""
    import duckdb

    settings = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": str(threads),
    }
    connection = duckdb.connect(config=settings)
    connection.execute("set TimeZone = 'UTC'")
    return connection
