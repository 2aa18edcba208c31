"""The `.env` file beside the project file: KEY=VALUE lines, weaker than the real environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from tillhouse.errors import ConfigError

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def read_environment(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """`folder/.env` overlaid by `environ`. Errors name the line, never what stands on it."""
    return {**_read_file(folder / ".env"), **environ}


def _read_file(file: Path) -> dict[str, str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(
            f"The environment file cannot be read: {reason}",
            where=str(file),
            remedy="Make it a UTF-8 text file that you can read, with KEY=VALUE lines",
        ) from None
    values = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            raise ConfigError(
                "A line of the environment file is not KEY=VALUE",
                where=f"{file}, line {number}",
                remedy="Write it as NAME=value, or begin it with # to make it a comment",
            )
        values[match.group(1)] = _unquoted(match.group(2))
    return values


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.split(" #", 1)[0].rstrip()
