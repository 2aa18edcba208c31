"""Ask an API until it answers, as long as that makes sense, and not faster than it allows.

`requests` does the talking (proxies, certificates and redirects as a company has set them up). It
is asked for one thing at a time and the loop is here, because four kinds of trouble must be told
apart: what a second try may mend, what a pause mends, what a new token mends, and what nothing
does. Its own retries end where the body begins; an answer that is cut in the middle needs them too.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.util.retry import Retry

from tillhouse.sources.rest.access import ApiAccess, Patience
from tillhouse.sources.rest.failures import (
    Broken,
    Gone,
    TooMany,
    Unauthorized,
    failure,
    refused,
    unreachable,
    without_secrets,
)
from tillhouse.sources.rest.page import IN_MEMORY, Page
from tillhouse.sources.rest.tokens import Tokens

CHUNK = 64 * 1024
AGAIN = frozenset((408, 425, 500, 502, 503, 504))
NOTHING_THERE = (404, 410)

Check = Callable[[Page], None]


class Client:
    """A session with one API; use as a context manager. Every failure is a `SourceError`."""

    def __init__(self, access: ApiAccess, patience: Patience | None = None) -> None:
        self.access = access
        self.patience = patience or Patience()
        self.pause: Callable[[float], None] = time.sleep
        self._session = requests.Session()
        self._session.headers.update({"Accept": "application/json"})
        self._tokens = Tokens(access, self._ask_for_token)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._session.close()

    def address_of(self, resource: str) -> str:
        """The address of a resource: its path below the location."""
        return self.access.location.rstrip("/") + resource

    def get(self, address: str, params: Mapping[str, str], check: Check) -> Page:
        """One page. `check` raises `Broken` for a page that must be asked for again."""
        is_new = self._tokens.begin()
        while True:
            auth = self._tokens.bearer()
            try:
                return self._persist("GET", address, check, params=params, auth=auth)
            except Unauthorized:
                # A token that was fresh and is refused all the same: asking again is no use.
                if is_new or not self._tokens.can_renew:
                    raise failure(*refused(401, self.access), address) from None
                self._tokens.forget()
                is_new = self._tokens.begin()

    def is_same_place(self, address: str) -> bool:
        """Whether an address that the API names is its own: nowhere else is the token sent."""
        here, there = urlsplit(self.access.location), urlsplit(address)
        return (here.scheme, here.netloc.lower()) == (there.scheme, there.netloc.lower())

    def absolute(self, address: str, base: str) -> str:
        """An address that may be relative to the one that it was found at."""
        return urljoin(base, address)

    def _ask_for_token(self, check: Check) -> Page:
        access = self.access
        try:
            return self._persist(
                "POST",
                access.token_url,
                check,
                data={"grant_type": "client_credentials"},
                auth=(access.client_id, access.client_secret),
            )
        except Unauthorized:
            what, remedy = "the client was refused (401)", refused(401, access)[1]
            raise failure(what, remedy, access.token_url) from None

    def _persist(self, method: str, address: str, check: Check, **options: Any) -> Page:
        failures = pauses = 0
        while True:
            try:
                return self._try(method, address, check, **options)
            except TooMany as busy:
                pauses += 1
                self._wait_politely(busy, pauses, address)
            except Broken as broken:
                failures += 1
                if failures >= self.patience.tries:
                    what = without_secrets(str(broken), self.access)
                    raise failure(what, broken.remedy, address, failures) from None
                self.pause(self.patience.wait(failures))

    def _try(self, method: str, address: str, check: Check, **options: Any) -> Page:
        limits = (self.patience.connect_seconds, self.patience.read_seconds)
        try:
            with self._session.request(
                method, address, stream=True, timeout=limits, **options
            ) as answer:
                self._judge(answer, address)
                page = self._keep(answer)
        except (requests.RequestException, HTTPError) as error:
            what, remedy, is_passing = unreachable(error)
            if not is_passing:
                raise failure(what, remedy, address) from None
            raise Broken(what, remedy) from None
        try:
            check(page)
        except BaseException:
            page.body.close()
            raise
        return page

    def _judge(self, answer: requests.Response, address: str) -> None:
        status = answer.status_code
        if status == 200:
            return
        if status == 401:
            raise Unauthorized
        if status == 429 or (status == 503 and "Retry-After" in answer.headers):
            raise TooMany(f"it asks for a pause ({status})", _retry_after(answer))
        if status in AGAIN:
            raise Broken(f"it answered with status {status}")
        told = failure(*refused(status, self.access), address)
        if status in NOTHING_THERE:
            raise Gone(told.what, where=told.where, remedy=told.remedy)
        raise told

    def _keep(self, answer: requests.Response) -> Page:
        """The body, streamed to disk. What the server sends drop by drop is not waited for."""
        until = time.monotonic() + self.patience.page_seconds
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the page closes it
        try:
            # read1 gives what is there; the library's own loop would wait until a chunk is full.
            while chunk := answer.raw.read1(CHUNK, decode_content=True):
                body.write(chunk)
                if time.monotonic() > until:
                    raise Broken(f"one page took over {self.patience.page_seconds:g} seconds")
                if body.tell() > self.patience.page_bytes:
                    raise Broken(f"one page is larger than {self.patience.page_bytes:,} bytes")
            return Page(body, answer.headers, answer.url)
        except BaseException:
            body.close()
            raise

    def _wait_politely(self, busy: TooMany, pauses: int, address: str) -> None:
        seconds = self.patience.wait(pauses) if busy.seconds is None else busy.seconds
        if seconds > self.patience.longest_wait:
            asked = f"{busy} of {seconds:,.0f} seconds"
            raise failure(asked, "Run again after that: nothing is half loaded.", address) from None
        if pauses >= self.patience.polite_tries:
            remedy = "Run again later, or ask for a higher limit."
            raise failure(str(busy), remedy, address, pauses) from None
        self.pause(seconds)


def _retry_after(answer: requests.Response) -> float | None:
    """The pause that `Retry-After` asks for, in seconds or as a date (RFC 9110 §10.2.3)."""
    try:
        return Retry(retry_after_max=10**9).parse_retry_after(answer.headers["Retry-After"])
    except (KeyError, InvalidHeader):
        return None
