"""`tillhouse check`: would a run go well? Changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.errors import UserError
from tillhouse.verbs.check_questions import as_problem, open_now, show_questions
from tillhouse.verbs.check_report import as_json, last_word, show_mappings, show_sources
from tillhouse.verbs.options import (
    Invocation,
    json_option,
    pass_invocation,
    project_option,
    quiet_option,
)
from tillhouse.wording import on_screen

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
    from tillhouse.inspection import check_contracts, check_environment, check_kept

    problems: list[UserError] = list(check_environment(invocation.project))
    mappings: list[MappingFindings] = []
    models = entities = 0
    try:
        models, entities = check_contracts()
    except UserError as error:
        problems.append(error)
    problems += check_kept(invocation.project)
    found = _check_sources(invocation, problems)
    if models:
        mappings = _check_mappings(invocation, found, problems, all_rows)
    questions = open_now(invocation.project, mappings) if models else []
    if questions:
        problems.append(as_problem(questions))
    code = min((problem.exit_code for problem in problems), default=0)
    if invocation.is_json:
        told = as_json(invocation.project, found, mappings)
        told |= {"problems": [problem.as_dict() for problem in problems], "questions": questions}
        invocation.put_json({**told, "exit_code": code})
    else:
        show_mappings(invocation, mappings)
        show_sources(invocation, found, f"{entities} entities, {models} models")
        show_questions(invocation, questions)
        _show_problems(invocation, problems, last_word(invocation.project, mappings, found))
    context.exit(code)


def _check_sources(invocation: Invocation, problems: list[UserError]) -> list[SourceFindings]:
    from tillhouse.inspection import check_source, refusals
    from tillhouse.overview import remembered_hashes
    from tillhouse.pipeline.result import unclaimed_error
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
        if findings.unclaimed:
            problems.append(unclaimed_error([f"{name}: {it}" for it in findings.unclaimed]))
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


def _show_problems(invocation: Invocation, problems: list[UserError], well: str) -> None:
    if not problems:
        invocation.say(f"\n{well}")
        return
    noun = "problem" if len(problems) == 1 else "problems"
    click.echo(f"\n{len(problems)} {noun}:", err=True)
    for problem in problems[: SHOWN * 2]:
        click.echo(on_screen(f"\n{problem}"), err=True)
    if len(problems) > SHOWN * 2:
        click.echo(f"\n… and {len(problems) - SHOWN * 2:,} more (--json lists all)", err=True)
