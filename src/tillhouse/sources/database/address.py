"""Where a database is: `postgresql://host:5432/AdventureWorks?sslmode=require`."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from tillhouse.errors import ConfigError

POSTGRES, MYSQL, SQL_SERVER = "postgresql", "mysql", "sqlserver"
PORTS = {POSTGRES: 5432, MYSQL: 3306, SQL_SERVER: 1433}
SAME = {"postgres": POSTGRES, "mariadb": MYSQL, "mssql": SQL_SERVER}


@dataclass(frozen=True)
class Address:
    """A database of a server. `options` are handed to its driver (TLS: see the source's README)."""

    system: str
    host: str
    port: int
    database: str
    user: str = ""
    options: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.system}://{self.host}:{self.port}/{self.database}"


def read_address(location: str) -> Address:
    """Take an address apart; `ConfigError` when the host or the database is missing."""
    parts = urlsplit(location)
    system = SAME.get(parts.scheme.lower(), parts.scheme.lower())
    database = unquote(parts.path.strip("/"))
    if not parts.hostname or not database or "/" in database:
        raise ConfigError(
            f"The address names no {'database' if parts.hostname else 'server'}.",
            where=f"location {parts.scheme}://{parts.hostname or ''}{parts.path}",
            remedy=f"Write it as {parts.scheme}://host:{PORTS[system]}/database",
        )
    return Address(
        system,
        parts.hostname,
        parts.port or PORTS[system],
        database,
        unquote(parts.username or ""),
        dict(parse_qsl(parts.query)),
    )
