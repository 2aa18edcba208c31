"""`tillhouse generate`: the files of a sample shop."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillhouse.verbs.options import Invocation, json_option, pass_invocation, quiet_option

if TYPE_CHECKING:
    from tillhouse.demo.shop import ShopSummary

SYSTEMS = ("orders", "pos", "crm", "erp", "api")


@click.command("generate", short_help="Make the files of a sample shop of any size.")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="1 is about 5,000 customers and 500,000 sales lines in two years.",
)
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=730,
    show_default=True,
    help="How many days up to the last one.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=7,
    show_default=True,
    help="Another seed makes another shop; the same one makes the same bytes.",
)
@click.option(
    "--last-day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    default="2025-12-31",
    show_default=True,
    help="The last day of sales.",
)
@click.option(
    "--system",
    "systems",
    type=click.Choice(SYSTEMS),
    multiple=True,
    help="Only this system; can be given several times. [default: all]",
)
@json_option
@quiet_option
@pass_invocation
def command(
    invocation: Invocation,
    target: Path,
    scale: float,
    days: int,
    seed: int,
    last_day: date,
    systems: tuple[str, ...],
) -> None:
    """Make the files of a sample shop in TARGET, one folder per system.

    They hold mistakes of every kind that real deliveries have; TARGET/answer_key says which
    rows, and what must become of them.
    """
    from tillhouse.demo.shop import generate_shop

    summary = generate_shop(
        target,
        scale=scale,
        days=days,
        seed=seed,
        last_day=date(last_day.year, last_day.month, last_day.day),
        systems=systems or None,
        progress=invocation.progress().report,
    )
    _tell(invocation, target, summary)


def _tell(invocation: Invocation, target: Path, summary: ShopSummary) -> None:
    if invocation.is_json:
        facts = {"target": target, "files": summary.files, "rows": summary.rows}
        invocation.put_json({**facts, "seconds": round(summary.seconds, 3)})
    invocation.say(
        f"made {summary.total_files:,} files with {summary.total_rows:,} rows"
        f" in {target} ({summary.seconds:.1f} s)"
    )
    invocation.say(f"what is wrong with them on purpose: {summary.answer_key}")
