"""What can go wrong between here and an API, in words that carry no secret.

The texts of the HTTP library hold addresses with their query; they are never shown. What is said
comes from the kind of the failure and from what the operating system says.
"""

from __future__ import annotations

import socket
import ssl

import requests
import urllib3

from tillhouse.errors import SourceError
from tillhouse.sources.rest.access import ApiAccess, plain_address


class Unauthorized(Exception):
    """The API did not take the token (401)."""


class Moved(Exception):
    """The data changed between two pages: what was read does not belong together."""


class Gone(SourceError):
    """There is nothing at the address of a resource (404, 410)."""


class Broken(Exception):
    """Something that may be better at the next try."""

    def __init__(self, what: str, remedy: str = "Run again later: nothing is half loaded.") -> None:
        super().__init__(what)
        self.remedy = remedy


class TooMany(Broken):
    """The API asks for a pause. `seconds` is None when it does not say how long."""

    def __init__(self, reason: str, seconds: float | None) -> None:
        super().__init__(reason)
        self.seconds = seconds


def unreachable(error: Exception) -> tuple[str, str, bool]:
    """(what happened, what to do, whether to try again) for an error of the HTTP library."""
    cause = _root(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"its certificate cannot be trusted: {cause.verify_message}",
            "If the certificate is your company's own, name its file in the environment variable "
            "REQUESTS_CA_BUNDLE; otherwise do not go on.",
            False,
        )
    if isinstance(error, requests.exceptions.SSLError) or isinstance(cause, ssl.SSLError):
        return "no encrypted connection came about (TLS)", "Check the address and port.", True
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "it did not answer in time", "Check that it is running and reachable.", True
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError):
        return "it stopped answering", "Run again later: nothing is half loaded.", True
    if isinstance(cause, socket.gaierror):
        return "its name is not known", "Check the address.", True
    if isinstance(cause, ConnectionRefusedError):
        return "it refused the connection", "Check that it is running, and the port.", True
    if isinstance(error, urllib3.exceptions.DecodeError):
        return "its answer is wrongly compressed", "Tell those who run it.", True
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return "it redirects in a circle", "Check the address.", False
    if isinstance(error, ValueError):  # InvalidURL and its kin
        return "the address cannot be used", "Check the address.", False
    return "the connection was cut", "Run again later: nothing is half loaded.", True


def refused(status: int, access: ApiAccess) -> tuple[str, str]:
    """(what happened, what to do) for an answer that no second try would change."""
    if status == 401:
        return f"the token was refused ({status})", renew_hint(access)
    if status == 403:
        return f"the token may not read this ({status})", "Ask for the right to read it."
    if status in (404, 410):
        return (
            f"there is nothing at this address ({status})",
            "Check the location, and `resource` in source.toml.",
        )
    return f"it answered with status {status}", "Check the address and what it was asked for."


def renew_hint(access: ApiAccess) -> str:
    """Which environment variables to look at when nobody is let in."""
    if access.token_url:
        names = f"{access.client_id_env} and {access.client_secret_env}"
        return f"Check the environment variables {names}."
    if access.token_env:
        return f"Put a token that is still valid into the environment variable {access.token_env}."
    return "Name the environment variable that holds the token with token_env."


def failure(what: str, remedy: str, address: str, after: int = 1) -> SourceError:
    """The error to show: `what` follows on "The API cannot be read: "."""
    tried = f", {after} times" if after > 1 else ""
    return SourceError(
        f"The API cannot be read: {what}{tried}.", where=plain_address(address), remedy=remedy
    )


def without_secrets(text: str, access: ApiAccess) -> str:
    """The text with every secret replaced."""
    for secret in access.secrets():
        text = text.replace(secret, "<secret>")
    return text


def _root(error: BaseException) -> BaseException:
    """The innermost cause, through the wrappings of two libraries."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        inner = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
        following = [it for it in inner if isinstance(it, BaseException) and id(it) not in seen]
        if not following:
            break
        error = following[0]
    return error
