"""Numbers as people write them: one pattern in the looking, the same in the SQL of a run."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from staged import render

from tillhouse.onboarding.notation import COMMA, DOT, value

WRITTEN = [
    ("1,250.50", "1250.50", "1250.50"),
    ("1.250,50", "1250.50", "1250.50"),
    ("1'250.5", "1250.5", "1250.5"),
    ("1 250,5", "1250.5", "1250.5"),
    ("2.750", "2.750", "2750"),
    ("2,750", "2750", "2.750"),
    ("0,125", "0.125", "0.125"),
    ("0.125", "0.125", "0.125"),
    ("7.654.321", "7654321", "7654321"),
    ("1,23,456.5", "123456.5", "123456.5"),
    ("(3)", "-3", "-3"),
    ("3-", "-3", "-3"),
    ("2,400.00-", "-2400", "-2400"),
    ("($8.25)", "-8.25", "-8.25"),
    ("-£8.25", "-8.25", "-8.25"),
    ("−4", "-4", "-4"),
    ("14.50 USD", "14.50", "14.50"),
    ("€ 2.345,60", "2345.60", "2345.60"),
    ("CHF 1’234.50", "1234.50", "1234.50"),
    ("12,-", "12", "12"),
    ("2e-05", "0.00002", "0.00002"),
    ("1.0E+3", "1000", "1000"),
    ("12.5.3", None, None),
    ("n/a", None, None),
    ("K12", None, None),
]


@pytest.mark.parametrize(("text", "with_dot", "with_comma"), WRITTEN)
def test_a_number_is_read_alike_by_the_looking_and_by_the_run(
    text: str, with_dot: str | None, with_comma: str | None
) -> None:
    for notation, expected in ((DOT, with_dot), (COMMA, with_comma)):
        macro = f"{{{{ typed(read_number('v', '{notation}'), 'decimal(18,6)') }}}}"
        sql = f"select {value('v', notation)}, {render(macro, {})} from (select ? as v)"
        looked, run = duckdb.execute(sql, [text]).fetchall()[0]
        assert looked == run == (None if expected is None else Decimal(expected))


def test_what_is_no_number_keeps_its_own_words() -> None:
    sql = render("select {{ read_number('v') }} from (select ' a dozen ' as v)", {})
    assert duckdb.execute(sql).fetchone() == ("a dozen",)


def test_a_comma_in_front_of_decimals_is_told_by_the_column_itself(staged) -> None:
    text = "bon;day;item;qty;price\n1;2024-05-02;a;0,375;8\n2;2024-05-02;b;2,125;4\n"
    lines = staged({"bons.csv": text})["order_lines"]
    assert lines.column("quantity") == [Decimal("0.375"), Decimal("2.125")]
    assert not lines.questions


def test_thousands_are_told_by_a_column_beside_them(staged) -> None:
    text = 'no,day,item,qty,price\n1,2024-05-02,a,"2,500",0.15\n2,2024-05-02,b,"1,125",0.20\n'
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("quantity") == [2500, 1125]
    assert not lines.questions


def test_a_number_that_nothing_decides_is_asked_for(staged) -> None:
    text = "no;day;item;qty;price\n1;2024-05-02;a;2,500;3\n2;2024-05-02;b;1,125;4\n"
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.questions == ["numbers.sales"]
    assert {row["_question"] for row in lines.rows} == {"numbers.sales"}
    answered = staged({"sales.csv": text}, {"numbers.sales": "comma"})["order_lines"]
    assert answered.column("quantity") == [Decimal("2.5"), Decimal("1.125")]
    assert {row["_question"] for row in answered.rows} == {None}


def test_the_minus_of_accountants_makes_returns(staged) -> None:
    rows = "1,2024-05-02,a,2,$3.00\n2,2024-05-02,a,(1),$3.00\n3,2024-05-03,a,1-,$3.00\n"
    text = f"no,day,item,qty,price\n{rows}"
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("quantity") == [2, -1, -1]


CENTS = (
    "order_id,created_at,sku,quantity,price_cents,{}\n"
    "1,2024-03-01,A,2,1299,2598\n2,2024-03-02,B,1,450,450\n3,2024-03-02,A,-1,1299,-1299\n"
)


@pytest.mark.parametrize("total", ["total_cents", "Total (in cents)"])
def test_cents_are_hundredths(staged, total: str) -> None:
    lines = staged({"sales.csv": CENTS.format(total)})["order_lines"]
    assert lines.column("unit_price") == [Decimal("12.99"), Decimal("4.5"), Decimal("12.99")]
    assert lines.column("stated_amount") == [Decimal("25.98"), Decimal("4.5"), Decimal("-12.99")]


def test_a_total_in_cents_alone_is_one(staged) -> None:
    text = "order_id,created_at,sku,quantity,amount_in_cents\n1,2024-03-01,A,2,2598\n"
    assert staged({"x.csv": text})["order_lines"].column("gross_amount") == [Decimal("25.98")]


@pytest.mark.parametrize(("header", "value"), [("per cent", "10"), ("price_cents", "12.99")])
def test_a_share_and_a_price_with_decimals_are_no_cents(staged, header: str, value: str) -> None:
    text = f"order_id,created_at,sku,quantity,price,{header}\n1,2024-03-01,A,2,5,{value}\n"
    prices = staged({"x.csv": text})["order_lines"].column("unit_price")
    assert prices[0] in (5, Decimal("12.99"))
