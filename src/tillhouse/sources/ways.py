"""How a table that does not come as files is fetched, as its source.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tillhouse.errors import ConfigError

RELATION_KEYS = {"relation", "cursor", "lookback_days", "key", "deletes"}
RESOURCE_KEYS = {"resource", "paging", "items", "next"}
PAGINGS = ("cursor", "page", "none")


@dataclass(frozen=True)
class Relation:
    """A table or view of a database, `Schema.Table`; spelling and underscores do not matter.

    `cursor` is a declared column that only grows when a row changes: the next time rows from its
    greatest value less `lookback_days` on are read. Without it all rows are read. With a `key`
    only rows that changed are delivered, and with `deletes` also the keys that are gone.
    """

    name: str
    cursor: str = ""
    lookback_days: int = 3
    key: tuple[str, ...] = ()
    deletes: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that must be declared for it to work."""
        return (*self.key, self.cursor) if self.cursor else self.key


@dataclass(frozen=True)
class Resource:
    """A list of a REST API, by its path below the location.

    `items` is where the rows lie in an answer, `next` where it says what comes next.
    """

    path: str
    paging: str = "none"
    items: str = ""
    next: str = ""


def read_relation(entry: Mapping[str, Any], where: str) -> Relation | None:
    """The `relation` of a table, or None; `ConfigError` when its keys do not fit together."""
    name = entry.get("relation")
    if not name:
        _refuse_orphans(entry, RELATION_KEYS, "relation", where)
        return None
    found = Relation(
        name=name,
        cursor=entry.get("cursor", ""),
        lookback_days=entry.get("lookback_days", 3),
        key=tuple(entry.get("key", ())),
        deletes=entry.get("deletes", False),
    )
    if (found.cursor or found.deletes) and not found.key:
        raise ConfigError(
            "`cursor` and `deletes` need the `key` of the table.",
            where=where,
            remedy='Name the columns that tell its rows apart: key = ["customer_id"]',
        )
    if not isinstance(found.lookback_days, int) or found.lookback_days < 0:
        raise ConfigError(
            f"lookback_days is {found.lookback_days!r}.", where=where, remedy="0 or more days"
        )
    return found


def read_resource(entry: Mapping[str, Any], where: str) -> Resource | None:
    """The `resource` of a table, or None; `ConfigError` when its keys do not fit together."""
    path = entry.get("resource")
    if not path:
        _refuse_orphans(entry, RESOURCE_KEYS, "resource", where)
        return None
    options = {key: entry[key] for key in RESOURCE_KEYS - {"resource"} if key in entry}
    found = Resource(path=path, **options)
    if found.paging not in PAGINGS:
        raise ConfigError(
            f"paging is {found.paging!r}.", where=where, remedy="one of " + ", ".join(PAGINGS)
        )
    return found


def _refuse_orphans(entry: Mapping[str, Any], keys: set[str], owner: str, where: str) -> None:
    if orphans := sorted(keys & set(entry)):
        raise ConfigError(f"`{orphans[0]}` has no meaning without `{owner}`.", where=where)
