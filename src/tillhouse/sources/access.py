"""Where a source lies and how it lets us in. Secrets are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tillhouse.bounds import DEFAULTS, Bounds
from tillhouse.sources.settings import Value


@dataclass(frozen=True)
class Access:
    """`places` maps a way (files, database, rest) to a folder or an address.

    An API takes a `token`, or gives one at `token_url` for client id and secret. `variables` names
    the environment variable behind each setting that ends in `_env`, for messages. `environment`
    holds the variables themselves: storage is opened by those that its provider defines. Of each
    relation of a database `most_rows` are read, where a sample will do; `bounds` are those of a
    file.
    """

    places: Mapping[str, str]
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    token_url: str = ""
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    variables: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Value | None] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    most_rows: int | None = None
    bounds: Bounds = DEFAULTS

    def redact(self, text: str) -> str:
        """The same text without passwords and tokens."""
        for secret in filter(None, (self.password, self.token, self.client_secret)):
            text = text.replace(secret, "…")
        return text
