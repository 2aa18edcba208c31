"""`python -m tillhouse.contracts.pages docs/generated [--check]`: the page of every table.

Pages are made from the YAML beside the models, so they say what the build checks. With
`--check` nothing is written; a page that is not as it would be made ends with exit code 5.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tillhouse.contracts.entities import read_entities
from tillhouse.contracts.models import EVERYBODY, ModelDoc, read_models, tables_by_audience
from tillhouse.contracts.render import grain, render_entity, render_index, render_table
from tillhouse.errors import EXIT_OK, DataError, UserError

UP = "../../../"  # from docs/generated/<section>/<page>.md to the folder of DECISIONS.md
FOR_AUDIENCE = "Tables that this audience opens; others cannot."
SENTENCES = {
    EVERYBODY: "Every audience has a copy of its own.",
    "silver": "One contract per entity, whatever system it came from. Not published.",
    "input": "The columns that the staging models of a source have to bring; any subset of "
    "entities will do, and a missing one is an empty table.",
}
Section = tuple[str, str, list[tuple[str, str, str]]]


def make_pages(docs: Sequence[ModelDoc] | None = None) -> dict[str, str]:
    """Path below `docs/generated` → text, for the index and every page."""
    known = list(docs) if docs is not None else read_models()
    shared = [doc for doc in known if doc.audience == EVERYBODY]
    tables = {
        f"Published to {name}": (name, [doc for doc in own if doc not in shared])
        for name, own in tables_by_audience(known).items()
    }
    tables["Published to everybody"] = (EVERYBODY, shared)
    tables["Silver"] = ("silver", [doc for doc in known if doc.layer == "silver"])
    pages: dict[str, str] = {}
    sections: list[Section] = []
    for heading, (folder, members) in tables.items():
        paths = {f"{folder}/{doc.name}.md": doc for doc in members}
        pages |= {path: render_table(doc, UP) for path, doc in paths.items()}
        listed = [(doc.name, path, grain(doc.description)) for path, doc in paths.items()]
        sections.append((heading, SENTENCES.get(folder, FOR_AUDIENCE), listed))
    entities = {f"input/{entity.name}.md": entity for entity in read_entities(known)}
    pages |= {path: render_entity(entity) for path, entity in entities.items()}
    listed = [(e.name, path, grain(e.description)) for path, e in entities.items()]
    sections.append(("What a source brings", SENTENCES["input"], listed))
    return {"README.md": render_index(section for section in sections if section[2]), **pages}


def write_pages(folder: Path, pages: dict[str, str]) -> list[str]:
    """Write what differs and remove pages of tables that are gone; the paths that changed."""
    changed = stale_pages(folder, pages)
    for name in changed:
        path = folder / name
        if name in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages[name], "utf-8")
        else:
            path.unlink()
    return changed


def stale_pages(folder: Path, pages: dict[str, str]) -> list[str]:
    """Paths that are missing, differ from `pages`, or are not among them."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.md")}
    differing = {
        name
        for name, text in pages.items()
        if name not in there or there[name].read_text("utf-8") != text
    }
    return sorted(differing | (set(there) - set(pages)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the pages; the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tillhouse.contracts.pages", description=__doc__
    )
    parser.add_argument("folder", type=Path, help="where the pages are, normally docs/generated")
    parser.add_argument("--check", action="store_true", help="change nothing; name stale pages")
    chosen = parser.parse_args(arguments)
    try:
        pages = make_pages()
        if chosen.check:
            _require_fresh(chosen.folder, pages)
        else:
            changed = write_pages(chosen.folder, pages)
            print(f"{len(pages)} pages in {chosen.folder}, {len(changed)} of them changed")
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return EXIT_OK


def _require_fresh(folder: Path, pages: dict[str, str]) -> None:
    if stale := stale_pages(folder, pages):
        raise DataError(
            f"{len(stale)} pages are not as their YAML says: {', '.join(stale)}",
            where=str(folder),
            remedy="Run `make docs` and commit what changes.",
        )


if __name__ == "__main__":
    sys.exit(main())
