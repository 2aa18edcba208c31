"""The bearer token: a fixed one, or one that a token endpoint gives and that expires."""

from __future__ import annotations

import json
from collections.abc import Callable

import requests
from requests.auth import AuthBase

from tillhouse.sources.rest.access import ApiAccess
from tillhouse.sources.rest.failures import Broken
from tillhouse.sources.rest.page import Page

FIELD = "access_token"


class Bearer(AuthBase):
    """Puts a token into a request (RFC 6750 §2.1); the library takes it out on the way to another
    host. It stands for 'no token' too: else a `.netrc` would be asked for a password."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Tokens:
    """The token of one session. `ask` posts to the token endpoint."""

    def __init__(self, access: ApiAccess, ask: Callable[[Callable[[Page], None]], Page]) -> None:
        self._access = access
        self._ask = ask
        self._token = access.token

    @property
    def can_renew(self) -> bool:
        """Whether there is an endpoint that gives tokens."""
        return bool(self._access.token_url)

    def begin(self) -> bool:
        """Get a token if there is none; True if it is a new one."""
        if self._token or not self.can_renew:
            return False
        with self._ask(_check) as page:
            self._token = _read(page)
        return True

    def forget(self) -> None:
        """Drop a token that has expired."""
        self._token = ""

    def bearer(self) -> Bearer:
        return Bearer(self._token)


def _check(page: Page) -> None:
    if not _read(page):
        raise Broken(f"its token endpoint gave no {FIELD}")


def _read(page: Page) -> str:
    try:
        token = json.load(page.from_start())[FIELD]
    except (ValueError, LookupError, TypeError):
        return ""
    return token if isinstance(token, str) else ""
