"""R3: refunds and voids that a column of words tells, with quantities above 0."""

from __future__ import annotations

from decimal import Decimal

import pytest


def test_refunds_go_below_zero_and_voids_count_nowhere(staged) -> None:
    text = (
        "Bon,Datum,Vorgang,Artikel,Menge,Preis,Betrag\n"
        "1,2024-05-02,Verkauf,Kerze,3,4.00,12.00\n"
        "2,2024-05-02,Gutschrift,Kerze,1,4.00,4.00\n"
        "3,2024-05-02,Storno,Vase,1,9.00,9.00\n"
    )
    models = staged({"journal.csv": text})
    lines, orders = models["order_lines"], models["orders"]
    assert lines.column("quantity") == [3, -1, 1]
    assert lines.column("stated_amount") == [12, -4, 9]
    assert [it["line_type"] for it in lines.rows] == [None, None, "void"]
    assert [it["status"] for it in orders.rows] == ["completed", "completed", "void"]


def test_a_refund_that_is_below_zero_already_stays_so(staged) -> None:
    text = (
        "no,day,type,item,amount\n1,2024-05-02,Sale,a,8.00\n1,2024-05-02,Sale,b,2.00\n"
        "2,2024-05-03,Refund,a,-8.00\n"
    )
    lines = staged({"journal.csv": text})["order_lines"]
    assert lines.column("quantity") == [1, 1, -1]
    assert lines.column("gross_amount") == [8, 2, -8]


def test_an_unknown_kind_waits_for_an_answer_alone(staged) -> None:
    files = {
        "journal.csv": "no,day,transaction type,item,qty,price\n"
        "1,2024-05-02,Sale,a,1,8.00\n2,2024-05-02,Layaway,a,1,8.00\n3,2024-05-02,Refund,a,1,8.00\n"
    }
    asked = [it["_question"] for it in staged(files)["order_lines"].rows]
    assert asked == [None, "transaction_type.Layaway", None]
    answered = staged(files, {"transaction_type.Layaway": "return"})["order_lines"]
    assert answered.column("quantity") == [1, -1, -1]
    assert {it["_question"] for it in answered.rows} == {None}


def test_the_kind_may_stand_at_the_order(staged) -> None:
    lines = "transaction_id,item,qty,price\nT1,a,2,5.00\nT2,a,1,5.00\nT2,b,1,2.50\n"
    heads = "transaction_id,date,transaction_type\nT1,2024-05-02,Sale\nT2,2024-05-03,Return\n"
    models = staged({"lines.csv": lines, "transactions.csv": heads})
    assert models["order_lines"].column("quantity") == [2, -1, -1]


def test_a_list_of_products_with_types_is_left_alone(staged) -> None:
    text = "no,day,item,type,qty,price\n1,2024-05-02,a,toy,2,5.00\n2,2024-05-02,b,tool,1,2.50\n"
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("quantity") == [2, 1]
    assert lines.column("unit_price")[1] == Decimal("2.5")


FLAGGED = "receipt,date,item,qty,price,{}\n1,2024-03-01,A,3,10.00,{}\n1,2024-03-01,B,1,5.00,{}\n"


@pytest.mark.parametrize(("header", "no", "yes"), [("voided", "0", "1"), ("Storniert", "", "x")])
def test_a_line_with_a_flag_that_voids_it_counts_nowhere_and_its_order_does(
    staged, header: str, no: str, yes: str
) -> None:
    models = staged({"till.csv": FLAGGED.format(header, no, yes)})
    assert [it["line_type"] for it in models["order_lines"].rows] == [None, "void"]
    assert [it.get("status") for it in models["orders"].rows] in ([None], ["completed"])


def test_a_line_with_a_flag_of_returns_goes_below_zero(staged) -> None:
    lines = staged({"till.csv": FLAGGED.format("is_return", "false", "true")})["order_lines"]
    assert lines.column("quantity") == [3, -1]


def test_whether_what_was_returned_is_the_return_is_asked(staged) -> None:
    files = {"till.csv": FLAGGED.format("Returned", "No", "Yes")}
    asked = [it["_question"] for it in staged(files)["order_lines"].rows]
    assert asked == [None, "transaction_type.Returned: yes"]
    answered = staged(files, {"transaction_type.Returned: yes": "return"})["order_lines"]
    assert answered.column("quantity") == [3, -1]


@pytest.mark.parametrize("values", [("2", "1"), ("", ""), ("late", "")])
def test_what_is_no_flag_is_left_alone(staged, values: tuple[str, str]) -> None:
    lines = staged({"till.csv": FLAGGED.format("returned", *values)})["order_lines"]
    assert lines.column("quantity") == [3, 1]
