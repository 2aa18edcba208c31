"""`tillhouse add-source`: bring your own files or database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tillhouse.verbs.asking import Asking, may_ask
from tillhouse.verbs.options import (
    Invocation,
    json_option,
    pass_invocation,
    project_option,
    quiet_option,
)

if TYPE_CHECKING:
    from tillhouse.onboarding.report import Report


HELP = """Look at what a system hands over, guess what it means, and write a source NAME for it.

Reads CSV (any delimiter, UTF-8, UTF-16 or Latin-1, also .gz and .zst), Parquet and .xlsx files, or
the tables of a database. Writes sources/NAME in the project, with a commented SELECT for each
entity that was recognised, and a table [sources.NAME] in the project file. Loads nothing. Then
says what is mapped, what is left out or missing, which tables will be empty and why, and what looks
wrong. What the data does not decide is asked: at a terminal there and then, else it stands open in
sources/NAME/questions.toml. Look through the SELECTs, then `tillhouse check` and `tillhouse run`.

\b
  tillhouse add-source shop --from exports/
  tillhouse add-source shop --from orders.csv customers.xlsx
  tillhouse add-source erp --from postgresql://db.local/shop --user-env ERP_USER
"""


@click.command(
    "add-source", help=HELP, short_help="Look at files or a database; write a source for them."
)
@click.argument("name")
@click.argument("more", nargs=-1, metavar="[FILE_OR_URL]...")
@click.option(
    "--from",
    "places",
    multiple=True,
    required=True,
    metavar="FILE_OR_URL...",
    help="Files, a folder of files, or postgresql://, mysql://, mssql://host/database.",
)
@click.option(
    "--entity",
    "told",
    multiple=True,
    metavar="TABLE=ENTITY",
    help="Say what a table is where the guess is wrong; `none` leaves it out.",
)
@click.option("--user-env", metavar="NAME", default="", help="Variable with the database user.")
@click.option("--password-env", metavar="NAME", default="", help="Variable with the password.")
@click.option("--replace", is_flag=True, help="Write a source that is there anew; edits are lost.")
@click.option(
    "--answer",
    "answered",
    multiple=True,
    metavar="QUESTION=ANSWER",
    help="Answer a question, such as status.Dispatched=completed; kept by --replace.",
)
@click.option("--explain", is_flag=True, help="Say of every decision what it rests on.")
@click.option("--no-trial", is_flag=True, help="Do not build the tables once to see what is empty.")
@project_option
@json_option
@quiet_option
@pass_invocation
def command(
    invocation: Invocation,
    name: str,
    more: tuple[str, ...],
    places: tuple[str, ...],
    told: tuple[str, ...],
    user_env: str,
    password_env: str,
    replace: bool,
    answered: tuple[str, ...],
    explain: bool,
    no_trial: bool,
) -> None:
    """See HELP."""
    from tillhouse.onboarding.report import as_json
    from tillhouse.onboarding.report_text import as_text
    from tillhouse.own_source import Wish, add_source

    wish = Wish(
        name=name,
        places=(*places, *more),
        told=_pairs(told, "TABLE=ENTITY, such as sales=order_lines"),
        user_env=user_env,
        password_env=password_env,
        is_replacing=replace,
        is_tried=not no_trial,
        answers=_pairs(answered, "QUESTION=ANSWER, such as status.Dispatched=completed"),
        ask=Asking(name) if may_ask(invocation) else None,
    )
    report: Report = add_source(invocation.project, wish, invocation.progress())
    if invocation.is_json:
        invocation.put_json(as_json(report))
    else:
        invocation.say(as_text(report))
        if explain:
            from tillhouse.onboarding.explanation import explanation

            invocation.say("\n".join(["\nWHY", *explanation(report.models)]))


def _pairs(told: tuple[str, ...], shape: str) -> dict[str, str]:
    pairs = {}
    for text in told:
        name, found, value = text.rpartition("=")
        if not found or not name or not value:
            raise click.BadParameter(f"{text!r} is not {shape}")
        pairs[name.strip()] = value.strip()
    return pairs
