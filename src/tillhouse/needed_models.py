"""Which models a query cannot be filled without, read from its text.

That is what its first branch is taken from and joined with, but for what it merely looks up (left
and full joins); without rows of the other branches it still has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tillhouse.contracts.warehouse import macro_texts

REF = r"\bref\(\s*['\"](\w+)['\"]|\bsource\(\s*['\"]science['\"]\s*,\s*['\"](\w+)"
# Also the union between the turns of a loop, of which the text holds one.
COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}|\{\{ *'union all'[^}]*\}\}", re.DOTALL)
NAMED = re.compile(r"\b(\w+)\s+as\s*\(\s*(?=with\b|select\b|\{)", re.IGNORECASE)
# A filter that only the things of a list pass.
LISTED = re.compile(r"\bwhere\b.*?\b(customer|product|store|employee)_key <> 'unknown'", re.DOTALL)
TAKEN = re.compile(
    r"(?P<how>\bleft join|\bfull join|\bfull outer join|\bleft outer join|\bnot in\b|\bnot exists\b"
    r"|\bfrom|\bjoin|\bin\b|\bexists\b)\s*(?:\{\{-?\s*(?:"
    + REF
    + r"|(?P<macro>\w+)\()|(?P<sub>\()|(?P<name>\w+))",
    re.IGNORECASE,
)
LOOKED_UP = ("left", "full", "not")
CONSTANT = re.compile(r"\bselect 1 as\b|\bunknown_member\b", re.IGNORECASE)
KNOWN = re.compile(r"\bwhere\b.*(?<!not )\b(?:\w+\.)?is_known\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Needed:
    """`models` → whether only their known members count. A model that `is_always_filled` has a row
    before anything comes: the member that stands for what is not known."""

    models: Mapping[str, bool]
    is_always_filled: bool


def needed_models(query: str) -> Needed:
    """The models of silver, gold and science without whose rows the query gives none."""
    rest = COMMENT.sub(" ", query)
    named: dict[str, str] = {}
    while found := NAMED.search(rest):
        end = _closing(rest, found.end())
        named[found[1]] = rest[found.end() : end]
        rest = rest[: found.start()] + rest[end + 1 :]
    branches = list(_branches(rest))
    is_always = any(CONSTANT.search(it) for it in branches[1:])
    return Needed(_of_branch(branches[0], named), is_always)


def _of_query(text: str, named: Mapping[str, str]) -> dict[str, bool]:
    """Of a union the first branch; nothing where another one has a row in any case."""
    branches = list(_branches(text))
    is_always = any(CONSTANT.search(it) for it in branches[1:])
    return {} if is_always else _of_branch(branches[0], named)


def _branches(text: str) -> Iterator[str]:
    """The text between the `union all` that lie in no parentheses."""
    start = 0
    for it in re.finditer(r"\bunion all\b", text, re.IGNORECASE):
        if _depth(text[start : it.start()]) == 0:
            yield text[start : it.start()]
            start = it.end()
    yield text[start:]


def _of_branch(text: str, named: Mapping[str, str]) -> dict[str, bool]:
    found = {f"{it[1]}s": True for it in LISTED.finditer(text)}
    is_known, at = KNOWN.search(text) is not None, 0
    while it := TAKEN.search(text, at):
        at, inner = it.end(), named.get(it["name"] or "", "")
        if it["sub"]:
            at = _closing(text, it.end())
            inner = text[it.end() : at]
        if it["how"].lower().startswith(LOOKED_UP):
            continue
        read = (it[2], it[3], _read_by_macros().get(it["macro"] or ""))
        found |= {name: is_known for name in read if name}
        found |= _of_query(inner, _without(named, it["name"]))
    return found


@cache
def _read_by_macros() -> dict[str, str]:
    """Macro that stands for a table → the model that it takes its rows from."""
    read = {name: re.search(REF, body) for name, body in macro_texts().items()}
    return {name: found[1] for name, found in read.items() if found and found[1]}


def _without(named: Mapping[str, str], name: str | None) -> dict[str, str]:
    """A part of a query reads only those before it; never itself."""
    return {it: text for it, text in named.items() if it != name}


def _closing(text: str, start: int) -> int:
    """Where the parenthesis ends that was opened before `start`."""
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")
