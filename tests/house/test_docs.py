"""Docs that cannot go stale: pages are made again, commands exist, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_arrows import ROOMS

from tillhouse.cli import VERBS
from tillhouse.contracts.pages import make_pages, stale_pages

BY_HAND = ("README.md", "ARCHITECTURE.md", "DECISIONS.md", "CONTRIBUTING.md")
COMMAND = re.compile(r"(?:^|`|\n)\s*(?:\$ )?(make|tillhouse) ([a-z][a-z-]*)")
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)?(?:#([\w-]+))?\)")


@pytest.fixture(scope="module")
def documents(house):
    pages = [house / name for name in BY_HAND] + sorted((house / "docs").rglob("*.md"))
    pages += sorted((house / "src").rglob("README.md"))
    return {path: path.read_text("utf-8") for path in pages}


def test_generated_pages_are_as_their_yaml_says(house):
    stale = stale_pages(house / "docs" / "generated", make_pages())
    assert not stale, "run `make docs`"


def test_commands_in_the_documents_exist(house, documents):
    targets = set(re.findall(r"^([a-z-]+):", (house / "Makefile").read_text("utf-8"), re.M))
    verbs = set(VERBS)
    known = {"make": targets, "tillhouse": verbs}
    unknown = [
        f"{path.name}: {tool} {verb}"
        for path, text in documents.items()
        for tool, verb in COMMAND.findall(_code(text))
        if verb not in known[tool]
    ]
    assert not unknown


def _code(text: str) -> str:
    fenced = re.findall(r"```(?:sh|bash|console)?\n(.*?)```", text, re.S)
    return "\n".join([*fenced, *re.findall(r"`[^`\n]+`", text)])


def test_links_lead_to_files_and_headings_that_exist(documents):
    broken = [
        f"{path.name}: {target}#{anchor}"
        for path, text in documents.items()
        for target, anchor in LINK.findall(text)
        if not target.startswith(("http:", "https:", "mailto:"))
        and not _exists(path, target, anchor)
    ]
    assert not broken


def _exists(page: Path, target: str, anchor: str) -> bool:
    path = page.parent / target if target else page
    return path.exists() and (not anchor or f'<a id="{anchor}"></a>' in path.read_text("utf-8"))


def test_the_readme_shows_the_two_commands_that_matter(documents, house):
    readme = documents[house / "README.md"]
    assert "make demo" in readme
    assert "make test" in readme


def test_the_modules_and_macros_that_the_architecture_names_exist(house, documents):
    """Names without a folder lie beside others of the same line, or in the room of onboarding."""
    page = documents[house / "ARCHITECTURE.md"]
    named = set(re.findall(r"`([\w/.]+\.(?:py|sql|yml)|[a-z]\w*(?:/[a-z]\w*)*/)`", page))
    homes = [house, house / "src/tillhouse", house / "src/tillhouse/onboarding"]
    homes += [house / "warehouse", house / "warehouse/models"]
    missing = [it for it in sorted(named) if not any((home / it).exists() for home in homes)]
    assert len(named) > 40
    assert not missing


def test_the_tables_that_the_architecture_names_exist(house, documents):
    page = documents[house / "ARCHITECTURE.md"]
    named = set(re.findall(r"`(silver|checks)\.(\w+)`", page))
    models = house / "warehouse" / "models"
    assert named
    assert all((models / layer / f"{table}.sql").is_file() for layer, table in named), named


def test_the_rooms_of_the_architecture_are_those_that_the_arrows_hold(house, documents):
    rows = re.findall(
        r"^\| `(\w+)/` \|[^|]*\| ([^|]*?) ?\|$", documents[house / "ARCHITECTURE.md"], re.M
    )
    told = {room: ROOMS.keys() & may.split(", ") for room, may in rows if room in ROOMS}
    for_all = {"errors", "suggestions", "wording", "tables", "delivered_text"}
    for_all |= {"disk", "kept", "private", "scratch", "bounds"}
    assert told == {room: ROOMS[room] - for_all for room in ROOMS if room not in for_all}
