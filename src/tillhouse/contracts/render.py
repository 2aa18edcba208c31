"""One Markdown page from one YAML: a published table, a silver entity or an input contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tillhouse.contracts.entities import Entity
from tillhouse.contracts.models import EVERYBODY, Column, ModelDoc
from tillhouse.contracts.numbers import bound_of

MADE = "<!-- Made from {origin} by `make docs`. Change that file, not this one. -->"

CITED_AT_THE_END = re.compile(r"(?:[\s,]*\(?\bR\d{1,2}\b\)?)+\.?$")


def render_table(doc: ModelDoc, up: str) -> str:
    """The page of a built table; `up` leads from the page to the folder of DECISIONS.md."""
    lines = [_made_from(doc), "", f"# {doc.name}", "", *_paragraphs(doc.description)]
    lines += [f"- {label}: {text}" for label, text in _facts(doc, up)]
    return _page([*lines, "", *_column_table(doc.columns)])


def render_entity(entity: Entity) -> str:
    """The page of an input contract: what a source must, and what it may bring."""
    origin = f"`warehouse/models/intake/intake_{entity.name}.yml`"
    lines = [
        MADE.format(origin=origin.strip("`")),
        "",
        f"# What a source brings: {entity.name}",
        "",
    ]
    lines += [*_paragraphs(entity.description)]
    lines += [f"- Required in every row: {_code(entity.required) or 'nothing'}"]
    lines += [f"- Brought by: {_code(entity.brought_by) or 'no source yet; the table is empty'}"]
    if line := entity.bound_of_line:
        lines += [f"- Quantity × price of a row: at most {line:,}, above 0 or below it"]
    head = ["| Column | Type | At most | Required | Meaning |", "|---|---|---|---|---|"]
    rows = [
        f"| `{c.name}` | {c.data_type} | {_most(c)} | {'yes' if c.name in entity.required else ''} "
        f"| {_cell(c.description)} |"
        for c in entity.columns
    ]
    return _page([*lines, "", *head, *rows])


def _most(column: Column) -> str:
    """What a number may be, above 0 or below it; a row with one beyond is rejected."""
    bound = bound_of(column)
    return f"±{bound:,}" if bound is not None else ""


def render_index(sections: Iterable[tuple[str, str, Sequence[tuple[str, str, str]]]]) -> str:
    """The list of all pages: per section a heading, a sentence and (name, path, grain) rows."""
    lines = [MADE.format(origin="the YAML beside each model"), "", "# Tables", ""]
    for heading, sentence, entries in sections:
        lines += [f"## {heading}", "", sentence, ""]
        lines += ["| Table | Holds |", "|---|---|"]
        lines += [f"| [{name}]({path}) | {_cell(grain)} |" for name, path, grain in entries]
        lines += [""]
    return _page(lines)


def grain(description: str) -> str:
    """The first sentence of a description: what one row stands for."""
    return next(iter(_sentences(description)), "")


def _sentences(text: str) -> list[str]:
    # The rules at the end are shown as links of their own.
    flat = CITED_AT_THE_END.sub("", " ".join(text.split()))
    return re.split(r"(?<=\.)\s(?=[A-Z])", flat) if flat else []


def _made_from(doc: ModelDoc) -> str:
    place = "/".join(part for part in (doc.layer, doc.folder, doc.path.name) if part)
    return MADE.format(origin=f"warehouse/models/{place}")


def _facts(doc: ModelDoc, up: str) -> list[tuple[str, str]]:
    personal = [column.name for column in doc.columns if column.is_pii]
    facts = [("One row is found by", _code(doc.key) or "nothing: rows have no key")]
    if doc.audience == EVERYBODY:
        facts += [("For", "every audience"), ("Where", f"`{doc.name}` in each audience's database")]
    elif doc.audience:
        places = f"`{doc.name}` in `{doc.audience}.duckdb`, and `{doc.audience}/{doc.name}.parquet`"
        facts += [("For", doc.audience), ("Where", places)]
    facts += [("Personal data", _code(personal) or "none")]
    rules = ", ".join(f"[{rule}]({up}DECISIONS.md#{rule.lower()})" for rule in doc.rules)
    return [*facts, *([("Rules", rules)] if rules else [])]


def _column_table(columns: Iterable[Column]) -> list[str]:
    rows = [
        f"| `{c.name}` | {c.data_type} | {_cell(c.unit)} | {_cell(c.description)} | {_marks(c)} |"
        for c in columns
    ]
    return ["| Column | Type | Unit | Meaning | Notes |", "|---|---|---|---|---|", *rows]


def _marks(column: Column) -> str:
    marks = {
        "key": column.is_key,
        "never empty": column.is_not_null,
        "personal": column.is_pii,
    }
    return ", ".join(mark for mark, applies in marks.items() if applies)


def _paragraphs(text: str) -> list[str]:
    # What a row is; which question the table answers; what else is to know; what it cannot answer.
    first, *others = _sentences(text) or [""]
    parts: dict[str, list[str]] = {"Answers": [], "": [], "Cannot": []}
    for sentence in others:
        word = sentence.split()[0].rstrip(":")
        parts[word if word in parts else ""].append(sentence.replace(word, f"**{word}**", 1))
    parts[""] = [sentence.replace("**", "") for sentence in parts[""]]
    blocks = [first, *(" ".join(sentences) for sentences in parts.values())]
    return [line for block in blocks if block for line in (block, "")]


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _page(lines: list[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"
