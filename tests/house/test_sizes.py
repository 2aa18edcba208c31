"""Things stay small enough to be read in one go."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path
from statistics import median

FUNCTION, MODULE, QUERY = 40, 300, 120  # lines that nothing may exceed
USUAL_FUNCTION, USUAL_MODULE, USUAL_QUERY = 12, 200, 60  # lines from which to look again


def _functions(modules: dict[str, Path]) -> Iterator[tuple[str, int]]:
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                yield f"{name}.{node.name}", node.end_lineno - node.lineno + 1


def _lines(files: dict[str, Path]) -> dict[str, int]:
    return {name: len(path.read_text("utf-8").splitlines()) for name, path in files.items()}


def _refuse(found: dict[str, int], limit: int, usual: int) -> None:
    wide = {name: lines for name, lines in found.items() if lines > usual}
    if wide:
        table = "\n".join(f"  {lines:>4}  {name}" for name, lines in sorted(wide.items()))
        warnings.warn(f"longer than the usual {usual} lines:\n{table}", stacklevel=2)
    too_long = {name: lines for name, lines in wide.items() if lines > limit}
    assert not too_long, f"longer than {limit} lines: {too_long}"


def test_no_function_is_longer_than_a_screen(modules):
    _refuse(dict(_functions(modules)), FUNCTION, FUNCTION)


def test_functions_are_short_in_the_median(modules):
    assert median(lines for _, lines in _functions(modules)) <= USUAL_FUNCTION


def test_no_module_is_too_long_to_be_known(modules):
    _refuse(_lines(modules), MODULE, USUAL_MODULE)


def test_no_query_is_too_long_to_be_understood(queries):
    _refuse(_lines(queries), QUERY, USUAL_QUERY)
