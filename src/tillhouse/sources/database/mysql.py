"""MySQL and MariaDB through PyMySQL: one consistent snapshot, rows decoded a batch at a time.

PyMySQL makes the connection (login, TLS) and speaks for small questions. Large answers are taken
off its socket as they come and cut into columns by `mysql_rows`, without a Python object per value.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access
from tillhouse.sources.database.address import Address

if TYPE_CHECKING:
    import pyarrow as pa

# The longest time without a byte before a server is given up: to connect, and to find an answer.
CONNECT_SECONDS = 15
ANSWER_SECONDS = 900
BLOCK = 4 * 1024 * 1024
SESSION = (
    "set session time_zone = '+00:00', net_write_timeout = 3600, sql_mode = ''",
    "set session transaction isolation level repeatable read",
    "start transaction with consistent snapshot, read only",
)
# Without a mode, a certificate authority in the address says that it is to be asked.
TLS_MODES = ("disabled", "preferred", "required", "verify_ca", "verify_identity")
TLS_FILES = ("ssl_ca", "ssl_cert", "ssl_key")


class MySql:
    """One connection in one snapshot, read only."""

    tells_its_end = True

    def __init__(self, address: Address, access: Access) -> None:
        self.connection: Any = _driver().connect(
            host=address.host,
            port=address.port,
            user=access.user or address.user or None,
            password=access.password,
            database=address.database,
            charset="utf8mb4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=CONNECT_SECONDS,
            write_timeout=CONNECT_SECONDS,
            local_infile=False,
            **_tls(address),
        )
        # The limit of a single read; it may be another for each.
        self.connection._read_timeout = ANSWER_SECONDS
        for statement in SESSION:
            self.rows(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def stream(self, query: str) -> Iterator[pa.RecordBatch]:
        """The answer in batches of text, read as they are asked for."""
        from pymysql.constants.COMMAND import COM_QUERY

        from tillhouse.sources.database.mysql_rows import Decoder

        wire = self.connection
        wire._execute_command(COM_QUERY, query)
        count = wire._read_packet().read_length_encoded_integer()
        names = [_name_of(wire._read_packet()) for _ in range(count)]
        wire._read_packet()  # the end of the names
        decoder = Decoder(names)
        while not decoder.is_at_end:
            yield from decoder.take(self._block())
        wire._next_seq_id = 0
        if decoder.error:
            wire._force_close()
            _packet(wire, decoder.error).raise_for_error()

    def close(self) -> None:
        """End the snapshot and the connection."""
        with suppress(Exception):
            self.connection._force_close()

    def _block(self) -> bytes:
        """What has come, at least one byte; an end here is no end of the answer."""
        try:
            if block := self.connection._rfile.read1(BLOCK):
                return bytes(block)
        except OSError as error:
            raise ConnectionError(f"Lost connection to the server during query ({error})") from None
        raise ConnectionError("Lost connection to the server during query")


def _tls(address: Address) -> dict[str, Any]:
    """How PyMySQL is to encrypt. Raises `ValueError` for an option that is not known."""
    options = dict(address.options)
    mode = options.pop("ssl_mode", "verify_ca" if "ssl_ca" in options else "preferred").lower()
    unknown = [name for name in options if name not in TLS_FILES]
    if unknown or mode not in TLS_MODES:
        wrong = unknown[0] if unknown else f"ssl_mode={mode}"
        known = f"ssl_mode ({', '.join(TLS_MODES)}), {', '.join(TLS_FILES)}"
        raise ValueError(f"invalid connection option {wrong}; known are {known}")
    if mode == "preferred" and not options:
        return {}
    return {"ssl_disabled": True} if mode == "disabled" else {"ssl": _context(mode, options)}


def _context(mode: str, options: dict[str, str]) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=options.get("ssl_ca"))
    context.check_hostname = mode == "verify_identity"
    context.verify_mode = ssl.CERT_REQUIRED if mode.startswith("verify") else ssl.CERT_NONE
    if certificate := options.get("ssl_cert"):
        context.load_cert_chain(certificate, options.get("ssl_key"))
    return context


def _name_of(packet: Any) -> str:
    """The name of a column, the fifth text of its description."""
    for _ in range(4):
        packet.read_length_coded_string()
    return str(packet.read_length_coded_string().decode("utf-8"))


def _packet(wire: Any, payload: bytes) -> Any:
    from pymysql.protocol import MysqlPacket

    return MysqlPacket(payload, wire.encoding)


def _driver() -> Any:
    try:
        import pymysql
    except ModuleNotFoundError:
        raise ConfigError(
            "Reading from MySQL or MariaDB needs the driver PyMySQL, which is not installed.",
            where="location of the source",
            remedy='Install it: pip install "tillhouse[databases]"',
        ) from None
    return pymysql
