"""Small matters of English in what a person reads: plurals, and lists that stay short."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHOWN = 3
# What moves the cursor, colours the screen or turns the direction of writing, but for tab and line.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def on_screen(text: str) -> str:
    """A text as it may be shown: what a name or value holds is never a command to the terminal."""
    return CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


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
