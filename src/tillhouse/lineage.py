"""Which entities each table of gold needs, read from the queries themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from tillhouse.contracts.models import ModelDoc, read_models

REF = re.compile(
    r"(left join|from|join)\s*\(?\s*\{\{\s*(?:ref\(\s*'(\w+)'|source\('science',\s*'(\w+)')"
)
READ = re.compile(r"\bsilver\.(\w+)")
INTAKE = "intake_"


@dataclass(frozen=True)
class Lineage:
    """`reads`: model → the models that it reads; `needs`: those without which it has no row."""

    docs: tuple[ModelDoc, ...]
    reads: Mapping[str, frozenset[str]]
    needs: Mapping[str, frozenset[str]]

    @property
    def marts(self) -> list[ModelDoc]:
        """The tables that some audience opens."""
        return [doc for doc in self.docs if doc.audience]

    def entities(self, model: str, *, only_needed: bool = False) -> set[str]:
        """The entities that a model is made from; only those that it cannot be filled without."""
        edges = self.needs if only_needed else self.reads
        return {it.removeprefix(INTAKE) for it in _closure(model, edges) if it.startswith(INTAKE)}

    def first_empty(self, model: str, rows: Mapping[str, int]) -> str:
        """The model nearest to the sources that has no row and makes this one empty."""
        empty = [it for it in sorted(_closure(model, self.needs)) if rows.get(it) == 0]
        roots = [it for it in empty if not any(up in empty for up in self.needs.get(it, ()))]
        return min(roots, key=lambda it: (len(_closure(it, self.needs)), it), default=model)


def read_lineage() -> Lineage:
    """The lineage of all packaged models; what science reads is read from its queries."""
    docs = tuple(doc for doc in read_models() if doc.layer in ("intake", "silver", "gold"))
    reads: dict[str, frozenset[str]] = {}
    needs: dict[str, frozenset[str]] = {}
    for doc in docs:
        found = REF.findall(doc.sql.read_text("utf-8")) if doc.layer != "intake" else []
        reads[doc.name] = frozenset(ref or science for _, ref, science in found)
        needs[doc.name] = frozenset(ref or it for how, ref, it in found if how != "left join")
        for name in (science for _, _, science in found if science):
            reads[name] = needs[name] = _read_by_science()
    return Lineage(docs, reads, needs)


def missing_for(lineage: Lineage, mart: str, brought: Collection[str]) -> list[str]:
    """Entities that a mart shows something of and that nothing brings."""
    return sorted(lineage.entities(mart) - set(brought))


def _read_by_science() -> frozenset[str]:
    from tillhouse.science import steps

    return frozenset(READ.findall(Path(steps.__file__).read_text("utf-8")))


def _closure(model: str, edges: Mapping[str, frozenset[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [model]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += edges.get(name, ())
    return seen
