"""Text from outside gets into generated files by `delivered_text` alone.

What a deliverer names or writes stands in a few attributes. A piece of SQL or of a template that is
put together from one of them must take it through one of the functions that make data of it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# Attributes that hold text as it was delivered.
DELIVERED = {
    *("original", "label", "sheet", "sheets", "file", "files", "relative", "patterns"),
    *("relations", "example", "example_date", "kept_words", "nothing_words", "examples"),
}
MADE_DATA = {"literal", "argument", "comment", "toml_value", "yaml_text", "table_cell"}
ROOMS = ("onboarding", "questions")
MARKS = ("{{", "{%", "'")  # of a template, or of a text in SQL


def _code(modules: dict[str, Path]) -> Iterator[tuple[str, ast.AST]]:
    for name, path in modules.items():
        if name.split(".")[0] in ROOMS:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield name, node


def _pieces(text: ast.JoinedStr) -> Iterator[tuple[str, ast.expr]]:
    """Each value of an f-string with the text right before it."""
    before = ""
    for part in text.values:
        if isinstance(part, ast.Constant):
            before = str(part.value)
        elif isinstance(part, ast.FormattedValue):
            yield before, part.value
            before = ""


def _is_raw(value: ast.expr) -> bool:
    """Whether a value is delivered text that no function has made data of."""
    if isinstance(value, ast.Call) and getattr(value.func, "id", "") in MADE_DATA:
        return False
    return isinstance(value, ast.Attribute) and value.attr in DELIVERED


def _wrong(name: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        for before, value in _pieces(node):
            if _is_raw(value) and (before.rstrip().endswith(MARKS) or "-- " in before):
                yield f"{name}, line {node.lineno}: {ast.unparse(value)}"
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if is_call and ast.unparse(node.func).endswith(".top.append") and "selects" not in name:
        yield f"{name}, line {node.lineno}: a line above a query is written by note or set"


def test_delivered_text_is_put_into_sql_and_templates_as_data(modules: dict[str, Path]) -> None:
    wrong = [it for name, node in _code(modules) for it in _wrong(name, node)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "f\"case when x then '{column.original}' end\"",
        'f"{{{{ clean({column.original}) }}}} {{{{ {table.label} }}}}"',
        'f"-- from {table.label}"',
        'model.query.top.append("-- x")',
    ],
)
def test_the_known_wrong_ways_are_seen(code: str) -> None:
    found = [it for node in ast.walk(ast.parse(code)) for it in _wrong("onboarding.x", node)]
    assert found


def test_the_right_way_is_let_through() -> None:
    code = 'f"case when x then {literal(column.original)} end"'
    assert not [it for node in ast.walk(ast.parse(code)) for it in _wrong("onboarding.x", node)]
