"""What `tillhouse check` says of each source: the account of its rows, and what nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tillhouse.account import account_lines
from tillhouse.sources.spec import NOT_RECOGNISED
from tillhouse.verbs.options import Invocation
from tillhouse.wording import first_few, plural

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.inspection import SourceFindings
    from tillhouse.mapping_check import MappingFindings

SHOWN = 10
NEXT = "`tillhouse run` loads, builds and publishes."


def show_mappings(invocation: Invocation, mappings: Sequence[MappingFindings]) -> None:
    """The account of each source, what does not fit, and what is used by nothing."""
    for findings in mappings:
        for line in _mapping_lines(findings):
            invocation.say(line)
        invocation.say()


def _mapping_lines(it: MappingFindings) -> Iterator[str]:
    lines = account_lines(it.account)
    yield from lines or [f"{it.source}: no row"]
    if lines and any(question.stops_source for question in it.questions):
        yield "  as it will be once what is asked below has its answer; until then rows are held"
    if it.unread:
        yield f"  {it.unread}; `tillhouse check --rows` reads all"
    yield from (f"  {note}" for note in it.notes)
    told = [f"  nothing uses {unused.told}" for unused in it.unused]
    yield from first_few(told, "--json lists all", SHOWN)
    told = [f"  left out by name: {name} ({why})" for name, why in it.left_out.items()]
    yield from first_few(told, "--json lists all", SHOWN)


def show_sources(invocation: Invocation, found: Sequence[SourceFindings], contracts: str) -> None:
    """Which files a run would load of each source, and which no table takes."""
    from tillhouse.tables import table_text

    invocation.say(f"settings   {invocation.project.file}")
    invocation.say(f"contracts  {contracts}\n")
    if found:
        columns = ("source", "kind", "to load", "known", "refused", "not used")
        rows = [
            (f.name, f.kind, len(f.new), len(f.known), len(f.refused), len(f.unused)) for f in found
        ]
        invocation.say(table_text(columns, rows))
        _show_unused(invocation, found)
    elif not invocation.project.sources:
        invocation.say(
            "There is no source yet. Add one to the project file:\n\n"
            '  [sources.pos]\n  kind = "pos"\n  location = "drops/pos"\n\n'
            "or let it be written: tillhouse add-source shop --from FILES_OR_DATABASE"
        )


def _show_unused(invocation: Invocation, found: Sequence[SourceFindings]) -> None:
    for findings in found:
        if findings.unused:
            invocation.say(f"\n{findings.name}: no table takes {_listed(findings.unused)}")
        if findings.changing:
            invocation.say(f"\n{findings.name}: still being written {_listed(findings.changing)}")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def last_word(
    project: Project, mappings: Sequence[MappingFindings], found: Sequence[SourceFindings] = ()
) -> str:
    """What is said where no problem was found: "well" only of what is accounted for (R26)."""
    if not project.sources:
        return "Nothing can be said before there is a source."
    idle = _idle(project, mappings)
    if len(idle) == len(project.sources) and not any(it.unread for it in mappings):
        return f"Nothing can be said before something lies there: no row of {', '.join(idle)}."
    parts = [*_unread(mappings), *_uncounted(mappings), *_untaken(mappings, found)]
    parts += [f"no row of {', '.join(idle)} lies there"] if idle else []
    if parts:
        return f"No problem was found, but {'; '.join(parts)}. {NEXT}"
    columns = any(it.unused for it in mappings)
    named = " What no model reads is named above." if columns else ""
    return f"All is well: every row is accounted for.{named} {NEXT}"


def _idle(project: Project, mappings: Sequence[MappingFindings]) -> list[str]:
    """The sources of which there was nothing to look at."""
    seen = {it.source for it in mappings if it.unread or it.account or any(it.rows.values())}
    return [name for name in project.sources if name not in seen]


def _unread(mappings: Sequence[MappingFindings]) -> Iterator[str]:
    if unread := [f"{it.source}: {it.unread}" for it in mappings if it.unread]:
        yield f"not all was looked at: {', '.join(unread)} (`tillhouse check --rows` reads all)"


def _uncounted(mappings: Sequence[MappingFindings]) -> Iterator[str]:
    for it in mappings:
        rejected = sum(row["row_count"] for row in it.account if row["state"] == "rejected")
        if rejected:
            verb = "is" if rejected == 1 else "are"
            yield f"{it.source}: {plural(rejected, 'row')} {verb} rejected, as told above"
        elif it.notes:
            yield f"{it.source}: not everything fits, as told above"


def _untaken(mappings: Sequence[MappingFindings], found: Sequence[SourceFindings]) -> Iterator[str]:
    for source in found:
        if source.unused:
            yield f"{source.name}: no table takes {', '.join(first_few(source.unused, '--json'))}"
        if source.changing:
            yield f"{source.name}: {plural(len(source.changing), 'file')} still being written"
    for it in mappings:
        if tables := [unused.table for unused in it.unused if not unused.column]:
            yield f"{it.source}: no model reads {', '.join(first_few(tables, '--json'))}"
        if unknown := [name for name, why in it.left_out.items() if why == NOT_RECOGNISED]:
            named = ", ".join(first_few(unknown, "--json"))
            yield f"{it.source}: nothing was recognised in {named} ([left_out] of its source.toml)"


def as_json(
    project: Project, found: Sequence[SourceFindings], mappings: Sequence[MappingFindings]
) -> dict[str, Any]:
    """The same for a program."""
    return {
        "project": str(project.file),
        "sources": [
            {
                "source": f.name,
                "kind": f.kind,
                "location": f.location,
                "to_load": f.new,
                "known": f.known,
                "refused": [vars(refused) for refused in f.refused],
                "changing": f.changing,
                "not_used": f.unused,
            }
            for f in found
        ],
        "mappings": [
            {
                "source": it.source,
                "rows": it.rows,
                "notes": it.notes,
                "unread": it.unread,
                "account": it.account,
                "unused": [unused.as_dict() for unused in it.unused],
                "left_out": it.left_out,
            }
            for it in mappings
        ],
    }
