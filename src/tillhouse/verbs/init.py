"""`tillhouse init`: a new project."""

from __future__ import annotations

from pathlib import Path

import click

from tillhouse.new_project import NewProject, write_project
from tillhouse.verbs.options import Invocation, json_option, pass_invocation, quiet_option

NEXT = """
Next:
  1. name your sources in {file} ([sources.<name>], with kind and location),
     or let Tillhouse look: tillhouse add-source shop --from FILES_OR_DATABASE
  2. tillhouse check    are the settings right, can the files be read?
  3. tillhouse run      load, build, audit, publish
"""


@click.command("init", short_help="Write a project file with comments, a secret and a .gitignore.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.option("--name", default="My shop", show_default=True, help="The shop's name.")
@click.option("--currency", default="USD", show_default=True, help="Three capitals (ISO 4217).")
@click.option("--time-zone", default="UTC", show_default=True, help="Such as Europe/Berlin.")
@click.option("--country", default="US", show_default=True, help="Two capitals (ISO 3166).")
@click.option("--force", is_flag=True, help="Write tillhouse.toml anew (.env is kept as it is).")
@json_option
@quiet_option
@pass_invocation
def command(
    invocation: Invocation,
    folder: Path,
    name: str,
    currency: str,
    time_zone: str,
    country: str,
    force: bool,
) -> None:
    """Write a new project into FOLDER (here, if none is given).

    It gets a tillhouse.toml that explains every setting, an .env with a fresh secret that only
    you can read, and a .gitignore. Nothing that is there is overwritten.
    """
    _check(name, currency, time_zone, country)
    project = NewProject(name, time_zone, currency, country)
    written = write_project(folder, project, overwrite=force)
    if invocation.is_json:
        invocation.put_json({"written": [str(file) for file in written]})
    for file in written:
        invocation.say(f"wrote {file}")
    invocation.say(NEXT.format(file=written[0]).rstrip())


def _check(name: str, currency: str, time_zone: str, country: str) -> None:
    """Refuse a wrong value before a file is written; `ConfigError` names all of them."""
    from pydantic import ValidationError

    from tillhouse.config.problems import describe
    from tillhouse.config.project import Project
    from tillhouse.errors import ConfigError

    shop = {"name": name, "currency": currency, "time_zone": time_zone, "country": country}
    try:
        Project.model_validate({"shop": shop})
    except ValidationError as error:
        raise ConfigError(
            "; ".join(describe(error, "", Project)),
            where="the options of `tillhouse init`",
            remedy="Give another value; nothing has been written",
        ) from None
