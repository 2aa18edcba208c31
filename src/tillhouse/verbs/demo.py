"""`tillhouse demo`: a sample shop, from files to published tables, in one command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.errors import ConfigError
from tillhouse.new_project import FILE_NAME, NewProject, NewSource, write_project
from tillhouse.verbs.options import Invocation, json_option, pass_invocation, quiet_option

if TYPE_CHECKING:
    from tillhouse.pipeline.preparation import Preparation

SHOP = "Sample shop"
SYSTEMS = ("orders", "pos")
SOURCES = (
    NewSource("orders", "retail_org", "drops/orders"),
    NewSource("pos", "pos", "drops/pos"),
)
MADE = ".made"  # how the files were made
UNFINISHED = ".drops-in-the-making"


@click.command("demo", short_help="Make a sample shop, run the pipeline on it, say what was built.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="1 is about 5,000 customers and 500,000 sales lines in two years.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    help="Another seed makes another shop.",
)
@json_option
@quiet_option
@pass_invocation
@click.pass_context
def command(
    context: click.Context, invocation: Invocation, folder: Path, scale: float, seed: int
) -> None:
    """Make a sample shop in FOLDER (./demo, if none is given) and run the pipeline on it.

    The shop delivers to FOLDER/drops; its mistakes are on purpose. A demo that is there already
    is used again, so that the second time shows a run with nothing new.
    """
    project = folder / FILE_NAME
    if project.exists():
        _require_demo(project)
        invocation.say(f"Using the demo that is in {folder} already.")
    else:
        write_project(folder, NewProject(SHOP, "America/New_York", sources=SOURCES))
    asked = [name for name in ("scale", "seed") if _is_given(context, name)]
    invocation.project_path = project
    preparation = _prepare(invocation, folder)
    _make_files(invocation, folder, {"scale": f"{scale:g}", "seed": str(seed)}, asked)
    _run(invocation, preparation)
    invocation.say(_next_steps(folder))


def _require_demo(project: Path) -> None:
    if f'name = "{SHOP}"' not in project.read_text(encoding="utf-8"):
        raise ConfigError(
            "There is another project in that folder",
            where=str(project),
            remedy="Give the demo a folder of its own: tillhouse demo FOLDER",
        )


def _make_files(
    invocation: Invocation, folder: Path, settings: dict[str, str], asked: list[str]
) -> None:
    drops = folder / "drops"
    made = drops / MADE
    if made.exists():
        there = json.loads(made.read_text(encoding="utf-8"))
        if any(there.get(name) != settings[name] for name in asked):
            told = ", ".join(f"{name} {value}" for name, value in there.items())
            raise ConfigError(
                f"The demo that is there was made with {told}",
                where=str(drops),
                remedy="Give another folder, or leave --scale and --seed away",
            )
        return
    _generate(invocation, folder / UNFINISHED, settings)
    (folder / UNFINISHED / MADE).write_text(json.dumps(settings) + "\n", encoding="utf-8")
    try:
        (folder / UNFINISHED).replace(drops)
    except OSError:
        raise ConfigError(
            "There are files in that folder that are not of the demo",
            where=str(drops),
            remedy="Give the demo a folder of its own: tillhouse demo FOLDER",
        ) from None


def _generate(invocation: Invocation, target: Path, settings: dict[str, str]) -> None:
    from shutil import rmtree

    from tillhouse.demo.shop import generate_shop

    rmtree(target, ignore_errors=True)  # of a demo that was stopped
    generate_shop(
        target,
        scale=float(settings["scale"]),
        seed=int(settings["seed"]),
        systems=list(SYSTEMS),
        progress=invocation.progress().report,
    )


def _prepare(invocation: Invocation, folder: Path) -> Preparation | None:
    """Let the engine read the models while the shop is made; a demo that is there may need none."""
    if (folder / "drops" / MADE).exists():
        return None
    from tillhouse.pipeline.preparation import Preparation

    preparation = Preparation(invocation.project)
    preparation.start()
    return preparation


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _run(invocation: Invocation, preparation: Preparation | None) -> None:
    """As `tillhouse run`, but a file that is refused is no error here: it is there on purpose."""
    from tillhouse.pipeline.run import run
    from tillhouse.verbs.run import show
    from tillhouse.wording import first_few, plural

    result = run(invocation.project, invocation.progress(), preparation=preparation)
    show(invocation, result)
    if result.refused:
        invocation.say(f"\n{plural(len(result.refused), 'file')} refused, as it should be:")
    for line in first_few(result.refused, "tillhouse status"):
        invocation.say(f"  {line}")


def _next_steps(folder: Path) -> str:
    published = folder / "published"
    return f"""
What was delivered   {folder / "drops"}
What is wrong in it  {folder / "drops" / "answer_key"}
What was published   {published / "sales.duckdb"}
                     {published / "marketing.duckdb"}
                     {published / "operations.duckdb"}
                     {published / "service.duckdb"}
                     and the same as Parquet in folders beside them

Next:
  cd {folder}
  tillhouse status        what was loaded, what is published
  tillhouse quarantine    which rows were rejected, and why
  tillhouse run           nothing is new; deliver a file to drops/ and it is
  tillhouse init ../shop  a project of your own
"""
