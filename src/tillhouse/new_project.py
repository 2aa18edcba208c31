"""Write a new project: the project file, an `.env` with a fresh secret, a `.gitignore`."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tillhouse.errors import ConfigError

FILE_NAME = "tillhouse.toml"
SECRET_BYTES = 32
WALKED_THROUGH = 0o710
GITIGNORE = "/.env\n/.tillhouse/\n/lake/\n/warehouse/\n/published/\n"
EXAMPLE = """\
# [sources.orders]
# kind = "retail_org"
# location = "drops/orders"

# [sources.pos]
# kind = "pos"
# location = "drops/pos"
"""


@dataclass(frozen=True)
class NewSource:
    """One `[sources.<name>]` table."""

    name: str
    kind: str
    location: str


@dataclass(frozen=True)
class NewProject:
    """What the new project file says; the rest has defaults."""

    name: str = "My shop"
    time_zone: str = "UTC"
    currency: str = "USD"
    country: str = "US"
    sources: tuple[NewSource, ...] = ()


def write_project(folder: Path, project: NewProject, *, overwrite: bool = False) -> list[Path]:
    """Write the files into `folder` (made if need be); returns those written.

    Refuses to overwrite a project file. An `.env` or `.gitignore` that is there stays as it is:
    a new secret would change every pseudonym and coupon code.
    """
    file = folder / FILE_NAME
    if file.exists() and not overwrite:
        raise ConfigError(
            f"There is a {FILE_NAME} already",
            where=str(file),
            remedy="Edit it, choose another folder, or give --force to write it anew",
        )
    written = [file]
    try:
        _make(folder)
        file.write_text(_project_text(project), encoding="utf-8")
        if _write_new(folder / ".env", _environment_text(), mode=0o600):
            written.append(folder / ".env")
        if _write_new(folder / ".gitignore", GITIGNORE, mode=0o600):
            written.append(folder / ".gitignore")
    except OSError as error:
        raise ConfigError(
            f"The project cannot be written: {error.strerror}",
            where=str(error.filename or folder),
            remedy="Choose a folder that you may write to",
        ) from None
    return written


def _make(folder: Path) -> None:
    """Those who may read what is published walk through the folder of the project to it; what
    else lies there is for its owner alone."""
    if not folder.is_dir():
        _make(folder.parent)
        folder.mkdir()
        folder.chmod(WALKED_THROUGH)


def _project_text(project: NewProject) -> str:
    template = (files("tillhouse.templates") / FILE_NAME).read_text(encoding="utf-8")
    values = {
        "name": _quoted(project.name),
        "time_zone": _quoted(project.time_zone),
        "currency": _quoted(project.currency),
        "country": _quoted(project.country),
        "sources": _sources_text(project.sources) or EXAMPLE,
    }
    for key, value in values.items():
        template = template.replace(f"{{{key}}}", value, 1)
    return template


def _sources_text(sources: tuple[NewSource, ...]) -> str:
    return "\n".join(
        f"[sources.{source.name}]\nkind = {_quoted(source.kind)}\n"
        f"location = {_quoted(source.location)}\n"
        for source in sources
    )


def _environment_text() -> str:
    return (
        "# Secrets of this project. Keep this file out of version control and make a safe copy:\n"
        "# with another value, pseudonyms and coupon codes change.\n"
        f"TILLHOUSE_SECRET={secrets.token_urlsafe(SECRET_BYTES)}\n"
    )


def _write_new(file: Path, text: str, *, mode: int) -> bool:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    return True


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
