"""`tillhouse quarantine`: the rows that were rejected, and why."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import click

from tillhouse.verbs.options import Invocation, json_option, pass_invocation, project_option
from tillhouse.wording import plural

COLUMNS = ("source", "entity", "file", "row", "reason")


@click.command(
    "quarantine", short_help="Show the rows that were rejected, with reason, file and row."
)
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option("--entity", metavar="NAME", help="Only of this entity, such as order_lines.")
@click.option("--reason", metavar="TEXT", help="Only where the reason contains this text.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many rows to show; 0 shows all.",
)
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write all of them to FILE, with the text as delivered.",
)
@project_option
@json_option
@pass_invocation
def command(
    invocation: Invocation,
    source: str | None,
    entity: str | None,
    reason: str | None,
    limit: int,
    csv_file: Path | None,
) -> None:
    """Show the rows that the last run rejected: first how many by reason, then the rows.

    Row is the record number as a spreadsheet shows it: the header is row 1. A row of a nested
    order counts as the row of its order. Correct the file, deliver it again, and run.
    """
    from tillhouse.own_words import own_words
    from tillhouse.quality import DataQuality, RejectedFilter

    quality = DataQuality(invocation.project.publish_path)
    if not quality.exists:
        _say_nothing_yet(invocation)
        return
    wanted = RejectedFilter(source, entity, reason)
    kinds = quality.rejected_by_reason(wanted)
    words = own_words(invocation.project)
    for kind in kinds:
        kind["reason_kind"] = words.reason(
            kind["source_system"], kind["entity"], kind["reason_kind"]
        )
    if csv_file:
        rows = quality.rejected(wanted)
        _write_csv(csv_file, rows)
        invocation.say(f"wrote {plural(len(rows), 'rejected row')} to {csv_file}")
        return
    rows = quality.rejected(wanted, limit or None)
    for row in rows:
        row["reason"] = words.reason(row["source_system"], row["entity"], row["reason"])
    if invocation.is_json:
        invocation.put_json({"by_reason": kinds, "rows": rows})
    else:
        _show(invocation, kinds, rows)


def _say_nothing_yet(invocation: Invocation) -> None:
    if invocation.is_json:
        invocation.put_json({"by_reason": [], "rows": []})
    invocation.say(
        "Nothing has been checked yet: no run came as far as its audits. `tillhouse run`."
    )


def _show(invocation: Invocation, kinds: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    from tillhouse.tables import table_text

    total = sum(kind["row_count"] for kind in kinds)
    if not total:
        invocation.say("No row was rejected, or none is of the kind that was asked for.")
        return
    invocation.say(f"{plural(total, 'rejected row')}, by reason:\n")
    summary = [(k["row_count"], k["source_system"], k["entity"], k["reason_kind"]) for k in kinds]
    invocation.say(table_text(("rows", "source", "entity", "reason"), summary))
    if len(rows) < total:
        invocation.say(
            f"\nThe first {len(rows):,} of them (--limit 0 shows all, --csv writes all):\n"
        )
    else:
        invocation.say("\nThe rows:\n")
    invocation.say(table_text(COLUMNS, [_line(row) for row in rows]))


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["source_system"],
        row["entity"],
        row["source_file"],
        str(row["source_row"]),
        row["reason"],
    )


def _write_csv(file: Path, rows: list[dict[str, Any]]) -> None:
    """Only the owner may read it: what was delivered may name people."""
    from tillhouse.errors import ConfigError

    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise ConfigError(
            f"The CSV file cannot be written: {error.strerror}",
            where=str(file),
            remedy="Give a place that you may write to",
        ) from None
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as stream:
        names = list(rows[0]) if rows else ["source_system", "entity", "reason"]
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
