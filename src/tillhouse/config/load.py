"""Find, read and check the project file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from tillhouse.config.environment import read_environment
from tillhouse.config.problems import describe
from tillhouse.config.project import Project
from tillhouse.errors import ConfigError

FILE_NAME = "tillhouse.toml"


def find_project_file(start: Path) -> Path | None:
    """The project file in `start` or the nearest folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / FILE_NAME).is_file():
            return candidate / FILE_NAME
    return None


def load_project(path: Path | None = None, *, environ: Mapping[str, str] | None = None) -> Project:
    """Read the project file at `path` (a file or its folder), or the nearest one from here up.

    Raises `ConfigError` with every problem at once, each with its line.
    """
    file = _locate(path)
    text = _read(file)
    try:
        project = Project.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"The project file is not valid TOML: {error}",
            where=str(file),
            remedy='Mend that line; text stands in quotes: name = "My shop"',
        ) from None
    except ValidationError as error:
        raise _refusal(error, file, text) from None
    project._file = file
    project._environment = read_environment(file.parent, os.environ if environ is None else environ)
    return project


def _locate(path: Path | None) -> Path:
    if path is None:
        found = find_project_file(Path.cwd())
        if found is None:
            raise ConfigError(
                f"There is no {FILE_NAME} here",
                where=f"{Path.cwd()} and the folders above it",
                remedy="Run `tillhouse init` to write one, or name one with --project PATH",
            )
        return found
    file = path / FILE_NAME if path.is_dir() else path
    if not file.is_file():
        raise ConfigError(
            "There is no project file at that place",
            where=str(file),
            remedy=f"Give the path of a {FILE_NAME}; `tillhouse init FOLDER` writes one",
        )
    return file.resolve()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"The project file cannot be read: {reason}",
            where=str(file),
            remedy="Save it as UTF-8 text that you may read",
        ) from None


def _refusal(error: ValidationError, file: Path, text: str) -> ConfigError:
    problems = describe(error, text, Project)
    if len(problems) == 1:
        what = f"The project file has a problem: {problems[0]}"
    else:
        listed = "\n".join(f"  {problem}" for problem in problems)
        what = f"The project file has {len(problems)} problems:\n{listed}"
    return ConfigError(what, where=str(file), remedy="Mend it, then run `tillhouse check`")
