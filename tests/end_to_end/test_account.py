"""What became of every delivered row, from the file to the mart, and why (R3, R6, R7).

One shop of a till that was added without an edit: lines that cannot be read, a value with the signs
of a list in it, orders that do not count, an order that came again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from tillhouse.cli import main

FIRST = '''\
order_no,line,order_date,customer_no,sku,qty,price,order_status
1,1,2024-03-01,C1,A,2,10.00,Completed
1,2,2024-03-01,C1,B,1,5.00,Completed
2,1,2024-03-01,C2,A,"12; 5 ""x""",,Completed
3,1,2024-02-30,C2,A,1,3.00,Completed
4,1,2024-03-01,C1,B,1,7.00,Open
5,1,2024-03-01,C3,B,4,5.00,Completed
6,1,2024-03-01,C3,B,123456789012345678901,5.00,Completed
'''
SECOND = """\
order_no,line,order_date,customer_no,sku,qty,price,order_status
5,1,2024-03-01,C3,B,3,5.00,Completed
7,1,2024-03-02,C3,A,1,10.00,Cancelled
"""


def call(shop: Any, *arguments: str) -> str:
    told = CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])
    assert told.exit_code == 0, told.output
    return told.stdout


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    made = new_shop({})
    drop = made.folder / "exports"
    drop.mkdir()
    (drop / "2024-03-01.csv").write_text(FIRST, "utf-8")
    (drop / "2024-03-02.csv").write_text(SECOND, "utf-8")
    call(made, "add-source", "till", "--from", str(drop), "--no-trial")
    made.run()
    return made


def test_what_is_wrong_with_a_row_is_told_column_by_column(shop: Any) -> None:
    found = shop.published(
        "data_quality",
        "select source_file, source_row, column_name, code, value from rejections order by all",
    )
    assert found == [
        ("2024-03-01.csv", 4, "quantity", "not_a_number", '12; 5 "x"'),
        ("2024-03-01.csv", 4, "unit_price", "missing", None),
        ("2024-03-01.csv", 5, "business_date", "not_a_date", "2024-02-30"),
        ("2024-03-01.csv", 8, "quantity", "out_of_range", "123456789012345678901"),
    ]


def test_a_rejected_row_is_one_row_with_a_sentence(shop: Any) -> None:
    found = shop.published(
        "data_quality", "select source_row, reason from quarantine order by source_row"
    )
    assert found[0] == (4, 'quantity "12; 5 "x"" is not a number; unit_price is missing')
    assert [row for row, _ in found] == [4, 5, 8]


def test_the_verb_groups_by_column_and_code_in_the_words_of_the_file(shop: Any) -> None:
    told = json.loads(call(shop, "quarantine", "--json"))
    assert [(it["own_column"], it["column"], it["code"]) for it in told["by_reason"]] == [
        ("order_date", "business_date", "not_a_date"),
        ("qty", "quantity", "not_a_number"),
        ("qty", "quantity", "out_of_range"),
        ("price", "unit_price", "missing"),
    ]
    assert told["rows"][0]["reason"] == 'qty "12; 5 "x"" is not a number; price is missing'
    found = json.loads(call(shop, "quarantine", "--json", "--reason", "PRICE"))
    assert [row["source_row"] for row in found["rows"]] == [4]
