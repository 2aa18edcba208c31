"""How one table is asked for: the keys of source.toml that say what the API's pages look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tillhouse.errors import ConfigError
from tillhouse.suggestions import did_you_mean

PAGINGS = ("cursor", "page", "link", "none")
HEADER = "header:"  # prefix of a value that stands in a header of the answer, not in its body


@dataclass(frozen=True)
class Resource:
    """One list of an API.

    `items` is the path of the list in the body ("" when the body is the list), dots between the
    names. `next`, `total`, `pages` and `stamp` are such paths too, or `header:<name>`:

    - `next`: the cursor of the following page ("cursor"), or its address ("link"; also in the
      header `Link`).
    - `total`: how many rows there are; `pages`: how many pages.
    - `stamp`: what stays the same as long as the data do (a snapshot's number, an ETag).

    `key` are the columns that tell rows apart; a row that comes on two pages is one row.
    """

    path: str
    paging: str = "none"
    items: str = "data"
    next: str = ""
    total: str = ""
    pages: str = ""
    stamp: str = ""
    cursor_param: str = "cursor"
    page_param: str = "page"
    first_page: int = 1
    size_param: str = ""
    page_size: int = 500
    key: tuple[str, ...] = ()

    def following(self) -> str:
        """Where the cursor or address of the next page stands; as most APIs have it if not said."""
        usual = {"cursor": "next_cursor", "link": f"{HEADER}Link"}
        return self.next or usual.get(self.paging, "")


RESOURCE_KEYS = frozenset(field.name for field in fields(Resource)) - {"path"} | {"resource"}


def read_resource(entry: Mapping[str, Any], where: str) -> Resource:
    """The resource that a table of source.toml declares; `ConfigError` when a key is wrong.

    Keys of other ways to fetch the table are passed over.
    """
    given = {name: entry[name] for name in RESOURCE_KEYS if name in entry}
    for name, value in given.items():
        _check_type(name, value, where)
    path, key = given.pop("resource"), tuple(given.pop("key", ()))
    resource = Resource(path, key=key, **given)
    if not path.startswith("/"):
        raise ConfigError(
            f"resource is {path!r}.",
            where=where,
            remedy='Give the path below the location, such as "/customers".',
        )
    if resource.paging not in PAGINGS:
        raise ConfigError(
            f"paging is {resource.paging!r}.",
            where=where,
            remedy=did_you_mean(resource.paging, PAGINGS),
        )
    return resource


def _check_type(name: str, value: Any, where: str) -> None:
    if name == "key":
        fits, wanted = isinstance(value, list), "a list of columns"
    elif name in ("first_page", "page_size"):
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        wanted = "a whole number"
    else:
        fits, wanted = isinstance(value, str), "a text"
    if not fits:
        raise ConfigError(f"{name} is {value!r}.", where=where, remedy=f"Give {wanted}.")
