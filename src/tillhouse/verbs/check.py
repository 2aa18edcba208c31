"""`tillhouse check`: would a run go well? Changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from tillhouse.errors import UserError
from tillhouse.verbs.check_questions import as_problem, last_word, open_now, show_questions
from tillhouse.verbs.options import (
    Invocation,
    json_option,
    pass_invocation,
    project_option,
    quiet_option,
)

if TYPE_CHECKING:
    from tillhouse.inspection import SourceFindings
    from tillhouse.mapping_check import MappingFindings

SHOWN = 10


@click.command("check", short_help="Check settings, sources and contracts; change nothing.")
@click.option(
    "--rows",
    "all_rows",
    is_flag=True,
    help="Hold every row against the contracts, also of databases and large drops.",
)
@project_option
@json_option
@quiet_option
@pass_invocation
@click.pass_context
def command(context: click.Context, invocation: Invocation, all_rows: bool) -> None:
    """Check the project file, the environment, each source's files and the contracts.

    Says which files a run would load, which it would refuse and why. Loads nothing, writes
    nothing. Every row is held against the contracts, and what does not fit is said in your own
    column names; of a database a sample. What the data does not decide is asked, with the line to
    write for the answer. Exit code: 0 no problem, 3 settings, 4 a source is not readable, 5 a file
    or all rows of an entity would be refused, or a question is open.
    """
    from tillhouse.inspection import check_contracts, check_environment

    problems: list[UserError] = list(check_environment(invocation.project))
    mappings: list[MappingFindings] = []
    models = entities = 0
    try:
        models, entities = check_contracts()
    except UserError as error:
        problems.append(error)
    found = _check_sources(invocation, problems)
    if models:
        mappings = _check_mappings(invocation, found, problems, all_rows)
    questions = open_now(invocation.project, mappings) if models else []
    if questions:
        problems.append(as_problem(questions))
    code = min((problem.exit_code for problem in problems), default=0)
    if invocation.is_json:
        told = _as_json(invocation, found, mappings, problems, code)
        invocation.put_json({**told, "questions": questions})
    else:
        _show_mappings(invocation, mappings)
        _show(invocation, found, f"{entities} entities, {models} models")
        show_questions(invocation, questions)
        _show_problems(invocation, problems, last_word(invocation.project, mappings))
    context.exit(code)


def _check_sources(invocation: Invocation, problems: list[UserError]) -> list[SourceFindings]:
    from tillhouse.inspection import check_source, refusals
    from tillhouse.overview import remembered_hashes
    from tillhouse.wording import plural

    project, progress, found = invocation.project, invocation.progress(), []
    cache = remembered_hashes(project)
    for name in project.sources:
        try:
            with progress.step(name) as step:
                findings = check_source(project, name, cache)
                step.result(f"{plural(len(findings.new), 'file')} to load")
        except UserError as error:
            problems.append(error)
            continue
        found.append(findings)
        problems += refusals(findings, project)
    return found


def _check_mappings(
    invocation: Invocation, sources: list[SourceFindings], problems: list[UserError], all_rows: bool
) -> list[MappingFindings]:
    """Each source, held against the contracts row by row; no packaged one of which nothing lies."""
    from tillhouse.own_words import is_own

    project, progress, found = invocation.project, invocation.progress(), []
    there = [it.name for it in sources if it.new or it.known or "://" in it.location]
    for name in (it.name for it in sources if it.name in there or is_own(project, it.name)):
        from tillhouse.mapping_check import check_mapping

        with progress.step(f"try {name}") as step:
            findings = check_mapping(project, name, all_rows=all_rows)
            step.result(f"{sum(findings.rows.values()):,} rows against the contracts")
        found.append(findings)
        problems += findings.problems
    return found


def _show_mappings(invocation: Invocation, mappings: list[MappingFindings]) -> None:
    for findings in mappings:
        rows = ", ".join(f"{name} {count:,}" for name, count in findings.rows.items() if count)
        invocation.say(f"{findings.source}: {rows} rows" if rows else f"{findings.source}: no row")
        if findings.unread:
            invocation.say(f"  {findings.unread}; `tillhouse check --rows` reads all")
        for note in findings.notes:
            invocation.say(f"  {note}")
        invocation.say()


def _show(invocation: Invocation, found: list[SourceFindings], contracts: str) -> None:
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


def _show_unused(invocation: Invocation, found: list[SourceFindings]) -> None:
    for findings in found:
        if findings.unused:
            invocation.say(f"\n{findings.name}: no table takes {_listed(findings.unused)}")
        if findings.changing:
            invocation.say(f"\n{findings.name}: still being written {_listed(findings.changing)}")


def _listed(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _show_problems(invocation: Invocation, problems: list[UserError], well: str) -> None:
    if not problems:
        invocation.say(f"\n{well}")
        return
    noun = "problem" if len(problems) == 1 else "problems"
    click.echo(f"\n{len(problems)} {noun}:", err=True)
    for problem in problems[: SHOWN * 2]:
        click.echo(f"\n{problem}", err=True)
    if len(problems) > SHOWN * 2:
        click.echo(f"\n… and {len(problems) - SHOWN * 2:,} more (--json lists all)", err=True)


def _as_json(
    invocation: Invocation,
    found: list[SourceFindings],
    mappings: list[MappingFindings],
    problems: list[UserError],
    code: int,
) -> dict[str, Any]:
    return {
        "project": str(invocation.project.file),
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
            {"source": it.source, "rows": it.rows, "notes": it.notes, "unread": it.unread}
            for it in mappings
        ],
        "problems": [problem.as_dict() for problem in problems],
        "exit_code": code,
    }
