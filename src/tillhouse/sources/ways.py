"""How a table that does not come as files is fetched, as its source.toml says."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from tillhouse.errors import ConfigError
from tillhouse.sources.rest import resource
from tillhouse.sources.rest.resource import RESOURCE_KEYS, Resource

RELATION_KEYS = {"relation", "cursor", "lookback_days", "key", "deletes"}


@dataclass(frozen=True)
class Relation:
    """A table or view of a database, `Schema.Table`; spelling and underscores do not matter.

    Several names, or a pattern such as `sales_[0-9][0-9][0-9][0-9]`, are the parts of one table.
    `cursor` is a declared column that only grows when a row changes: the next time rows from its
    greatest value less `lookback_days` on are read. Without it all rows are read. With a `key`
    only rows that changed are delivered, and with `deletes` also the keys that are gone.
    """

    names: tuple[str, ...]
    cursor: str = ""
    lookback_days: int = 3
    key: tuple[str, ...] = ()
    deletes: bool = False

    @property
    def name(self) -> str:
        """What a person calls it."""
        return ", ".join(self.names)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that must be declared for it to work."""
        return (*self.key, self.cursor) if self.cursor else self.key


def read_relation(entry: Mapping[str, Any], where: str) -> Relation | None:
    """The `relation` of a table, or None; `ConfigError` when its keys do not fit together."""
    name = entry.get("relation")
    if not name:
        _refuse_orphans(entry, RELATION_KEYS - RESOURCE_KEYS, "relation", where)
        return None
    found = Relation(
        names=(name,) if isinstance(name, str) else tuple(name),
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
    if entry.get("resource"):
        return resource.read_resource(entry, where)
    _refuse_orphans(entry, RESOURCE_KEYS - RELATION_KEYS, "resource", where)
    if "relation" not in entry:
        _refuse_orphans(entry, {"key"}, "relation` or `resource", where)
    return None


def _refuse_orphans(entry: Mapping[str, Any], keys: Set[str], owner: str, where: str) -> None:
    if orphans := sorted(keys & set(entry)):
        raise ConfigError(f"`{orphans[0]}` has no meaning without `{owner}`.", where=where)
