"""docs/questions.md tells of every question that can be asked, in its words, with its choices."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from guide import Follower, shown

from tillhouse.onboarding import consent, dates, money_questions, notation, table_questions
from tillhouse.questions.texts import TOPICS

SECTION = re.compile(r"^### (\w+)\n(.*?)(?=^##|\Z)", re.S | re.M)
# Choices that stand in data; those of columns and tables are names of the delivery.
CHOICES = {
    **{key: set(it.choices) for key, it in TOPICS.items() if "." not in key},
    "discount": {*money_questions.DISCOUNTS, "beside"},
    "tax": set(money_questions.TAXES),
    "dates": {dates.DAY, dates.MONTH},
    "numbers": {notation.DOT, notation.COMMA},
    "consent": {consent.IN, consent.OUT, consent.NEITHER},
    "tables": {table_questions.NONE},
}


@pytest.fixture(scope="module")
def sections(house: Path) -> dict[str, str]:
    """Topic → its section."""
    return dict(SECTION.findall((house / "docs" / "questions.md").read_text("utf-8")))


@pytest.fixture(scope="module")
def asked(modules: dict[str, Path]) -> list[tuple[str, str]]:
    """(topic, a pattern of its sentence), as the code has them."""
    found = [(key.partition(".")[0], _template(it.asks)) for key, it in TOPICS.items()]
    for name, path in modules.items():
        if not name.startswith("questions."):  # that room makes questions of keys and of files
            found += _questions(ast.parse(path.read_text("utf-8")))
    return found


def _questions(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Topic and sentence of every `Question` that a module asks."""
    texts = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Question":
            given = {it.arg: it.value for it in node.keywords}
            topic = given["topic"]
            name = texts[topic.id] if isinstance(topic, ast.Name) else ast.literal_eval(topic)
            yield name, _pattern(given["asks"])


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The texts that have a name in a module."""
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=True))
        for name, text in pairs:
            if isinstance(name, ast.Name) and isinstance(text, ast.Constant):
                yield name.id, str(text.value)


def _template(text: str) -> str:
    return ".*".join(map(re.escape, re.split(r"\{\w+\}", text)))


def _pattern(node: ast.expr) -> str:
    """The sentence with anything in the place of what is put in."""
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_pattern, node.values))
    return re.escape(str(node.value)) if isinstance(node, ast.Constant) else ".*"


def test_every_topic_of_the_code_has_a_section_and_no_other_has(sections, asked) -> None:
    assert set(sections) == {topic for topic, _ in asked}
    assert len(sections) >= 12


def test_every_sentence_is_shown_as_it_is_printed(sections, asked) -> None:
    missing = [
        (topic, sentence)
        for topic, sentence in asked
        if not re.search(rf"^{sentence}$", sections.get(topic, ""), re.M)
    ]
    assert not missing


def test_every_choice_is_explained(sections) -> None:
    missing = [
        (topic, choice)
        for topic, choices in CHOICES.items()
        for choice in choices
        if f"`{choice}`" not in sections.get(topic, "")
    ]
    assert not missing


@pytest.fixture(scope="module")
def followed(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Follower:
    """The corner shop after both pages that tell of it."""
    follower = Follower(house, tmp_path_factory.mktemp("corner"))
    follower.follow("questions.md")
    follower.follow("your-own-source.md")
    return follower


@pytest.mark.long
def test_the_corner_shop_is_asked_what_the_page_shows(house, followed) -> None:
    (printed, *_) = shown((house / "docs" / "questions.md").read_text("utf-8"))
    assert printed in followed.said["check"]


@pytest.mark.long
def test_what_became_of_its_rows_is_what_the_page_on_sources_shows(house, followed) -> None:
    account, problems = shown((house / "docs" / "your-own-source.md").read_text("utf-8"))
    assert account in followed.said["status"]
    assert problems in followed.said["quarantine --json"]
    assert 'Units "two" is not a number' in followed.said["quarantine"]


@pytest.mark.long
def test_its_tables_are_written_as_the_page_on_sources_shows(house, followed) -> None:
    page = (house / "docs" / "your-own-source.md").read_text("utf-8")
    written = (followed.folder / "sources/till/source.toml").read_text("utf-8")
    parts = re.findall(r"```toml\n(.*?)```", page, re.S)
    assert len(parts) == 2
    assert all(part in written for part in parts)


@pytest.mark.long
def test_what_was_put_aside_counts_nowhere_and_net_sales_are_without_tax(followed) -> None:
    sales = followed.folder / "published" / "sales.duckdb"
    with duckdb.connect(str(sales), read_only=True) as published:
        found = published.sql(
            "select sum(net_amount)::varchar from sales_by_period "
            "where period_type = 'year' and dimension = 'all'"
        ).fetchall()
    assert found == [("208.120",)]  # 256.00 less the tax that each line tells
