"""`tillhouse run`: from delivered files to published tables."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from tillhouse.verbs.options import (
    Invocation,
    as_of_option,
    json_option,
    pass_invocation,
    project_option,
    quiet_option,
    target_option,
    wait_option,
)

if TYPE_CHECKING:
    from tillhouse.pipeline import RunResult


@click.command("run", short_help="Take what was delivered, publish the tables of every audience.")
@target_option
@as_of_option
@click.option("--force", is_flag=True, help="Build and publish even when nothing is new.")
@click.option(
    "--step",
    "steps",
    multiple=True,
    metavar="STEP",
    help="Do only this step; may be given several times. For schedulers.",
)
@click.option("--plan", "only_plan", is_flag=True, help="List the steps and do nothing.")
@wait_option
@project_option
@json_option
@quiet_option
@pass_invocation
def command(
    invocation: Invocation,
    target: str | None = None,
    as_of: date | None = None,
    force: bool = False,
    steps: tuple[str, ...] = (),
    only_plan: bool = False,
    wait: float = 0,
) -> None:
    """Load what is new, build silver, science and gold, audit, and publish every audience.

    Takes whatever lies there, today customers, next week orders. With nothing new it does
    nothing and says so. A file that cannot be taken does not stop the rest, nor does a source
    that cannot be reached, nor an open question: all else is loaded and published. The exit code
    is 5 for files and questions, 4 for sources.
    """
    from tillhouse.pipeline.result import raise_if_refused
    from tillhouse.pipeline.run import run

    project = invocation.project = invocation.project.replace(as_of=as_of, target=target)
    if only_plan:
        _show_plan(invocation)
        return
    result = run(project, invocation.progress(), steps=steps, force=force, wait=wait)
    show(invocation, result)
    raise_if_refused(result)


def _show_plan(invocation: Invocation) -> None:
    from tillhouse.pipeline.plan import plan
    from tillhouse.tables import table_text

    steps = plan(invocation.project)
    if invocation.is_json:
        invocation.put_json([step.as_dict() for step in steps])
        return
    rows = [(step.name, ", ".join(step.inputs), ", ".join(step.outputs)) for step in steps]
    invocation.say(table_text(("step", "reads", "makes"), rows))


def show(invocation: Invocation, result: RunResult) -> None:
    """Say what a run did: for a program as JSON, for a person in a few lines."""
    if invocation.is_json:
        invocation.put_json(asdict(result))
    elif result.status == "nothing new":
        at = result.published_at[:16].replace("T", " ")
        stands = f"since {at} UTC; the published tables stand" if at else "; nothing is published"
        invocation.say(f"Nothing is new {stands}.".replace(" ;", ";"))
        _show_waiting(invocation, result)
    else:
        _show_built(invocation, result)


def _show_built(invocation: Invocation, result: RunResult) -> None:
    from tillhouse.account import short_lines
    from tillhouse.tables import table_text
    from tillhouse.wording import plural

    if result.tables:
        since = f", as of {result.as_of}" if result.as_of else ""
        invocation.say(f"\nPublished in {invocation.project.publish_path}{since}\n")
        rows = [(t["audience"], t["table"], t["rows"]) for t in result.tables]
        invocation.say(table_text(("audience", "table", "rows"), rows))
    for line in short_lines(result.account):
        invocation.say(f"\n{line}")
    rejected = sum(step["rows_rejected"] or 0 for step in result.steps if step["step"] == "silver")
    if rejected:
        are = "is" if rejected == 1 else "are"
        told = f"{plural(rejected, 'row')} {are} in quarantine"
        invocation.say(f"\n{told}; `tillhouse quarantine` says why.")
    _show_waiting(invocation, result)


def _show_waiting(invocation: Invocation, result: RunResult) -> None:
    from tillhouse.pipeline.unreached import stale_line
    from tillhouse.wording import first_few, plural

    for entry in result.unreachable:
        invocation.say(f"\n{stale_line(entry)}")
    if not result.waiting:
        return
    one = len(result.waiting) == 1
    files = plural(len(result.waiting), "delivery", "deliveries")
    invocation.say(f"\n{files} refused in an earlier run {'is' if one else 'are'} still there:")
    for line in first_few(result.waiting, "tillhouse status"):
        invocation.say(f"  {line}")
