"""Is what Tillhouse keeps and publishes as it left it? Looks, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.errors import DataError
from tillhouse.kept import Kept
from tillhouse.lake.bronze import Bronze
from tillhouse.lake.watch import look_over
from tillhouse.pipeline.published import changed_files
from tillhouse.state_kept import LAKE
from tillhouse.wording import plural

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.state import State

SHOWN = 10


def find_damage(project: Project, state: State | None) -> list[DataError]:
    """What is damaged, in the lake and among what is published; without a state what shows by
    itself."""
    known: dict[str, Kept] = state.kept.of(LAKE) if state else {}
    found: list[DataError] = []
    try:
        look_over(Bronze(project.lake_path), known, mend=False).raise_if_damaged()
    except DataError as error:
        found.append(error)
    if state and (lines := changed_files(project, state)):
        found.append(_changed(project, lines))
    return found


def _changed(project: Project, lines: list[str]) -> DataError:
    more = len(lines) - SHOWN
    shown = [*lines[:SHOWN], *([f"… and {more:,} more"] if more > 0 else [])]
    return DataError(
        f"{plural(len(lines), 'published file')} {'is' if len(lines) == 1 else 'are'} not as "
        "published: changed, removed or added by hand",
        where="\n         ".join([str(project.publish_path), *shown]),
        remedy="`tillhouse run` publishes them anew, also when nothing else is new.",
    )
