"""`tillhouse demo`: a sample shop, from files to published tables, in one command."""

from __future__ import annotations

from pathlib import Path

import click

from tillhouse.errors import ConfigError
from tillhouse.new_project import FILE_NAME, NewProject, NewSource, write_project
from tillhouse.verbs.options import Invocation, json_option, pass_invocation, quiet_option

SHOP = "Sample shop"
SYSTEMS = ("orders", "pos")
SOURCES = (
    NewSource("orders", "retail_org", "drops/orders"),
    NewSource("pos", "pos", "drops/pos"),
)
MADE = ".made"  # written last: a shop that was only half made is made anew


@click.command("demo", short_help="Make a sample shop, run the pipeline on it, say what was built.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="1 is about 5,000 customers and 500,000 sales lines in two years.",
)
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True)
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
    _make_files(invocation, folder, scale, seed)
    invocation.project_path = project
    _run(context)
    invocation.say(_next_steps(folder))


def _require_demo(project: Path) -> None:
    if f'name = "{SHOP}"' not in project.read_text(encoding="utf-8"):
        raise ConfigError(
            "there is another project in that folder",
            where=str(project),
            remedy="give the demo a folder of its own: tillhouse demo FOLDER",
        )


def _make_files(invocation: Invocation, folder: Path, scale: float, seed: int) -> None:
    drops = folder / "drops"
    made, wanted = drops / MADE, f"scale={scale:g} seed={seed}\n"
    if made.exists():
        there = made.read_text(encoding="utf-8")
        if there != wanted:
            raise ConfigError(
                f"the demo that is there was made with {there.strip()}",
                where=str(drops),
                remedy="give another folder, or the same --scale and --seed",
            )
        return
    from tillhouse.demo.shop import generate_shop

    report = invocation.progress().report
    generate_shop(drops, scale=scale, seed=seed, systems=list(SYSTEMS), progress=report)
    made.write_text(wanted, encoding="utf-8")


def _run(context: click.Context) -> None:
    from tillhouse.verbs.run import command as run

    context.invoke(run)


def _next_steps(folder: Path) -> str:
    published = folder / "published"
    return f"""
What was delivered   {folder / "drops"}   (what is wrong with it: {folder / "drops" / "answer_key"})
What was published   {published / "sales.duckdb"}, {published / "marketing.duckdb"},
                     {published / "operations.duckdb"}, and the same as Parquet beside them

Next:
  cd {folder}
  tillhouse status        what was loaded, what is published
  tillhouse quarantine    which rows were rejected, and why
  tillhouse run           nothing is new; deliver a file to drops/ and it is
  tillhouse init ../shop  a project of your own
"""
