"""What a source system delivers: its tables, their columns and the names of their files.

Every kind is a folder beside this module with a `source.toml`; nothing else in Tillhouse knows
which columns a system has.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from tillhouse.errors import ConfigError
from tillhouse.sources.patterns import fits, weight_of
from tillhouse.sources.settings import Setting, read_settings
from tillhouse.sources.table import NAME, TableSpec, only_known, read_table
from tillhouse.suggestions import did_you_mean

SPEC_FILE = "source.toml"
SHEET = ", sheet "  # between a file and its sheet, where a sheet is named
NOT_RECOGNISED = "no entity was recognised in it"  # why a table is left out that nobody knows


@dataclass(frozen=True)
class SourceSpec:
    """One kind of source system. `fingerprint` changes whenever its source.toml does.

    `elsewhere` are tables that are fetched in another way: a file of theirs is nobody else's.
    `left_out` says of files, sheets and relations why no table takes them; None where a source
    does not say it of all that was there.
    """

    kind: str
    title: str
    tables: tuple[TableSpec, ...]
    fingerprint: str
    settings: tuple[Setting, ...] = ()
    elsewhere: tuple[TableSpec, ...] = ()
    left_out: Mapping[str, str] | None = None

    def table(self, name: str) -> TableSpec:
        """The table of that name; `ConfigError` naming the nearest one if there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        names = [table.name for table in self.tables]
        raise ConfigError(
            f"The source kind {self.kind!r} has no table {name!r}.",
            where=f"{self.kind}/{SPEC_FILE}",
            remedy=did_you_mean(name, names),
        )

    def only(self, names: Iterable[str]) -> SourceSpec:
        """The same source with only some of its tables."""
        wanted = set(names)
        rest = tuple(it for it in self.tables if it.name not in wanted)
        return replace(
            self,
            tables=tuple(it for it in self.tables if it.name in wanted),
            elsewhere=(*self.elsewhere, *rest),
        )

    def match(self, path: str) -> TableSpec | None:
        """The table whose most specific pattern matches a relative path (first declared wins).

        None where that is a table which does not come as files here.
        """
        weighed = [(table.weight_of(path), table) for table in (*self.tables, *self.elsewhere)]
        found = [(weight, table) for weight, table in weighed if weight is not None]
        if not found or self._weight_left_out(path) >= max(weight for weight, _ in found):
            return None
        best = max(found, key=lambda pair: pair[0])[1]
        return best if best in self.tables else None

    def _weight_left_out(self, path: str) -> int:
        weights = (weight_of(name, path) for name in self.left_out or ())
        return max((it for it in weights if it is not None), default=-1)

    def is_left_out(self, name: str, sheet: str = "") -> bool:
        """Whether a file, one of its sheets or a relation is left out by name."""
        return any(
            weight_of(pattern, name) is not None and (not of or (sheet and fits(sheet, of)))
            for pattern, _, of in (it.partition(SHEET) for it in self.left_out or ())
        )

    def matches(self, path: str) -> list[TableSpec]:
        """The table that `match` names; of a workbook each other that has a sheet of its own."""
        first = self.match(path)
        if first is None or not first.sheet:
            return [first] if first else []
        weight = first.weight_of(path)
        return [it for it in self.tables if it.sheet and it.weight_of(path) == weight]


def known_kinds() -> tuple[str, ...]:
    """The kinds that come with Tillhouse, in alphabetical order."""
    home = files("tillhouse.sources")
    return tuple(sorted(entry.name for entry in home.iterdir() if (entry / SPEC_FILE).is_file()))


def find_spec(kind: str, own: Path) -> SourceSpec:
    """A kind as packaged, or from its folder among a project's own sources.

    Raises `ConfigError` for an unknown kind, a wrong source.toml, and for a folder of one's own
    with the name of a kind that comes with Tillhouse: one of the two would never be read.
    """
    has_own = NAME.fullmatch(kind) is not None and (own / kind / SPEC_FILE).is_file()
    if has_own and kind in known_kinds():
        raise ConfigError(
            f"A kind {kind!r} comes with Tillhouse, and the project has one of its own too.",
            where=str(own / kind / SPEC_FILE),
            remedy="Rename the folder, its models, and the kind in the project file.",
        )
    if has_own or kind in known_kinds():
        return load_spec(kind, own / kind if has_own else None)
    raise ConfigError(
        f"There is no source kind {kind!r}.",
        where=f"kind of the source; own kinds lie in {own}",
        remedy=did_you_mean(kind, (*known_kinds(), *own_kinds(own))),
    )


def own_kinds(own: Path) -> tuple[str, ...]:
    """The kinds among a project's own sources, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in own.glob(f"*/{SPEC_FILE}")))


def load_spec(kind: str, folder: Path | None = None) -> SourceSpec:
    """Read the source.toml of a kind: from `folder` (a source of one's own) or as packaged.

    Raises `ConfigError` for an unknown kind (naming the nearest) or a wrong source.toml.
    """
    home: Traversable = folder if folder is not None else files("tillhouse.sources") / kind
    if not NAME.fullmatch(kind) or not (home / SPEC_FILE).is_file():
        raise ConfigError(
            f"There is no source kind {kind!r}.",
            where=str(folder / SPEC_FILE) if folder else "kind of the source",
            remedy=did_you_mean(kind, known_kinds()),
        )
    text = (home / SPEC_FILE).read_bytes()
    where = f"{kind}/{SPEC_FILE}"
    try:
        document = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{SPEC_FILE} cannot be read: {error}.", where=where) from None
    tables = tuple(
        read_table(name, entry, where) for name, entry in _tables(document, where).items()
    )
    fingerprint = hashlib.sha256(text).hexdigest()
    settings = read_settings(document.get("settings", {}), where)
    left_out = _left_out(document, where)
    title = str(document.get("title", kind))
    return SourceSpec(kind, title, tables, fingerprint, settings, left_out=left_out)


def _left_out(document: Mapping[str, Any], where: str) -> dict[str, str] | None:
    told = document.get("left_out")
    if told is None:
        return None
    if not isinstance(told, dict) or not all(isinstance(it, str) for it in told.values()):
        raise ConfigError(
            "[left_out] must say of each name why it is left out.",
            where=where,
            remedy='Write lines such as "orders_bak" = "a copy of orders"',
        )
    return dict(told)


def _tables(document: Mapping[str, Any], where: str) -> dict[str, Any]:
    only_known(document, {"title", "tables", "settings", "left_out"}, where)
    tables = document.get("tables")
    if not isinstance(tables, dict) or not tables:
        raise ConfigError("A source must declare at least one table.", where=where)
    return tables
