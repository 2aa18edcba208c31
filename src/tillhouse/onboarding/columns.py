"""For each column of the contracts the names that mean it, read from `vocabulary/columns.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from tillhouse.onboarding.synonyms import VOCABULARY

LETTERS = "="  # begins a name that is taken letter for letter


@cache
def column_names() -> dict[str, dict[str, list[str]]]:
    """Entity → column → phrases of meanings (`customer id`) and names (`=cardcode`), best first."""
    found: dict[str, dict[str, list[str]]] = tomllib.loads(
        (VOCABULARY / "columns.toml").read_text("utf-8")
    )
    return found
