"""A currency inside an amount is that of the row: dollars and euros are never added up."""

from __future__ import annotations

HEADER = "order_id,order_date,sku,quantity,price\n"


def test_the_code_behind_an_amount_is_the_currency_of_the_line(staged) -> None:
    text = HEADER + (
        '1,2024-03-01,A,1,12.00 USD\n2,2024-03-02,A,1,"1,250.50 EUR"\n3,2024-03-03,B,2,9.00\n'
    )
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("currency_code") == ["USD", "EUR", None]
    assert lines.column("unit_price")[:2] == [12, 1250.5]


def test_the_sign_before_an_amount_is_the_currency_of_the_line(staged) -> None:
    text = HEADER + "1,2024-03-01,A,1,£12.00\n2,2024-03-02,A,1,$3.50\n3,2024-03-03,B,2,€9.00\n"
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("currency_code") == ["GBP", "USD", "EUR"]


def test_a_column_of_currencies_comes_first(staged) -> None:
    text = "order_id,order_date,sku,quantity,price,currency\n1,2024-03-01,A,1,$12.00,CAD\n"
    lines = staged({"sales.csv": text})["order_lines"]
    assert lines.column("currency_code") == ["CAD"]


def test_numbers_without_a_sign_tell_no_currency(staged) -> None:
    text = HEADER + '1,2024-03-01,A,1,"1,200.00"\n2,2024-03-02,A,1,3.50\n'
    assert "currency_code" not in staged({"sales.csv": text})["order_lines"].model.columns
