"""The table of a source in the project file: appended, or given another place; all else stays."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tillhouse.config.lines import setting_lines
from tillhouse.config.locations import way_of
from tillhouse.delivered_text import toml_value
from tillhouse.errors import ConfigError
from tillhouse.scratch import scratch_prefix

VALUE = re.compile(r"""^(\s*[\w"']+\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*')(.*)$""", re.DOTALL)
ADDED, MOVED, KEPT = "added", "moved", "kept"


def put_source(file: Path, name: str, settings: Mapping[str, str]) -> str:
    """Let the project file say where a source lies (`location`, `user_env`, `password_env`).

    Returns whether its table was added, its place changed, or both were so already. Raises
    `ConfigError` where the place is written in a way that is not changed by itself.
    """
    text = file.read_text(encoding="utf-8-sig")
    known = tomllib.loads(text).get("sources", {}).get(name)
    if known is None:
        _write(file, text.rstrip("\n") + "\n\n" + _table(name, settings))
        return ADDED
    wanted = {key: value for key, value in settings.items() if value}
    if all(known.get(key) == value for key, value in wanted.items()):
        return KEPT
    new = _moved(text, name, wanted)
    if not _says(new, name, wanted):
        raise ConfigError(
            f"The project file says in its own way where {name} lies; it is as it was.",
            where=f"{file} [sources.{name}]",
            remedy=f"Write there: location = {toml_value(wanted['location'])}",
        )
    _write(file, new)
    return MOVED


def _table(name: str, settings: Mapping[str, str]) -> str:
    lines = [f"[sources.{name}]", f"kind = {toml_value(name)}"]
    lines += [f"{key} = {toml_value(value)}" for key, value in settings.items() if value]
    return "\n".join(lines) + "\n"


def _moved(text: str, name: str, wanted: Mapping[str, str]) -> str:
    """The text with other values in the source's lines; a folder needs no user and password."""
    at = {path[2]: line for path, line in setting_lines(text).items() if _is_of(path, name)}
    lines = text.splitlines(keepends=True)
    first = at.get("location")
    if first is None:
        return text
    added = ""
    for key, value in wanted.items():
        if key in at:
            lines[at[key] - 1] = _with_value(lines[at[key] - 1], value)
        else:
            added += f"{key} = {toml_value(value)}\n"
    lines[first - 1] = lines[first - 1].rstrip("\n") + "\n" + added
    if way_of(wanted["location"]) == "files":
        gone = [at[key] - 1 for key in ("user_env", "password_env") if key in at]
        lines = [line for number, line in enumerate(lines) if number not in gone]
    return "".join(lines)


def _is_of(path: tuple[str, ...], name: str) -> bool:
    return len(path) == 3 and path[:2] == ("sources", name)


def _with_value(line: str, value: str) -> str:
    return VALUE.sub(lambda found: found[1] + toml_value(value) + found[3], line)


def _says(text: str, name: str, wanted: Mapping[str, str]) -> bool:
    try:
        table = tomllib.loads(text)["sources"][name]
    except (tomllib.TOMLDecodeError, KeyError):
        return False
    return all(table.get(key) == value for key, value in wanted.items())


def _write(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=scratch_prefix("."), dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    shutil.copymode(file, name)
    Path(name).replace(file)
