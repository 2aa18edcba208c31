"""Before a run: is what is kept as it was left, is it closed to others, what did a kill leave?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tillhouse.lake.watch import look_over
from tillhouse.private import close_to_others
from tillhouse.publish.refusals import refuse_foreign
from tillhouse.publish.swap import Shelf
from tillhouse.scratch import remove_abandoned
from tillhouse.state_kept import LAKE, SECRET

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.lake.bronze import Bronze
    from tillhouse.pipeline.plan import Step
    from tillhouse.state import State

# Below the lake: unfinished copies of refused files, of layouts, of plain Parquet, of downloads.
PARTS = ("refused/*/.*.part", "_layouts/.*.part", "_parquet/.*", "_parquet/*/*/.*.part")
AUDIENCES, DATA_QUALITY = "audiences", "data_quality"


def make_ready(project: Project) -> list[str]:
    """Remove what killed runs left, and close what is not for others; what is to be told.

    Only while nobody else writes: the caller holds the project's lock.
    """
    for path in _leftovers(project):
        with suppress(OSError):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for folder in (None, project.folder, project.own_sources):
        remove_abandoned(folder)
    _clear_shelves(project)
    return [
        f"{path} is open to other users of this machine, and this user may not change that"
        for path in close_to_others(_private_places(project))
    ]


def check_lake(bronze: Bronze, state: State) -> list[str]:
    """Hold the lake against what was noted of it; what was mended.

    Raises `DataError` with every file that is not as it was written.
    """
    found = look_over(bronze, state.kept.of(LAKE))
    found.raise_if_damaged()
    state.kept.keep(LAKE, found.files)
    return found.notes


def refuse_taken_places(project: Project, chosen: Sequence[Step]) -> None:
    """`ConfigError` when something of somebody else lies where a step is to publish.

    Asked before anything is built: a release must not go out by halves.
    """
    wanted = {AUDIENCES: "publish", DATA_QUALITY: "audit"}
    steps = {step.name for step in chosen}
    shelves = [name for name, step in wanted.items() if step in steps]
    found = [it for name in shelves for it in _shelf(project, name).foreign(entries(project, name))]
    refuse_foreign(list(dict.fromkeys(found)))


def entries(project: Project, shelf: str) -> list[str]:
    """The names that readers open of a shelf: a folder and a database for each audience."""
    names = project.audiences.enabled()
    mine = [name for name in names if (name == DATA_QUALITY) == (shelf == DATA_QUALITY)]
    return [entry for name in mine for entry in (name, f"{name}.duckdb")]


def told_secret(project: Project, state: State) -> list[str]:
    """What to say when the secret is not that of the last release (R24)."""
    before = state.kept.word(SECRET)
    if not before or before == project.secret_check():
        return []
    return [
        f"{project.secrets.pseudonym_env} is another secret than that of the last release: all "
        "pseudonyms and coupon codes are other ones now. If that is not meant, put the old secret "
        f"back into {project.folder / '.env'} and run again"
    ]


def _private_places(project: Project) -> list[Path]:
    folders = [project.lake_path, project.warehouse_path, project.state_folder]
    return [*folders, project.folder / ".env"]


def _leftovers(project: Project) -> Iterator[Path]:
    for pattern in PARTS:
        yield from project.lake_path.glob(pattern)
    if project.lake_address:
        yield from project.lake_path.rglob(".*.part")
    yield from project.warehouse_path.glob("*.duckdb.tmp")


def _clear_shelves(project: Project) -> None:
    if not project.publish_path.is_dir():
        return
    with suppress(OSError):
        (project.publish_path / ".next" / ".can_link").unlink(missing_ok=True)
        for name in (AUDIENCES, DATA_QUALITY):
            _shelf(project, name).clear()


def _shelf(project: Project, name: str) -> Shelf:
    return Shelf(project.publish_path, name)
