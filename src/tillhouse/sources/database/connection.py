"""A connection to a database server: one read-only snapshot, rows as text, in batches.

PostgreSQL and MySQL are read by DuckDB's own scanners, which hand over Arrow without a Python
object per value. connectorx is as fast but opens a connection per query, so that orders and their
lines could be of different moments.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from tillhouse.errors import ConfigError, SourceError
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import MYSQL, POSTGRES, SQL_SERVER, Address
from tillhouse.sources.database.errors import explain

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

BATCH_ROWS = 50_000
WAITS = (1.0, 3.0)
TIMEOUT_SECONDS = 15
SCANNERS = {POSTGRES: "postgres", MYSQL: "mysql"}
# What a server or role may have set otherwise would change the text of dates and numbers.
POSTGRES_SESSION = "-c DateStyle=ISO -c TimeZone=UTC -c extra_float_digits=1 -c bytea_output=hex"


class Connection(Protocol):
    """One snapshot of one database. `page_rows`: as many rows as one query should give, if any."""

    page_rows: int | None

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
    return Scanner(address, access)


class Scanner:
    """PostgreSQL or MySQL through DuckDB."""

    def __init__(self, address: Address, access: Access) -> None:
        import duckdb

        self.kind = SCANNERS[address.system]
        # MySQL holds the answer of a query inside a transaction as a whole: it is asked by pages.
        self.page_rows = 200_000 if address.system == MYSQL else None
        self.duckdb = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        try:
            self.duckdb.execute(f"load '{_extension(self.kind)}'")
            self._attach(address, access)
            self._begin()
        except BaseException:
            self.close()
            raise

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        return self._query(query).fetchall()

    def stream(self, query: str) -> Iterator[pa.RecordBatch]:
        """The answer in batches, read as they are asked for."""
        yield from self._query(query).to_arrow_reader(BATCH_ROWS)

    def close(self) -> None:
        """End the snapshot and the connection."""
        # Closing rolls back too, and ends the whole process where the server is gone by then.
        with suppress(Exception):
            self.duckdb.execute("rollback")
        self.duckdb.close()

    def _query(self, query: str) -> duckdb.DuckDBPyConnection:
        whole = ", stream_results = false" if self.kind == "mysql" else ""
        call = f"select * from {self.kind}_query('server', {_text(query)}{whole})"
        return self.duckdb.execute(call)

    def _attach(self, address: Address, access: Access) -> None:
        given = {
            "host": _text(address.host),
            "port": str(address.port),
            "database": _text(address.database),
            "user": _text(access.user or address.user),
            "password": _text(access.password),
        }
        settings = ", ".join(f"{key} {value}" for key, value in given.items() if value != "''")
        # A secret is never part of an error, a connection string would be.
        self.duckdb.execute(f"create secret login (type {self.kind}, {settings})")
        options = dict(address.options)
        mode = ""
        if self.kind == "postgres":
            options = {
                "connect_timeout": str(TIMEOUT_SECONDS),
                "options": POSTGRES_SESSION,
                **options,
            }
            mode = ", read_only"
        else:
            self.duckdb.execute("set mysql_session_time_zone = '+00:00'")
        text = " ".join(f"{key}={_quoted(value)}" for key, value in options.items())
        self.duckdb.execute(
            f"attach {_text(text)} as server (type {self.kind}, secret login{mode})"
        )

    def _begin(self) -> None:
        self.duckdb.execute("begin")
        if self.kind == "mysql":
            begin = "start transaction with consistent snapshot, read only"
            self.duckdb.execute(f"call mysql_execute('server', {_text(begin)})")
        else:
            self.rows("select 1 as one")  # repeatable read, read only: the scanner's own choice


def _extension(kind: str) -> str:
    """The scanner that came with the extra, so that nothing is fetched from the network."""
    import duckdb

    name = f"{kind}_scanner"
    try:
        folder = files(f"duckdb_extension_{name}") / "extensions" / f"v{duckdb.__version__}"
    except ModuleNotFoundError:
        raise ConfigError(
            f"Reading from this database needs DuckDB's {kind} scanner, which is not installed.",
            where="location of the source",
            remedy='Install it: pip install "tillhouse[databases]"',
        ) from None
    return str(folder / f"{name}.duckdb_extension")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _quoted(value: str) -> str:
    """A value of a connection string; quotes only where they are needed (MySQL's knows none)."""
    if value and all(sign.isalnum() or sign in "/._-:@+" for sign in value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
