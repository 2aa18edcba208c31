"""A bare `name` beside sales is the article's only where that is sure (R24)."""

from __future__ import annotations

import pytest

HEAD = "order_id,order_date,customer_id,sku,{},quantity,price\n"
ROWS = "".join(f"{n},2024-03-{n:02d},C{n % 4},S{n % 3},{{}},1,2.50\n" for n in range(1, 25))


def sales(header: str, name_of) -> str:
    rows = ROWS.splitlines(keepends=True)
    return HEAD.format(header) + "".join(it.format(name_of(n)) for n, it in enumerate(rows, 1))


def by_article(n: int) -> str:
    return f"Thing {n % 3}"


def by_customer(n: int) -> str:
    return f"Ann{n % 4} Archer"


def by_both(n: int) -> str:
    return "One name"


def test_a_name_that_goes_with_the_article_is_its_name(recognise) -> None:
    products = recognise({"export.csv": sales("name", by_article)})["products"]
    assert products.matches["product_name"].column.original == "name"


@pytest.mark.parametrize("name_of", [by_customer, by_both])
def test_a_name_that_may_be_the_customer_s_is_never_the_article_s(recognise, name_of) -> None:
    products = recognise({"export.csv": sales("name", name_of)})["products"]
    assert "product_name" not in products.matches


@pytest.mark.parametrize("header", ["libellé", "Bezeichnung", "Denominazione"])
def test_a_label_is_the_article_s_where_each_has_one(recognise, header: str) -> None:
    products = recognise({"export.csv": sales(header, by_both)})["products"]
    assert products.matches["product_name"].column.original == header


def test_without_a_customer_the_name_beside_the_article_is_its_own(recognise) -> None:
    text = sales("name", by_article).replace("customer_id", "counter")
    assert "product_name" in recognise({"export.csv": text})["products"].matches
    apart = (
        "name,"
        + HEAD.replace("{},", "").replace("customer_id", "counter")
        + "".join(
            f"Ann{n} Archer,{row.replace('{},', '')}" for n, row in enumerate(ROWS.splitlines(True))
        )
    )
    assert "product_name" not in recognise({"export.csv": apart})["products"].matches
