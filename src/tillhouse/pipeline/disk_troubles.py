"""Errors of disks and folders in a run, told with the place that they are about."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tillhouse.config import Project
from tillhouse.disk import disk_error, place_of
from tillhouse.errors import UserError

STATE = "the state of the project"
STANDS = "What is published stands."
# The libraries that read and write files for us; of anything else an error is a mistake of ours.
LIBRARIES = ("duckdb", "_duckdb", "pyarrow", "deltalake", "_internal", "builtins")
STEP_WRITES = {"bronze": "[lake] path", "audit": "[publish] path", "publish": "[publish] path"}


@contextmanager
def explained(project: Project, step: str = "") -> Iterator[None]:
    """Turn what a disk refuses into a `ConfigError`; all else passes as it is."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        if (told := explain(project, error, step)) is None:
            raise
        raise told from error


def explain(project: Project, error: Exception, step: str = "") -> UserError | None:
    """What the error says of a disk or folder of the project; None for any other error."""
    places = _places(project)
    if isinstance(error, sqlite3.Error):
        return disk_error(error, places[STATE], STATE, STANDS)
    is_of_files = isinstance(error, OSError) or type(error).__module__.split(".")[0] in LIBRARIES
    if not is_of_files:
        return None
    usual = STEP_WRITES.get(step.partition(".")[0], "[warehouse] path" if step else STATE)
    named = getattr(error, "filename", None)
    elsewhere = ("a file or folder outside of the project's", Path(str(named))) if named else None
    setting, place = place_of(error, places) or elsewhere or (usual, places[usual])
    return disk_error(error, place, setting, STANDS)


def _places(project: Project) -> dict[str, Path]:
    found = {
        "[lake] path": project.lake_path,
        "[warehouse] path": project.warehouse_path,
        "[publish] path": project.publish_path,
        STATE: project.state_folder,
    }
    try:
        return {"the temporary folder (TMPDIR)": Path(tempfile.gettempdir()), **found}
    except OSError:
        return found
