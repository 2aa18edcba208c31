"""Open questions are said in the words of the delivery, with what hangs on them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tillhouse.questions.file import FILE, questions_text
from tillhouse.questions.open import open_questions
from tillhouse.questions.question import Question

TAX = Question("tax", "price", "Is tax in the price?", "sales.price", {"yes": "", "no": ""}, 5)


def row(question: str, entity: str = "orders", **others: Any) -> dict[str, Any]:
    usual = {"source_system": "erp", "entity": entity, "question": question, "effect": "held",
             "row_count": 2, "amount": Decimal("340.5000"), "first_date": date(2024, 3, 2),
             "last_date": date(2024, 3, 5), "examples": "4, 7"}  # fmt: skip
    return {**usual, **others}


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "sources" / "erp"
    folder.mkdir(parents=True)
    (folder / FILE).write_text(questions_text([TAX]), "utf-8")
    source = SimpleNamespace(kind="erp", answers={})
    return SimpleNamespace(
        sources={"erp": source}, own_sources=folder.parent, file=tmp_path / "tillhouse.toml"
    )


def asked(project: Any, *rows: dict[str, Any]) -> dict[str, Any]:
    found = open_questions(project, rows, lambda *_: "order_status")
    return {it.question.key: it for it in found}


def test_a_new_word_is_asked_with_its_orders_money_and_days(project):
    it = asked(project, row("status.On the van"))["status.On the van"]
    assert it.headline() == (
        'erp: What does "On the van" in order_status mean for an order? '
        "(2 orders, worth 340.50, of 2024-03-02 to 2024-03-05, such as 4, 7)"
    )
    assert it.line == '"status.On the van" = "completed"'
    assert it.where.endswith("tillhouse.toml, under [sources.erp.answers]")
    assert "completed" in it.question.choices


def test_what_the_mapping_left_open_is_asked_though_no_row_came_yet(project):
    it = asked(project)["tax.price"]
    assert (it.question.rows, it.question.asks) == (5, "Is tax in the price?")
    assert it.line == 'answer = "yes"'
    assert it.where.endswith("questions.toml, at tax.price")


def test_rows_of_now_are_counted_and_not_those_of_when_it_was_added(project):
    it = asked(project, row("tax.price", "order_lines", row_count=9))["tax.price"]
    assert it.question.rows == 9
    assert it.extent().startswith("(9 order lines, worth 340.50")


def test_an_answer_in_the_project_file_closes_it(project):
    project.sources["erp"].answers = {"tax.price": "no"}
    assert asked(project) == {}


def test_an_answer_for_which_the_mapping_is_not_written_says_how_to_apply_it(project):
    project.sources["erp"].answers = {"tax.price": "no"}
    assert "--replace" in asked(project, row("tax.price", "order_lines"))["tax.price"].where


def test_a_note_asks_for_nothing_and_rejected_sales_stop_a_source(project):
    found = asked(
        project,
        row("date.far", effect="told"),
        row("rejected.order_lines", "order_lines", effect="rejected"),
        row("rejected.customers", "customers", effect="rejected"),
    )
    assert not found["date.far"].must_be_answered
    assert found["rejected.order_lines"].stops_source
    assert found["rejected.customers"].must_be_answered
    assert not found["rejected.customers"].stops_source


def test_one_question_about_lines_and_orders_is_one(project):
    found = asked(project, row("tax.price", "order_lines"), row("tax.price", amount=Decimal(0)))
    assert found["tax.price"].entity == "order_lines"
