"""Nearest known names, for "did you mean". Imports nothing heavy: every room may use it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is like it."""
    by_folded = {_folded(candidate): candidate for candidate in sorted(known)}
    matches = get_close_matches(_folded(name), by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A remedy: the nearest name if there is one, else the whole list of known names."""
    names = sorted(known)
    match = nearest(name, names)
    if match:
        return f"did you mean {match!r}?"
    return f"known: {', '.join(names)}" if names else ""


def _folded(name: str) -> str:
    return name.lower().replace("-", "_").replace(" ", "_")
