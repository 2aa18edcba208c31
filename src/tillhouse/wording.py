"""Small matters of English in what a person reads: plurals, and lists that stay short."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 3


def plural(count: int, noun: str, many: str = "") -> str:
    """`1 row`, `1,234 rows`, `2 deliveries`; `many` is for a noun with a plural of its own."""
    return f"{count:,} {noun if count == 1 else many or _many(noun)}"


def _many(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def first_few(lines: Sequence[str], look: str, shown: int = SHOWN) -> list[str]:
    """The first lines, and how many more there are and which command shows them."""
    more = len(lines) - shown
    return [*lines[:shown], *([f"… and {more:,} more: {look}"] if more > 0 else [])]
