"""One way through: nothing reads backwards, neither a module nor a query."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# Room → the rooms that it may import. Modules that lie in no room (the verbs, the pipeline and
# what they share) may import every room; no room may import them.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "suggestions": set(),
    "wording": set(),
    "tables": set(),
    "delivered_text": set(),
    "kept": set(),
    "scratch": set(),
    "private": set(),
    "disk": {"errors"},
    "bounds": set(),
    "config": {"errors", "suggestions", "bounds"},
    "questions": {"errors", "suggestions", "wording", "config", "delivered_text"},
    "privacy": {"errors"},
    "demo": {"errors"},
    "lake": {"errors", "disk", "kept", "wording"},
    "sources": {"errors", "suggestions", "lake", "scratch", "bounds", "disk"},
    "onboarding": {
        "errors",
        "suggestions",
        "bounds",
        "questions",
        "sources",
        "contracts",
        "wording",
        "tables",
        "delivered_text",
        "scratch",
    },
    "engines": {"errors", "disk", "private", "scratch"},
    "contracts": {"errors", "engines"},
    "science": {"errors", "engines", "privacy"},
    "publish": {"errors", "engines", "contracts", "disk", "kept"},
}
# Single modules that a room may use although their room is closed to it.
DOORS = {
    ("engines", "contracts.warehouse"): "dbt runs where the models are",
}

# Layer of a model → the layers that its query may read. `bronze` and `science` are dbt sources.
READS: dict[str, set[str]] = {
    "staging": {"bronze", "staging"},
    "intake": {"staging"},
    "silver": {"intake", "silver", "bronze.unreadable_rows", "bronze.row_keys"},
    "gold": {"silver", "science", "gold"},
    "checks": {"silver", "science", "gold", "checks"},
}
REF = re.compile(r"\bref\(\s*['\"](\w+)['\"]\s*\)")
SOURCE = re.compile(r"\bsource\(\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]\s*\)")


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        yield from (name.removeprefix("tillhouse.") for name in names if "tillhouse." in name)


def _is_allowed(room: str, imported: str, known: set[str]) -> bool:
    target = imported.split(".")[0]
    if target == room or target in ROOMS[room] or target not in known:
        return True
    return any(room == at and f"{imported}.".startswith(f"{door}.") for at, door in DOORS)


def test_a_room_imports_only_the_rooms_before_it(modules):
    known = {name.split(".")[0] for name in modules}
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules.items()
        if (room := name.split(".")[0]) in ROOMS
        for imported in _imports(path)
        if not _is_allowed(room, imported, known)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_rooms_stand_in_an_order():
    placed: set[str] = set()
    while left := [room for room in ROOMS if room not in placed]:
        ready = [room for room in left if ROOMS[room] <= placed]
        assert ready, f"these rooms import each other: {left}"
        placed.update(ready)


def test_publishing_and_pictures_know_nothing_of_sources_or_staging(modules):
    reached = [
        f"{name}: {imported}"
        for name, path in modules.items()
        if name.split(".")[0] in ("publish", "dashboard")
        for imported in _imports(path)
        if imported.split(".")[0] in ("sources", "lake", "science", "demo")
    ]
    assert not reached, reached


def _reads(query: Path, layers: dict[str, str]) -> Iterator[tuple[str, str]]:
    text = re.sub(r"\{#.*?#\}|--[^\n]*", "", query.read_text("utf-8"), flags=re.S)
    for name in REF.findall(text):
        yield name, layers.get(name, f"no layer: there is no model {name}")
    for source, table in SOURCE.findall(text):
        own_layer = source if source in ("science", "bronze") else "bronze"
        yield f"{source}.{table}", own_layer


def test_a_query_reads_only_the_layers_before_it(queries):
    layers = {path.rsplit("/", 1)[1]: path.split("/")[0] for path in queries}
    wrong = [
        f"{model} reads {name} ({layer})"
        for model, query in queries.items()
        for name, layer in _reads(query, layers)
        if not {layer, name} & READS[model.split("/")[0]]
    ]
    assert not wrong, "\n".join(wrong)


def test_staging_of_a_source_reads_that_source_alone(queries):
    folders = {path.rsplit("/", 1)[1]: path.rsplit("/", 1)[0] for path in queries}
    wrong = [
        f"{model} reads {name}"
        for model, query in queries.items()
        if model.startswith("staging/")
        for name, _ in _reads(query, folders)
        if folders.get(name, f"staging/{name.split('.')[0]}") != model.rsplit("/", 1)[0]
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_published_to_one_audience_is_not_read_by_another(queries):
    # A mart of marketing read by one of sales would carry personal data there (R24).
    folders = {path.rsplit("/", 1)[1]: path.rsplit("/", 1)[0] for path in queries}
    wrong = [
        f"{model} reads {name}"
        for model, query in queries.items()
        if model.startswith("gold/")
        for name, _ in _reads(query, folders)
        if (place := folders.get(name, "")).startswith("gold/")
        and place not in ("gold/core", "gold/shared", model.rsplit("/", 1)[0])
    ]
    assert not wrong, "\n".join(wrong)
