"""Which delivered columns the staging models of a kind name, read from their text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tillhouse.contracts.staging import model_folder
from tillhouse.contracts.warehouse import warehouse_folder

# Also the list of all delivered columns by which copies of a row are known: that uses none of them.
COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}|\{%-? *set delivered = \[.*?\] *-?%\}", re.DOTALL)
READS = re.compile(r"source\(\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]\s*\)")
ALIAS = re.compile(r"\bas\s+\w+", re.IGNORECASE)  # a name that is given is no name that is read
WORD = re.compile(r"[a-z_][a-z0-9_]*")


def named_columns(kind: str, own: Path | None = None) -> dict[str, set[str]]:
    """Table → every word in the models and macros that read it; none for one that none reads."""
    return words_by_table(kind, _texts(kind, own))


def words_by_table(kind: str, texts: Iterable[str]) -> dict[str, set[str]]:
    """The same of given texts of SQL."""
    found: dict[str, set[str]] = {}
    for text in texts:
        plain = COMMENT.sub(" ", text)
        tables = {table for of, table in READS.findall(plain) if of == kind}
        words = set(WORD.findall(ALIAS.sub(" ", plain).lower())) if tables else set()
        for table in tables:
            found.setdefault(table, set()).update(words)
    return found


def _texts(kind: str, own: Path | None) -> Iterator[str]:
    for folder in (model_folder(kind, own), warehouse_folder() / "macros"):
        for file in sorted(folder.rglob("*.sql")):
            yield file.read_text("utf-8")
