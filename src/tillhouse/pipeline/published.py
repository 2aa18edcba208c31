"""Is what readers open what was published? Noted after each release, asked before each run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tillhouse.pipeline.upkeep import AUDIENCES, DATA_QUALITY, entries
from tillhouse.publish.seal import changes, seal
from tillhouse.state_kept import SECRET

if TYPE_CHECKING:
    from tillhouse.config import Project
    from tillhouse.state import State


def seal_release(project: Project, state: State, shelf: str) -> None:
    """Note how the files of a release are that has just gone out."""
    state.kept.keep(_place(shelf), seal(project.publish_path, entries(project, shelf)))
    if shelf == AUDIENCES:
        state.kept.note_word(SECRET, project.secret_check())


def seal_unsealed(project: Project, state: State) -> None:
    """Note a release of before there were notes, as it is."""
    for shelf in (AUDIENCES, DATA_QUALITY):
        if not state.kept.of(_place(shelf)):
            seal_release(project, state, shelf)


def changed_since(project: Project, state: State) -> list[str]:
    """What of the last release is not as it was published, a line for each file.

    Of a release of before there were notes, which files are gone.
    """
    if not state.kept.of(_place(AUDIENCES)):
        databases = [it for it in entries(project, AUDIENCES) if it.endswith(".duckdb")]
        return [f"{it} is gone" for it in databases if not (project.publish_path / it).exists()]
    return changed_files(project, state)


def changed_files(project: Project, state: State) -> list[str]:
    """What is not as it was noted; nothing where nothing was noted yet."""
    sealed = state.kept.of(_place(AUDIENCES)) | state.kept.of(_place(DATA_QUALITY))
    return changes(project.publish_path, sealed)


def _place(shelf: str) -> str:
    return f"published.{shelf}"
