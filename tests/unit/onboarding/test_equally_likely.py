"""Columns that are as likely by their names: the values decide, else it is asked; answers stay."""

from __future__ import annotations

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities

HEADER = "receipt_no,sold_on,{a},{b},pieces,price\n"


def sales(a: str, b: str, left: str = "A{n}", right: str = "B{m}") -> str:
    rows = [
        f"{n // 2},2024-05-{n % 28 + 1:02d},{left.format(n=n % 7)},{right.format(m=n % 9)},2,3.50"
        for n in range(60)
    ]
    return HEADER.format(a=a, b=b) + "\n".join(rows) + "\n"


def guesses(look, files, answers=None):
    found = guess_entities(look(files), read_entities(), {}, answers or {})
    return {it.entity.name: it for it in found}


def test_two_names_of_one_thing_are_a_question_in_the_delivery_s_words(look) -> None:
    found = guesses(look, {"sales.csv": sales("article_no", "item_no")})
    (question,) = found["order_lines"].questions
    assert question.key == "columns.order_lines.product_id"
    assert list(question.choices) == ["article_no", "item_no"]
    assert "article_no or item_no" in question.asks
    assert question.written_for == "article_no"
    assert question.rows == 60


def test_an_answer_is_followed_and_asked_for_no_more_but_written_down(look) -> None:
    files = {"sales.csv": sales("article_no", "item_no")}
    answers = {"columns.order_lines.product_id": "item_no"}
    found = guesses(look, files, answers)
    assert found["order_lines"].matches["product_id"].column.original == "item_no"
    (question,) = found["order_lines"].questions
    assert question.written_for == "item_no"


def test_rows_wait_for_the_answer_that_the_model_was_written_for(staged) -> None:
    files = {"sales.csv": sales("article_no", "item_no")}
    key = "columns.order_lines.product_id"
    assert set(staged(files)["order_lines"].column("_question")) == {key}
    given = staged(files, {key: "article_no"})["order_lines"]
    assert set(given.column("_question")) == {None}


def test_the_contract_s_own_name_beats_a_synonym(look) -> None:
    found = guesses(look, {"sales.csv": sales("article_no", "product_id")})
    assert found["order_lines"].matches["product_id"].column.original == "product_id"
    assert not found["order_lines"].questions


def test_the_list_of_the_things_decides_between_two_columns(look) -> None:
    listed = "article_no,article_name\n" + "".join(f"B{n},Thing {n}\n" for n in range(9))
    found = guesses(look, {"sales.csv": sales("article", "item"), "articles.csv": listed})
    match = found["order_lines"].matches["product_id"]
    assert match.column.original == "item"
    assert "articles.article_no" in match.why
    assert not found["order_lines"].questions


def test_columns_that_tell_the_same_rows_apart_are_no_question(look) -> None:
    files = {"sales.csv": sales("article_no", "item_no", "A{n}", "B{m}").replace(",B", ",A")}
    same = "\n".join(
        ",".join([*row.split(",")[:3], f"X{row.split(',')[2]}", *row.split(",")[4:]])
        for row in files["sales.csv"].splitlines()[1:]
    )
    found = guesses(look, {"sales.csv": HEADER.format(a="article_no", b="item_no") + same + "\n"})
    assert not found["order_lines"].questions


def test_the_units_are_those_that_make_the_total(look) -> None:
    rows = [
        f"{n // 2},2024-05-{n % 28 + 1:02d},A{n % 7},{n % 3 + 1},{n % 4 + 1},2.0,{n % 4 * 2 + 2}.0"
        for n in range(60)
    ]
    text = "receipt_no,sold_on,article,pcs,pieces,price,line_total\n" + "\n".join(rows) + "\n"
    found = guesses(look, {"sales.csv": text})
    assert found["order_lines"].matches["quantity"].column.original == "pieces"
    assert not found["order_lines"].questions
