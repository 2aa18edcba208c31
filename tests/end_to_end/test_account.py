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
order_no,line,order_date,customer_no,sku,qty,price,order_status,weather_mm
1,1,2024-03-01,C1,A,2,10.00,Completed,7
1,2,2024-03-01,C1,B,1,5.00,Completed,7
2,1,2024-03-01,C2,A,"12; 5 ""x""",,Completed,7
3,1,2024-02-30,C2,A,1,3.00,Completed,7
4,1,2024-03-01,C1,B,1,7.00,Open,7
5,1,2024-03-01,C3,B,4,5.00,Completed,7
6,1,2024-03-01,C3,B,123456789012345678901,5.00,Completed,7
'''
SECOND = """\
order_no,line,order_date,customer_no,sku,qty,price,order_status,weather_mm
5,1,2024-03-01,C3,B,3,5.00,Completed,7
7,1,2024-03-02,C3,A,1,10.00,Cancelled,7
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


def account(shop: Any, entity: str) -> list[tuple[Any, ...]]:
    columns = "state, reason, detail, row_count, order_count, cast(amount as varchar)"
    query = f"select {columns} from account where entity = '{entity}' order by all"
    return shop.published("data_quality", query)


def test_delivered_is_what_counts_and_all_that_does_not_with_the_reason(shop: Any) -> None:
    assert account(shop, "order_lines") == [
        ("counted", None, None, 3, 0, "40.0000"),
        ("delivered", None, None, 9, 0, "80.0000"),
        ("not counted", "status", "Cancelled", 1, 1, "10.0000"),
        ("not counted", "status", "Open", 1, 1, "7.0000"),
        ("rejected", "not_a_date", "business_date", 1, 0, "3.0000"),
        ("rejected", "not_a_number", "quantity", 1, 0, "0.0000"),
        ("rejected", "out_of_range", "quantity", 1, 0, "0.0000"),
        ("replaced", "delivery", "2024-03-02.csv", 1, 0, "20.0000"),
    ]


def test_what_counts_is_what_each_table_shows(shop: Any) -> None:
    totals = "select distinct cast(shown_amount as varchar) from mart_totals"
    assert shop.published("data_quality", totals) == [("40.0000",)]
    assert shop.published("data_quality", "select count(*) > 8 from mart_totals") == [(True,)]


def test_status_tells_the_account_and_what_nothing_uses(shop: Any) -> None:
    told = call(shop, "status")
    assert (
        'till: 9 order lines (80.00) = 3 counted (40.00) + 2 not counted (17.00: status "' in told
    )
    assert "1 replaced (20.00: by 2024-03-02.csv)" in told
    unused = shop.published("data_quality", 'select "column", samples from unused_columns')
    assert ("weather_mm", "7") in unused
