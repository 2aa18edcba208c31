"""PostgreSQL through asyncpg: one snapshot, large answers by COPY.

COPY is how PostgreSQL itself hands a table out: the server writes text without a plan for each
value, and Arrow cuts the text into columns. asyncpg's event loop runs only while somebody asks for
more, so that a slow reader slows the server down and memory stays bounded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import Address

if TYPE_CHECKING:
    import pyarrow as pa

# The longest time without a byte before a server is given up: to connect, and to find an answer.
CONNECT_SECONDS = 15
ANSWER_SECONDS = 900
BATCH_BYTES = 4 * 1024 * 1024
# What a server or role may have set otherwise would change the text of dates and numbers.
SESSION = {
    "DateStyle": "ISO",
    "TimeZone": "UTC",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
}


class Postgres:
    """One connection in one snapshot, read only."""

    tells_its_end = True

    def __init__(self, address: Address, access: Access) -> None:
        driver = _driver()
        self.loop = asyncio.new_event_loop()
        options = dict(address.options)
        given: dict[str, Any] = {
            "host": address.host,
            "port": address.port,
            "database": address.database,
            "user": access.user or address.user or None,
            "password": access.password or None,
            "timeout": float(options.pop("connect_timeout", CONNECT_SECONDS)),
            "statement_cache_size": 0,
        }
        try:
            dsn = _dsn(options)
            self.connection: Any = self._wait(
                driver.connect(dsn, server_settings=dict(SESSION), **given)
            )
            self._wait(self.connection.execute("begin isolation level repeatable read, read only"))
            self.rows("select 1")  # the first query takes the snapshot
        except BaseException:
            self.close()
            raise

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        return [tuple(row) for row in self._wait(self.connection.fetch(query))]

    def stream(self, query: str) -> Iterator[pa.RecordBatch]:
        """The answer in batches of text, read as they are asked for."""
        header = f"select * from ({query}) q limit 0"
        names = [it.name for it in self._wait(self.connection.prepare(header)).get_attributes()]
        pieces = _Pieces()
        copy = self.loop.create_task(
            self.connection.copy_from_query(query, output=pieces.take, format="csv")
        )
        try:
            is_done = False
            while not is_done:
                is_done = self._wait(pieces.fill(copy))
                if text := pieces.hand_over():
                    yield _parsed(text, names)
            copy.result()
        finally:
            if not copy.done():
                self.connection.terminate()
                copy.cancel()
                self._wait(asyncio.wait({copy}))

    def close(self) -> None:
        """End the snapshot and the connection."""
        with suppress(Exception):
            self.connection.terminate()
        with suppress(Exception):
            self._wait(asyncio.sleep(0))
        self.loop.close()

    def _wait(self, task: Any) -> Any:
        return self.loop.run_until_complete(task)


class _Pieces:
    """What COPY sent and nobody has taken yet. Each piece holds whole rows."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0
        self.is_full = asyncio.Event()
        self.has_room = asyncio.Event()
        self.has_room.set()

    async def take(self, piece: bytes) -> None:
        """Keep a piece; waits while there is enough already."""
        await self.has_room.wait()
        self.pieces.append(piece)
        self.size += len(piece)
        if self.size >= BATCH_BYTES:
            self.has_room.clear()
            self.is_full.set()

    async def fill(self, copy: asyncio.Task[Any]) -> bool:
        """Wait until a batch is there; whether all has come. `TimeoutError` when nothing comes."""
        full = asyncio.create_task(self.is_full.wait())
        before = -1
        while not (full.done() or copy.done()):
            if self.size == before:
                raise TimeoutError("timeout: the server sent nothing more")
            before = self.size
            await asyncio.wait(
                {full, copy}, timeout=ANSWER_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        full.cancel()
        return copy.done()

    def hand_over(self) -> bytes:
        """All that is there; then there is room again."""
        text = b"".join(self.pieces)
        self.pieces, self.size = [], 0
        self.is_full.clear()
        self.has_room.set()
        return text


def _parsed(text: bytes, names: list[str]) -> pa.RecordBatch:
    """Lines of COPY's CSV: nothing is NULL, two quotes are an empty text."""
    import pyarrow as pa
    from pyarrow import csv

    table = csv.read_csv(
        BytesIO(text),
        csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )
    return table.combine_chunks().to_batches()[0]


def _dsn(options: dict[str, str]) -> str:
    """The options of the address in the words of libpq; the server refuses those unknown."""
    from urllib.parse import urlencode

    return f"postgresql://?{urlencode(options)}"


def _driver() -> Any:
    try:
        import asyncpg
    except ModuleNotFoundError:
        raise ConfigError(
            "Reading from PostgreSQL needs the driver asyncpg, which is not installed.",
            where="location of the source",
            remedy='Install it: pip install "tillhouse[databases]"',
        ) from None
    return asyncpg
