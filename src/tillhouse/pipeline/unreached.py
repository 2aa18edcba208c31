"""Sources that could not be reached: since when what they brought is stale, and where it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tillhouse.config import Project
from tillhouse.errors import SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.wording import plural


def describe_unreached(
    project: Project, bronze: Bronze, errors: Mapping[str, SourceError]
) -> list[dict[str, Any]]:
    """One entry per source, by name: what went wrong, and what of it is published.

    `stale_since` is when its last delivery was loaded (UTC, ISO; empty without one), `last_file`
    that delivery, `tables` the published tables in which its rows may stand.
    """
    return [
        {"source": name, **errors[name].as_dict(), **_stale(project, bronze, name)}
        for name in sorted(errors)
    ]


def stale_line(entry: Mapping[str, Any]) -> str:
    """One line for a person: which source, since when, which tables."""
    if not entry["stale_since"]:
        return f"{entry['source']} was not reached and has never delivered"
    at = entry["stale_since"][:16].replace("T", " ")
    tables = ", ".join(entry["tables"]) or "none"
    return (
        f"{entry['source']} was not reached: stale since {at} UTC, its last delivery "
        f"({entry['last_file']}). Published tables with rows of it: {tables}"
    )


def raise_if_none_reached(unreached: list[dict[str, Any]], sources: int) -> None:
    """`SourceError` that names every source, when not one could be reached; nothing is built."""
    if not unreached or len(unreached) < sources:
        return
    first = unreached[0]
    lines = [stale_line(entry) for entry in unreached]
    if sources == 1:
        what = f"{first['what']} {lines[0]}" if first["stale_since"] else str(first["what"])
        raise SourceError(what, where=first["where"], remedy=first["remedy"])
    told = [f"{entry['source']}: {entry['what']}" for entry in unreached]
    raise SourceError(
        f"None of the {plural(sources, 'source')} can be reached; nothing is built, and what is "
        "published stays.\n  " + "\n  ".join([*told, *lines]),
        where="[sources] of the project file",
        remedy="Bring them back, then run again: what they have by then is loaded.",
    )


def _stale(project: Project, bronze: Bronze, name: str) -> dict[str, Any]:
    ledger = bronze.ledger(name)
    if not ledger:
        return {"stale_since": "", "last_file": "", "tables": []}
    from tillhouse.lineage import published_from, read_lineage

    kind = project.sources[name].kind
    return {
        "stale_since": f"{ledger[-1].loaded_at:%Y-%m-%dT%H:%M:%SZ}",
        "last_file": ledger[-1].file,
        "tables": list(published_from(kind, read_lineage())) if project.audiences.enabled() else [],
    }
