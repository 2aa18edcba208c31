"""Options that several verbs share, and what one call of the program knows of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tillhouse.wording import on_screen

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.progress import Progress

Function = TypeVar("Function", bound=Callable[..., Any])


class Invocation:
    """One call of the program: which project, and whether a person or a program reads it."""

    def __init__(self) -> None:
        self.project_path: Path | None = None
        self.is_json = False
        self.is_quiet = False
        self._project: Project | None = None

    @property
    def project(self) -> Project:
        """The project file, read once; `ConfigError` when it is missing or wrong."""
        if self._project is None:
            from tillhouse.config import load_project

            self._project = load_project(self.project_path)
        return self._project

    @project.setter
    def project(self, project: Project) -> None:
        self._project = project

    @property
    def loaded(self) -> Project | None:
        """The project if it has been read, for messages about errors."""
        return self._project

    def progress(self) -> Progress:
        """How far the work is: on standard error, silent with --json and --quiet."""
        from tillhouse.progress import Progress

        return Progress.open(silent=self.is_json or self.is_quiet)

    def say(self, text: str = "") -> None:
        """A result for a person; nothing with --json or --quiet."""
        if not (self.is_json or self.is_quiet):
            click.echo(on_screen(text))

    def put_json(self, value: Any) -> None:
        """The result for a program, on standard output."""
        click.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


pass_invocation = click.make_pass_decorator(Invocation, ensure=True)


def _remember(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def callback(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value:
            setattr(context.ensure_object(Invocation), name, value)
        return value

    return callback


def project_option(function: Function) -> Function:
    """--project PATH, before or after the verb."""
    return click.option(
        "--project",
        type=click.Path(path_type=Path),
        metavar="PATH",
        expose_value=False,
        is_eager=True,
        callback=_remember("project_path"),
        help="The project file or its folder. [default: tillhouse.toml here or in a folder above]",
    )(function)


def json_option(function: Function) -> Function:
    """--json: one JSON document on standard output, errors too (on standard error)."""
    return click.option(
        "--json",
        "is_json",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_remember("is_json"),
        help="Print JSON for a program; an error is a JSON object on standard error.",
    )(function)


def quiet_option(function: Function) -> Function:
    """--quiet: only errors."""
    return click.option(
        "--quiet",
        "-q",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_remember("is_quiet"),
        help="Say nothing but errors.",
    )(function)


def wait_option(function: Function) -> Function:
    """--wait SECONDS, passed as `wait`."""
    return click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0,
        metavar="SECONDS",
        help="If another run holds the project, wait this long for it. [default: do not wait]",
    )(function)


def target_option(function: Function) -> Function:
    """--target ENGINE, passed as `target` (None when not given)."""
    return click.option(
        "--target",
        type=click.Choice(["duckdb", "spark"]),
        default=None,
        help="The engine to build with. [default: [warehouse] target in the project file]",
    )(function)


def as_of_option(function: Function) -> Function:
    """--as-of DATE, passed as `as_of` (None when not given)."""
    return click.option(
        "--as-of",
        "as_of",
        callback=_parse_date,
        metavar="DATE",
        help="The day that recency and windows count from. [default: the last day in the data]",
    )(function)


def _parse_date(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date such as 2025-12-31") from None
