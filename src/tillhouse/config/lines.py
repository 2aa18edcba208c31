"""On which line of a TOML file a setting stands; good enough to point at, never wrong to run."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_"'-]+)*)\s*=""")

Path = tuple[str, ...]


def setting_lines(text: str) -> dict[Path, int]:
    """Line number (from 1) of each table header and key, by its path.

    Lines inside multi-line strings or arrays may be taken for keys; such paths are not asked for.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    counts: Counter[Path] = Counter()  # of each `[[name]]`, whose settings are name.0, name.1, ...
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = _dotted(header.group(2))
            found.setdefault(table, number)
            if header.group(1) == "[[":
                counts[table] += 1
                table = (*table, str(counts[table] - 1))
                found[table] = number
        elif key := _KEY.match(line):
            found.setdefault(table + _dotted(key.group(1)), number)
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """The line of a setting, or of the nearest table around it."""
    for length in range(len(path), 0, -1):
        if (number := lines.get(path[:length])) is not None:
            return number
    return None


def _dotted(name: str) -> Path:
    try:
        nested = tomllib.loads(f"{name} = 0")
    except tomllib.TOMLDecodeError:
        return (name,)
    path: list[str] = []
    value: object = nested
    while isinstance(value, dict):
        key, value = next(iter(value.items()))
        path.append(key)
    return tuple(path)
