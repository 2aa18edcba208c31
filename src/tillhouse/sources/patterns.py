"""Patterns by which a table takes files, sheets and relations."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache


def is_pattern(name: str) -> bool:
    """Whether a name of a sheet or relation is a pattern; see `escaped` for one with its signs."""
    return any(sign in name for sign in "*?[")


def escaped(name: str) -> str:
    """A name of a sheet or relation, spelled so that it stands for itself alone."""
    return re.sub(r"([*?[])", r"[\1]", name)


def fits(name: str, pattern: str) -> bool:
    """Whether a name is the one meant or fits the pattern, without regard to case."""
    return fnmatchcase(name.casefold(), pattern.casefold())


def weight_of(glob: str, path: str) -> int | None:
    """How many characters a pattern fixes of a relative path; None if it does not match."""
    return weight(glob) if compiled(glob).fullmatch(path.casefold()) else None


def weight(glob: str) -> int:
    """The characters that a pattern fixes, but for the extension: `.csv.gz` is no more specific."""
    return len(re.sub(r"\.[a-z.*]+$|[*?]", "", glob))


@lru_cache(maxsize=1024)
def compiled(glob: str) -> re.Pattern[str]:
    """`**/` is any number of folders (also none), `*` and `?` stay inside one name."""
    parts = re.split(r"(\*\*/|\*|\?)", glob.casefold())
    special = {"**/": r"(?:.*/)?", "*": r"[^/]*", "?": r"[^/]"}
    return re.compile("".join(special.get(part, re.escape(part)) for part in parts), re.DOTALL)
