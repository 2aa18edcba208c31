"""Where a source lies and how it lets us in. Secrets are never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tillhouse.sources.settings import Value


@dataclass(frozen=True)
class Access:
    """`places` maps a way (files, database, rest) to a folder or an address."""

    places: Mapping[str, str]
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    settings: Mapping[str, Value | None] = field(default_factory=dict)

    def redact(self, text: str) -> str:
        """The same text without the password and the token."""
        for secret in filter(None, (self.password, self.token)):
            text = text.replace(secret, "…")
        return text
