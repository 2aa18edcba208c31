"""`tillhouse status`: what ran, what is published, what each source delivered."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from tillhouse.verbs.options import Invocation, json_option, pass_invocation, project_option

if TYPE_CHECKING:
    from tillhouse.overview import Overview, SourceOverview

SHOWN = 10
LONGEST = 120  # of a message in the list of runs; --json has all of it


@click.command("status", short_help="Show the last runs, what is published, what each source gave.")
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many of the last runs to show.",
)
@project_option
@json_option
@pass_invocation
def command(invocation: Invocation, runs: int) -> None:
    """Show the last runs, since when the published tables are as they are, and per source the
    last delivery, what the lake holds, refused files, what became of every row, and open questions.

    Changes nothing, and works while a run is under way. What is damaged, or was changed by hand
    since it was published, is told last, with exit code 5.
    """
    from tillhouse.overview import look_at

    project = invocation.project
    overview = look_at(project, runs=runs)
    if invocation.is_json:
        invocation.put_json({"project": str(project.file), **_as_json(overview)})
        _raise_if_damaged(overview)
        return
    invocation.say(f"{project.shop.name}: {project.file}")
    if overview.note:
        invocation.say(f"Note: {overview.note}")
    _show_runs(invocation, overview)
    _show_published(invocation, overview)
    _show_sources(invocation, overview)
    _show_account(invocation, overview)
    _show_findings(invocation, overview)
    _raise_if_damaged(overview)


def _raise_if_damaged(overview: Overview) -> None:
    """What is not as it was left is told last, after all that could be shown."""
    from tillhouse.errors import DataError

    found = overview.damage
    if found:
        raise DataError(
            " ".join(f"{str(it['what']).rstrip('.')}." for it in found),
            where="\n         ".join(str(it["where"]) for it in found),
            remedy=" ".join(dict.fromkeys(str(it["remedy"]) for it in found)),
        )


def _show_runs(invocation: Invocation, overview: Overview) -> None:
    from tillhouse.tables import table_text

    if overview.writer:
        who = overview.writer
        invocation.say(f"\nUnder way: `{who['command']}` since {who['started_at']}")
    if not overview.runs:
        invocation.say("\nNothing has been run yet. `tillhouse run` loads, builds and publishes.")
        return
    invocation.say("\nLast runs (UTC)\n")
    rows = [
        (_minute(run.started_at), run.status, run.as_of, run.target, _short(run.message))
        for run in overview.runs
    ]
    invocation.say(table_text(("started", "status", "as of", "engine", "message"), rows))


def _show_published(invocation: Invocation, overview: Overview) -> None:
    path = invocation.project.publish_path
    if overview.published:
        at = _minute(overview.published.at)
        invocation.say(f"\nPublished since {at} (run {overview.published.run_id}): {path}")
    else:
        invocation.say("\nNothing is published yet.")


def _show_sources(invocation: Invocation, overview: Overview) -> None:
    from tillhouse.tables import size, table_text

    if not overview.sources:
        invocation.say("\nThere is no source yet. Name one in the project file: [sources.<name>].")
        return
    invocation.say("\nSources\n")
    columns = ("source", "kind", "last delivery", "files", "rows", "in lake", "rejected", "refused")
    rows = [
        (
            source.name,
            source.kind,
            source.last_delivery_at or "none yet",
            source.files,
            source.rows,
            size(source.bytes),
            sum(source.rejected_rows.values()),
            len(source.refused),
        )
        for source in overview.sources
    ]
    invocation.say(table_text(columns, rows))


def _show_account(invocation: Invocation, overview: Overview) -> None:
    from tillhouse.account import account_lines

    if overview.account:
        invocation.say("\nWhat became of every delivered row in the last run\n")
        for line in account_lines(overview.account):
            invocation.say(line)
    _show_unused(invocation, overview)


def _show_unused(invocation: Invocation, overview: Overview) -> None:
    from tillhouse.unused import Unused, unused_lines
    from tillhouse.wording import first_few

    if overview.unused:
        invocation.say("\nIn the lake and used by nothing\n")
        lines = unused_lines(Unused(**it) for it in overview.unused)
        for line in first_few(lines, "--json lists all", SHOWN):
            invocation.say(line)


def _show_findings(invocation: Invocation, overview: Overview) -> None:
    for source in overview.sources:
        _show_unreached(invocation, source)
        _show_refused(invocation, source)
        _show_changes(invocation, source)
    _show_questions(invocation, overview)
    if any(source.rejected_rows for source in overview.sources):
        invocation.say("\n`tillhouse quarantine` shows the rejected rows and why.")
    if overview.audits:
        invocation.say("\nAudits that did not pass in the last run\n")
        _show_audits(invocation, overview.audits)


def _show_questions(invocation: Invocation, overview: Overview) -> None:
    from tillhouse.wording import first_few

    if overview.questions:
        invocation.say("\nOpen questions of the last run; what hangs on them is held back\n")
        lines = [it["headline"] for it in overview.questions]
        for line in first_few(lines, "--json lists all", SHOWN):
            invocation.say(f"  {line}")
        invocation.say("\n`tillhouse check` shows what each answer would change.")


def _show_audits(invocation: Invocation, audits: list[dict[str, Any]]) -> None:
    from tillhouse.tables import table_text

    columns = ("verdict", "audit", "scope", "expected", "found")
    invocation.say(table_text(columns, [[row[name] for name in columns] for row in audits]))
    for row in (it for it in audits if it.get("examples")):
        invocation.say(f"  {row['audit']} ({row['scope']}): {row['examples']}")


def _show_refused(invocation: Invocation, source: SourceOverview) -> None:
    if not source.refused:
        return
    invocation.say(f"\n{source.name}: files refused whole (correct them and deliver them again)")
    for message in source.refused[:SHOWN]:
        invocation.say(f"  {message}")
    if len(source.refused) > SHOWN:
        invocation.say(f"  … and {len(source.refused) - SHOWN:,} more (--json lists all)")


def _show_unreached(invocation: Invocation, source: SourceOverview) -> None:
    if source.unreached:
        since = f"stale since {source.last_delivery_at} UTC"
        told = since if source.last_delivery_at else "it has never delivered"
        invocation.say(f"\n{source.name}: not reached in the last run; {told}")
        invocation.say(f"  {_short(source.unreached)}")


def _show_changes(invocation: Invocation, source: SourceOverview) -> None:
    if not source.changes:
        return
    invocation.say(f"\n{source.name}: how its layout differs from what it was")
    for it in source.changes[:SHOWN]:
        invocation.say(f"  {_minute(it['at'])}  {it['text']}")
    if len(source.changes) > SHOWN:
        invocation.say(f"  … and {len(source.changes) - SHOWN:,} more (--json lists all)")


def _short(message: str) -> str:
    return message if len(message) <= LONGEST else f"{message[: LONGEST - 1]}…"


def _minute(at: str) -> str:
    return at[:16].replace("T", " ")


def _as_json(overview: Overview) -> dict[str, Any]:
    return asdict(overview)
