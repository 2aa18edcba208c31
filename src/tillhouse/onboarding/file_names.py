"""What the name of a file says of its table, and the pattern that takes later files of its name.

In `sales/2024-01-01.csv` the name is a day: it is the folder that says what lies there.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import PurePosixPath

from tillhouse.onboarding.synonyms import VOCABULARY

NUMBERS = re.compile(r"[0-9]+(?:[-_. ]*[0-9]+)*")
ENDINGS = re.compile(r"(\.[a-z]{2,7})+$", re.IGNORECASE)


def stem_of(file: str) -> str:
    """The name without ending and numbers; where nothing is left that says anything, behind the
    folder that does: `sales/*`."""
    base = NUMBERS.sub("*", ENDINGS.sub("", PurePosixPath(file).name))
    folder = folder_of(file) if is_any(base) else ""
    return f"{NUMBERS.sub('*', folder)}/{base}" if folder else base


def is_any(stem: str) -> bool:
    """Whether a name without its numbers may be that of any table."""
    said = re.findall(r"[^\W\d_]+", stem.casefold())
    return all(word in _empty_words() for word in said)


@cache
def _empty_words() -> frozenset[str]:
    listed = tomllib.loads((VOCABULARY / "files.toml").read_text("utf-8")).values()
    return frozenset(word for words in listed for word in words.split())


def folder_of(file: str) -> str:
    """The nearest folder whose name is more than a number or a partition (`day=2024-01-01`)."""
    names = reversed(PurePosixPath(file).parent.parts)
    return next((it for it in names if "=" not in it and not is_any(NUMBERS.sub("", it))), "")


def pattern_of(file: str) -> str:
    """A pattern for a file and for later ones of its name: numbers in it are left open."""
    name = PurePosixPath(file).name
    base, dot, ending = name.partition(".")
    if dot and not re.search(r"[a-z]", ending.split(".")[0], re.I):
        base, ending = name.rsplit(".", 1)
    opened = re.sub(r"[0-9]+", "*", base)
    return f"**/{opened if opened != base else base + '*'}.{ending}"


def pattern_in_folder(file: str) -> str:
    """The same for files of a folder alone; all of them where their names say nothing."""
    folder = re.sub(r"[0-9]+", "*", folder_of(file))
    plain = pattern_of(file)
    return f"**/{folder}/{plain}" if folder else plain
