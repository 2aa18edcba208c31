"""Files are named for things, public functions say what they do, and the text is ours."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

WEAK = {"utils", "util", "helpers", "helper", "misc", "common", "stuff"}
TEXT = {".py", ".sql", ".yml", ".toml", ".md", ".json", ".cfg", ".txt"}
ROOTS = ("src", "warehouse", "tests", "docs", "README.md", "ARCHITECTURE.md", "DECISIONS.md")
# A path of somebody's machine, and what lies beside a checkout (only the tests' data may).
MACHINE = re.compile(r"(?<![\w.~<{}-])/(work|root|home|Users)/\w")
BESIDE = re.compile(r"\.\./" + "shared")


def _files(house: Path) -> Iterator[Path]:
    for root in (
        house / name for name in (*ROOTS, "CONTRIBUTING.md", "Makefile", "pyproject.toml")
    ):
        found = root.rglob("*") if root.is_dir() else [root]
        yield from (path for path in sorted(found) if path.is_file() and path.suffix in {*TEXT, ""})


def _texts(house: Path) -> dict[str, str]:
    return {
        path.relative_to(house).as_posix(): path.read_text("utf-8", errors="replace")
        for path in _files(house)
        if "__pycache__" not in path.parts
    }


def test_no_file_is_named_for_nothing(house):
    named = [path for path in _files(house) if WEAK & {part.split(".")[0] for part in path.parts}]
    assert not named


def test_no_text_names_a_place_of_one_machine(house):
    here = Path(__file__).relative_to(house).as_posix()
    wrong = [
        f"{name}: {line.strip()}"
        for name, text in _texts(house).items()
        if name != here
        for line in text.splitlines()
        if MACHINE.search(line) or (BESIDE.search(line) and not name.startswith("tests/conftest"))
    ]
    assert not wrong, "\n".join(wrong)


def _speaks_for_itself(
    node: ast.FunctionDef | ast.ClassDef, owner: ast.ClassDef | None, known: set[str]
) -> bool:
    # A method of one statement does; what overrides is described where it is first declared.
    if owner is None or isinstance(node, ast.ClassDef):
        return False
    return len(node.body) == 1 or (bool(owner.bases) and node.name in known)


def _public(
    tree: ast.Module,
) -> Iterator[tuple[ast.FunctionDef | ast.ClassDef, ast.ClassDef | None]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node, None
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                        yield part, node


def test_everything_public_has_a_docstring(modules):
    trees = {name: ast.parse(path.read_text("utf-8")) for name, path in modules.items()}
    methods = {
        node.name
        for tree in trees.values()
        for node, owner in _public(tree)
        if owner is not None and ast.get_docstring(node)
    }
    silent = [
        f"{name}.{node.name}"
        for name, tree in trees.items()
        for node, owner in _public(tree)
        if not ast.get_docstring(node) and not _speaks_for_itself(node, owner, methods)
    ]
    assert not silent, silent


def test_every_module_says_what_it_is(modules):
    silent = [
        name
        for name, path in modules.items()
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_test_files_have_names_of_their_own(house):
    # Without packages among the tests, two files of one name stop all tests from being collected.
    files = (house / "tests").rglob("test_*.py")
    names = [path.name for path in files if not (path.parent / "__init__.py").exists()]
    assert not sorted({name for name in names if names.count(name) > 1})
