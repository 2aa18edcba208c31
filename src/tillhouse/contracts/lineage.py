"""Which published tables hold what a kind of source brings, read from the queries themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from tillhouse.contracts.models import ModelDoc, read_models

REF = re.compile(r"\bref\(\s*['\"](\w+)['\"]\s*\)")
SCIENCE = re.compile(r"\bsource\(\s*['\"]science['\"]\s*,")
INTAKE = "intake_"


def published_from(kind: str, docs: Iterable[ModelDoc] | None = None) -> tuple[str, ...]:
    """The published tables in which rows of a kind of source may stand, by name.

    Science reads silver's customers, contacts and order lines; a table that reads any of science
    counts as reading these.
    """
    known = list(docs) if docs is not None else read_models()
    readers = _readers(known)
    reached: set[str] = set()
    waiting = [doc.name for doc in known if doc.layer == "staging" and doc.folder == kind]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(readers[name])
    return tuple(sorted(doc.name for doc in known if doc.audience and doc.name in reached))


def _readers(docs: list[ModelDoc]) -> dict[str, set[str]]:
    """Model → the models that read it."""
    readers: dict[str, set[str]] = defaultdict(set)
    for doc in docs:
        query = doc.sql.read_text("utf-8") if doc.sql.is_file() else ""
        for read in REF.findall(query):
            readers[read].add(doc.name)
        if SCIENCE.search(query):
            for read in ("customers", "contacts", "order_lines"):
                readers[read].add(doc.name)
        if doc.layer == "staging" and (entity := doc.meta.get("entity")):
            readers[doc.name].add(f"{INTAKE}{entity}")
    return readers
