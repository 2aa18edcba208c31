"""The command line: finds the verb, imports it, and turns errors into text and exit codes.

Nothing heavy is imported here: the list of verbs is data, and each verb is a module of its own.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from tillhouse import __version__
from tillhouse.errors import EXIT_BUG, EXIT_USAGE, UserError
from tillhouse.private import owner_only
from tillhouse.verbs.options import Invocation, project_option
from tillhouse.wording import on_screen

EXIT_INTERRUPTED = 130
EXIT_CLOSED_PIPE = 141

VERBS = {
    "demo": "Make a sample shop, run the pipeline on it, say what was built.",
    "init": "Write a project file with comments, a secret and a .gitignore.",
    "add-source": "Look at files or a database; write a source for them.",
    "check": "Check settings, sources and contracts; change nothing.",
    "run": "Take what was delivered, publish the tables of every audience.",
    "status": "Show the last runs, what is published, what each source gave.",
    "quarantine": "Show the rows that were rejected, with reason, file and row.",
    "generate": "Make the files of a sample shop of any size.",
    "completion": "Print the script that completes commands in your shell.",
}

HELP = """Take what a shop's systems hand over; give each team true tables.

\b
First steps:
  tillhouse demo              a sample shop, from files to tables, in ./demo
  tillhouse init myshop       a project of your own, with every setting explained
  tillhouse add-source shop --from exports/    bring your own files or database
  tillhouse check             are the settings right, can the sources be read?
  tillhouse run               load what is new, build, audit, publish
  tillhouse quarantine        which rows were rejected, and why

\b
Exit codes: 0 done, 1 a bug in Tillhouse, 2 wrong usage, 3 settings, 4 source not readable,
5 data or an open question, 6 engine, 7 privacy, 8 another run is busy.
"""


class VerbGroup(click.Group):
    """Imports a verb when it is used, and is the one place where errors become output."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order in which one needs them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, from `tillhouse.verbs.<verb>`."""
        if cmd_name not in VERBS:
            return None
        command = import_module(f"tillhouse.verbs.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest verb when there is none of that name."""
        from tillhouse.suggestions import did_you_mean

        if args and args[0] not in VERBS and not args[0].startswith("-"):
            ctx.fail(f"There is no verb {args[0]!r}; {did_you_mean(args[0], VERBS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run, and exit with the code of what happened."""
        invocation = Invocation()
        extra.update(standalone_mode=False, obj=invocation)
        with owner_only():
            try:
                code = super().main(args, *more, **extra)
                sys.stdout.flush()
            except BaseException as error:
                code = _report(error, invocation)
        sys.exit(code if isinstance(code, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """A closed pipe (`tillhouse status | head`) ends the command without a word."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ClosedPipe from None


class _ClosedPipe(Exception):
    """The reader of our output has gone."""


def _report(error: BaseException, invocation: Invocation) -> int:
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else EXIT_BUG
    if isinstance(error, _ClosedPipe | BrokenPipeError):
        _drop_output()
        return EXIT_CLOSED_PIPE
    if isinstance(error, KeyboardInterrupt | click.Abort):
        click.echo("Stopped. Nothing half-done is visible; run it again to go on.", err=True)
        return EXIT_INTERRUPTED
    if isinstance(error, click.ClickException):
        return _report_usage(error, invocation)
    if not isinstance(error, UserError):
        error = _as_trouble(error, invocation) or _as_bug(error, invocation)
    return _report_user_error(error, invocation)


def _report_user_error(error: UserError, invocation: Invocation) -> int:
    loaded = invocation.loaded
    if invocation.is_json:
        text = json.dumps({"error": error.as_dict()}, ensure_ascii=False)
    else:
        text = f"{error.kind}: {error}" if error.exit_code == EXIT_BUG else str(error)
        text = f"Error: {text}" if error.exit_code != EXIT_BUG else text
    click.echo(on_screen(loaded.redact(text) if loaded else text), err=True)
    return error.exit_code


def _report_usage(error: click.ClickException, invocation: Invocation) -> int:
    if invocation.is_json:
        shape = {"kind": "usage", "what": error.format_message(), "exit_code": EXIT_USAGE}
        click.echo(json.dumps({"error": shape}), err=True)
    else:
        error.show()
    return EXIT_USAGE


def _as_trouble(error: BaseException, invocation: Invocation) -> UserError | None:
    """What a disk or a folder of the project refuses, told as that."""
    from tillhouse.pipeline.disk_troubles import explain

    if invocation.loaded is None or not isinstance(error, Exception):
        return None
    return explain(invocation.loaded, error)


def _as_bug(error: BaseException, invocation: Invocation) -> UserError:
    text = "".join(traceback.format_exception(error))
    loaded = invocation.loaded
    place = _save_traceback(loaded.redact(text) if loaded else text, loaded)
    return UserError(
        f"This is a bug in Tillhouse: {type(error).__name__}: {str(error)[:300]}",
        where=str(place) if place else "the traceback could not be saved",
        remedy="Please report it with that file; what was published before is unchanged",
    )


def _save_traceback(text: str, project: Any) -> Path | None:
    import tempfile

    name = f"traceback-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.txt"
    places = [project.state_folder] if project else []
    for folder in [*places, Path(tempfile.gettempdir())]:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"tillhouse {__version__} {sys.argv[1:]}\n{text}", "utf-8")
            return Path(folder / name)
        except OSError:
            continue
    return None


def _drop_output() -> None:
    """Nothing may be flushed into the closed pipe when the interpreter ends."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None


@click.group(
    "tillhouse",
    cls=VerbGroup,
    help=HELP,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tillhouse")
@project_option
def main() -> None:
    """See HELP."""


if __name__ == "__main__":
    main()
