"""Where an API is, who asks, and how long to wait for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access

LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")


@dataclass(frozen=True)
class ApiAccess:
    """One API. Secrets are values; beside each stands the environment variable that it is from.

    Either a `token` that does not change, or a `token_url` that gives one to a client (OAuth 2
    client credentials, RFC 6749 §4.4) and is asked again when the token has expired.
    """

    location: str
    token: str = field(default="", repr=False)
    token_env: str = ""
    token_url: str = ""
    client_id: str = field(default="", repr=False)
    client_id_env: str = ""
    client_secret: str = field(default="", repr=False)
    client_secret_env: str = ""

    @classmethod
    def of(cls, access: Access) -> ApiAccess:
        """What of a source's settings concerns its API."""
        names = access.variables
        return cls(
            location=access.places["rest"],
            token=access.token,
            token_env=names.get("token_env", ""),
            token_url=access.token_url,
            client_id=access.client_id,
            client_id_env=names.get("client_id_env", ""),
            client_secret=access.client_secret,
            client_secret_env=names.get("client_secret_env", ""),
        )

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown; the longest first, so that no part of one is left."""
        found = {self.token, self.client_secret, self.client_id} - {""}
        return tuple(sorted(found, key=len, reverse=True))

    def check(self, source: str) -> None:
        """`ConfigError` when an address carries a password, or would carry a token in the clear."""
        for address in filter(None, (self.location, self.token_url)):
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ConfigError(
                    f"{plain_address(address)} is no address of an API.",
                    where=f"[sources.{source}]",
                    remedy="Give one that begins with https://",
                )
            if parts.username or parts.password:
                raise ConfigError(
                    f"The address {plain_address(address)} carries a user or password.",
                    where=f"[sources.{source}]",
                    remedy="Take it out; name environment variables with token_env, or with "
                    "client_id_env and client_secret_env.",
                )
            if parts.scheme == "http" and self.secrets() and not LOOPBACK.fullmatch(parts.hostname):
                raise ConfigError(
                    f"{plain_address(address)} would send the token unencrypted.",
                    where=f"[sources.{source}]",
                    remedy="Use https://",
                )


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds, and how often to try.

    `tries` is for what breaks (connection, server error, damaged answer), with waits that double
    from `first_wait`; `polite_tries` for "too many requests". A server that asks for more than
    `longest_wait` at once is not waited for.
    """

    tries: int = 5
    first_wait: float = 0.5
    polite_tries: int = 30
    longest_wait: float = 300.0
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    page_seconds: float = 900.0
    page_bytes: int = 4 * 1024**3
    rereads: int = 3

    def wait(self, failures: int) -> float:
        """Seconds before the next try, after so many failures (1 or more)."""
        return float(min(self.first_wait * 2 ** (failures - 1), self.longest_wait))


def plain_address(address: str) -> str:
    """The address without user, password, query and fragment: what may be shown."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
