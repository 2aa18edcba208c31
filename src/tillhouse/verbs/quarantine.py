"""`tillhouse quarantine`: the rows that were rejected, and why."""

from __future__ import annotations

import csv
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tillhouse.verbs.options import Invocation, json_option, pass_invocation, project_option
from tillhouse.wording import plural

if TYPE_CHECKING:
    from tillhouse.own_words import OwnWords

COLUMNS = ("source", "entity", "file", "row", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is computed
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*%?")  # and this is only a number


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
    help="Write all of them to FILE, as delivered but for an apostrophe before a formula.",
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
    order counts as the row of its order. With --json column, code and value stand apart. Correct
    the file, deliver it again, and run.
    """
    from tillhouse.own_words import own_words
    from tillhouse.quality import DataQuality, RejectedFilter

    quality = DataQuality(invocation.project.publish_path)
    if not quality.exists:
        _say_nothing_yet(invocation)
        return
    words = own_words(invocation.project)
    meant = tuple(words.meant_by(reason)) if reason else ()
    wanted = RejectedFilter(source, entity, reason, meant)
    if csv_file:
        rows = quality.rejected(wanted)
        _write_csv(csv_file, rows)
        invocation.say(f"wrote {plural(len(rows), 'rejected row')} to {csv_file}")
        return
    kinds = [_kind(row, words) for row in quality.rejected_by_reason(wanted)]
    rows = quality.rejected(wanted, limit or None)
    problems = quality.problems_of(rows)
    rows = [_with_problems(row, problems, words) for row in rows]
    if invocation.is_json:
        invocation.put_json({"by_reason": kinds, "rows": rows})
    else:
        _show(invocation, kinds, rows, quality.count_rejected(wanted))


def _kind(row: dict[str, Any], words: OwnWords) -> dict[str, Any]:
    """One kind of reason, with the user's own name of the column and a sentence."""
    from tillhouse.contracts.numbers import bound_of_rejection
    from tillhouse.reasons import IN_THEIR_OWN_WORDS, reason_text

    column, code = row.pop("column_name"), row.pop("code")
    own = words.column(row["source_system"], row["entity"], column) if column else None
    is_shown = code in IN_THEIR_OWN_WORDS
    bound = bound_of_rejection(row["entity"], column, code)
    told = reason_text(own, code, row["example"] if is_shown else "", bound)
    if row["example"] and not is_shown:
        told = told.replace(" is ", " … is ", 1)
    return {**row, "column": column, "own_column": own, "code": code, "reason_kind": told}


def _with_problems(
    row: dict[str, Any], problems: dict[tuple[Any, ...], list[dict[str, Any]]], words: OwnWords
) -> dict[str, Any]:
    """A rejected row with what is wrong with it, column by column."""
    from tillhouse.contracts.numbers import bound_of_rejection
    from tillhouse.quality import PLACE
    from tillhouse.reasons import reason_text

    told = []
    for it in problems.get(tuple(row[name] for name in PLACE), []):
        column = it["column_name"]
        own = words.column(row["source_system"], row["entity"], column) if column else None
        found = {"column": column, "own_column": own, "code": it["code"], "value": it["value"]}
        found["bound"] = bound_of_rejection(row["entity"], column, it["code"])
        told.append(found | {"row_key": it["row_key"]})
    key = next((it.pop("row_key") for it in told if it["row_key"]), None)
    sentences = [reason_text(it["own_column"], it["code"], it["value"], it["bound"]) for it in told]
    whole = "; ".join(dict.fromkeys(sentences)) or row["reason"]
    for it in told:
        it.pop("row_key", None)
    return {**row, "reason": whole, "row_key": key, "problems": told}


def _say_nothing_yet(invocation: Invocation) -> None:
    if invocation.is_json:
        invocation.put_json({"by_reason": [], "rows": []})
    invocation.say(
        "Nothing has been checked yet: no run came as far as its audits. `tillhouse run`."
    )


def _show(
    invocation: Invocation, kinds: list[dict[str, Any]], rows: list[dict[str, Any]], total: int
) -> None:
    from tillhouse.tables import table_text

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
        row["row_key"] or str(row["source_row"]),
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
    if os.name != "nt" and stat.S_ISREG(os.fstat(handle).st_mode):
        os.fchmod(handle, 0o600)  # also a file that was there, and open to others
    with os.fdopen(handle, "w", newline="", encoding="utf-8") as stream:
        names = list(rows[0]) if rows else ["source_system", "entity", "reason"]
        writer = csv.DictWriter(stream, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _as_text(it) for name, it in row.items()} for row in rows)


def _as_text(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with a sign before it that says text."""
    if not isinstance(value, str) or not value.startswith(FORMULA):
        return value
    return value if NUMBER.fullmatch(value) else f"'{value}"
