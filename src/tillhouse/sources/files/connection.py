"""DuckDB as a reader of files: in memory, without extensions from the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.bounds import MB, Bounds

if TYPE_CHECKING:
    import duckdb

THREADS = 2


def connect(threads: int = THREADS, memory: int = Bounds.memory_bytes) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory connection that takes so many bytes; use as a context manager."""
    import duckdb

    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "threads": threads,
        "memory_limit": f"{memory // MB}MB",
        "temp_directory": "",
    }
    connection = duckdb.connect(config=settings)
    connection.execute("set TimeZone = 'UTC'")
    return connection


def path_literal(path: Path) -> str:
    """A path as SQL text that matches only itself.

    A literal and not a parameter: for a list among the parameters DuckDB imports pandas.
    """
    return "'" + re.sub(r"[\[\]*?]", r"[\g<0>]", str(path)).replace("'", "''") + "'"
