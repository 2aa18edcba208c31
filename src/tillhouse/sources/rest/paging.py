"""From the first page to the last, and the certainty that all of them belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tillhouse.errors import SourceError
from tillhouse.sources.rest.client import Client
from tillhouse.sources.rest.failures import Moved, failure
from tillhouse.sources.rest.page import Page
from tillhouse.sources.rest.resource import HEADER, Resource
from tillhouse.sources.rest.rows import Rows
from tillhouse.sources.table import TableSpec

MOST_PAGES = 1_000_000
NEXT_LINK = re.compile(r'<([^>]*)>[^,<]*;\s*rel="?next"?', re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What is asked for: an address and its parameters; `number` is that of the page."""

    address: str
    params: tuple[tuple[str, str], ...]
    number: int


def read_resource(client: Client, table: TableSpec, resource: Resource, scratch: Path) -> Rows:
    """All rows of a resource; the caller closes them. Raises `SourceError`.

    When the data change between two pages in a way that may have hidden rows, everything is read
    again from the start, a few times.
    """
    reason = ""
    for _ in range(client.patience.rereads):
        rows = Rows(table, resource.key, scratch)
        try:
            _read_once(client, resource, rows)
            return rows
        except Moved as moved:
            rows.close()
            reason = str(moved)
        except BaseException:
            rows.close()
            raise
    raise failure(
        f"{resource.path} changes faster than it can be read: {reason}",
        "Run again when it is quieter, or have it paged by cursor.",
        client.address_of(resource.path),
        client.patience.rereads,
    )


def _read_once(client: Client, resource: Resource, rows: Rows) -> None:
    watch = Watch(resource)
    request: Request | None = _first(client, resource)
    asked: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    before = b""
    while request is not None:
        if (request.address, request.params) in asked or len(asked) >= MOST_PAGES:
            raise _in_a_circle(request, client)
        asked.add((request.address, request.params))
        page = client.get(
            request.address,
            dict(request.params),
            lambda page: page.read(resource.items, _wanted(resource)),
        )
        with page:
            content = rows.add(page.rows(resource.items))
            rows.bytes += page.size
            watch.see(page)
        if content and content == before:
            raise _page_again(request, client)
        request = _following(request, page, resource, client, bool(content))
        if request is not None and watch.is_complete(rows):
            request = None
        before = content
    watch.finish(rows)


@dataclass
class Watch:
    """Holds what the pages say about the whole against each other.

    A total that grows while a table with a key is read does no harm if as many rows came as there
    were at the start: new rows push others back, so that they come twice and not never. A total
    that shrinks pulls rows forward over the edge of a page, where nobody reads them.
    """

    resource: Resource
    totals: list[int] = field(default_factory=list)
    stamp: Any = None

    def see(self, page: Page) -> None:
        """Take note of a page; `Moved` when it cannot belong to the ones before."""
        stamp = page.value(self.resource.stamp) if self.resource.stamp else None
        if stamp is not None:
            if self.stamp not in (None, stamp):
                raise Moved("it was changed between two pages")
            self.stamp = stamp
        total = _number(page.value(self.resource.total)) if self.resource.total else None
        if total is not None:
            self.totals.append(total)
            if total < max(self.totals) or (not self.resource.key and total > self.totals[0]):
                raise Moved(f"the number of rows went from {self.totals[0]:,} to {total:,}")

    def is_complete(self, rows: Rows) -> bool:
        """Whether as many rows came as there are, so that no further page need be asked for."""
        by_number = self.resource.paging == "page"
        return by_number and bool(self.totals) and rows.count >= self.totals[-1]

    def finish(self, rows: Rows) -> None:
        """`Moved` when fewer rows came than there were when reading began."""
        if self.totals and rows.count < self.totals[0]:
            raise Moved(f"it has {self.totals[0]:,} rows, and {rows.count:,} came")


def _wanted(resource: Resource) -> tuple[str, ...]:
    return (resource.following(), resource.total, resource.pages, resource.stamp)


def _first(client: Client, resource: Resource) -> Request:
    params = {}
    if resource.size_param:
        params[resource.size_param] = str(resource.page_size)
    if resource.paging == "page":
        params[resource.page_param] = str(resource.first_page)
    return Request(client.address_of(resource.path), tuple(params.items()), 1)


def _following(
    request: Request, page: Page, resource: Resource, client: Client, has_rows: bool
) -> Request | None:
    """The next request; None after the last page."""
    number = request.number + 1
    if resource.paging == "page":
        pages = _number(page.value(resource.pages)) if resource.pages else None
        if not has_rows or (pages is not None and request.number >= pages):
            return None
        turned = {resource.page_param: str(resource.first_page + request.number)}
        return Request(request.address, tuple({**dict(request.params), **turned}.items()), number)
    value = page.value(resource.following()) if resource.following() else None
    if resource.paging == "link" and resource.following().startswith(HEADER):
        value = _linked(value)
    if value in (None, "", False):
        return None
    if resource.paging == "cursor":
        turned = {resource.cursor_param: str(value)}
        return Request(request.address, tuple({**dict(request.params), **turned}.items()), number)
    address = client.absolute(str(value), page.address)
    if not client.is_same_place(address):
        remedy = "The token is sent nowhere else. Tell those who run the API."
        raise failure("its next page is said to be at another place", remedy, request.address)
    return Request(address, (), number)


def _linked(header: Any) -> str | None:
    """The address with rel="next" in a `Link` header (RFC 8288)."""
    found = NEXT_LINK.search(header or "")
    return found.group(1) if found else None


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _in_a_circle(request: Request, client: Client) -> SourceError:
    return failure(
        f"page {request.number} leads back to a page that was read before",
        "Check `next` in source.toml, or tell those who run the API.",
        request.address,
    )


def _page_again(request: Request, client: Client) -> SourceError:
    return failure(
        f"page {request.number} is page {request.number - 1} over again",
        "Check `page_param` or `cursor_param` in source.toml; if the API repeats its last page, "
        "name where it says how many rows (`total`) or `pages` there are.",
        request.address,
    )
