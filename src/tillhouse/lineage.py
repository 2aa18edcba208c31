"""What each table is made from, read from the queries themselves, so that it cannot go stale."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tillhouse.contracts.models import ModelDoc, read_models
from tillhouse.needed_models import Needed, needed_models

REF = re.compile(r"""\bref\(\s*['"](\w+)['"]|\bsource\(\s*['"]science['"]\s*,\s*['"](\w+)""")
JOINED = re.compile(r"\bsilver\.(\w+)")
NEEDED = re.compile(r"\bfrom\s+silver\.(\w+)")
INTAKE = "intake_"
LAYERS = ("staging", "intake", "silver", "gold")


@dataclass(frozen=True)
class Lineage:
    """`reads`: model → the models that it reads; `needs`: those without which it has no row.

    Those that are `always_filled` have the member that stands for what is not known.
    """

    docs: tuple[ModelDoc, ...]
    reads: Mapping[str, frozenset[str]]
    needs: Mapping[str, frozenset[str]]
    always_filled: frozenset[str] = frozenset()

    @property
    def marts(self) -> list[ModelDoc]:
        """The tables that some audience opens."""
        return [doc for doc in self.docs if doc.audience]

    def entities(self, model: str, *, only_needed: bool = False) -> set[str]:
        """The entities that a model is made from; only those that it cannot be filled without."""
        if only_needed and model in self.always_filled:
            return set()
        edges = self.needs if only_needed else self.reads
        return {it.removeprefix(INTAKE) for it in _closure(model, edges) if it.startswith(INTAKE)}

    def first_empty(self, model: str, rows: Mapping[str, int]) -> str:
        """The model nearest to the sources that has no row and makes this one empty."""
        empty = [it for it in sorted(_closure(model, self.needs)) if rows.get(it) == 0]
        roots = [it for it in empty if not any(up in empty for up in self.needs.get(it, ()))]
        return min(roots, key=lambda it: (len(_closure(it, self.needs)), it), default=model)


def read_lineage(known: Iterable[ModelDoc] | None = None) -> Lineage:
    """The lineage of the packaged models; what science reads is read from its queries."""
    docs = tuple(doc for doc in known or read_models() if doc.layer in LAYERS)
    brought = {doc.name: f"{INTAKE}{doc.meta.get('entity')}" for doc in docs if _is_staging(doc)}
    reads: dict[str, frozenset[str]] = {}
    needs: dict[str, frozenset[str]] = {}
    needed: dict[str, Needed] = {}
    for doc in docs:
        query = doc.sql.read_text("utf-8") if doc.layer in ("silver", "gold") else ""
        staging = (name for name, intake in brought.items() if intake == doc.name)
        reads[doc.name] = frozenset((*_references(query), *staging))
        needed[doc.name] = needed_models(query)
        for name in _science(query):
            reads[name], needs[name] = _read_by_science(name)
    always = frozenset(name for name, it in needed.items() if it.is_always_filled)
    for name, it in needed.items():
        needs[name] = frozenset(
            other for other, is_known in it.models.items() if is_known or other not in always
        )
    return Lineage(docs, reads, needs, always)


def published_from(kind: str, lineage: Lineage) -> tuple[str, ...]:
    """The published tables in which rows of a kind of source may stand, by name."""
    brought = {doc.name for doc in lineage.docs if _is_staging(doc) and doc.folder == kind}
    found = (doc.name for doc in lineage.marts if brought & _closure(doc.name, lineage.reads))
    return tuple(sorted(found))


def missing_for(lineage: Lineage, mart: str, brought: Collection[str]) -> list[str]:
    """Entities that a mart shows something of and that nothing brings."""
    return sorted(lineage.entities(mart) - set(brought))


def _is_staging(doc: ModelDoc) -> bool:
    return doc.layer == "staging"


def _references(query: str) -> list[str]:
    return [ref or science for ref, science in REF.findall(query)]


def _science(query: str) -> list[str]:
    return [science for _, science in REF.findall(query) if science]


def _read_by_science(table: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tables of silver that a table of science is made from, and those that it needs."""
    from tillhouse.science.queries import NEEDS, READS

    read = frozenset(JOINED.findall(" ".join(READS[table])))
    return read, frozenset(NEEDED.findall(" ".join(NEEDS[table])))


def _closure(model: str, edges: Mapping[str, frozenset[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [model]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += edges.get(name, ())
    return seen
