"""What `check` says of a stranger's sales before the first run, and what a run makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tillhouse.cli import main
from tillhouse.errors import ConfigError

HEAD = "bon_no,day,article_no,qty,price,total,shelf,e_mail\n"
OFF = (4, 9, 15)  # of these the stated total is another than quantity and price come to


def sale(number: int) -> str:
    quantity, price = 1 + number % 3, 10 + number
    total = quantity * price + (1 if number in OFF else 0)
    day = f"2024-03-{number:02d}"
    mail = f"a{number}@example.org"
    return f"{number},{day},A{number},{quantity},{price}.00,{total}.00,S{number % 4},{mail}\n"


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    shop = new_shop({})
    drop = shop.folder / "drop"
    drop.mkdir()
    (drop / "sales.csv").write_text(HEAD + "".join(map(sale, range(1, 21))), "utf-8")
    (drop / "sales_bak.csv").write_text(HEAD + "".join(map(sale, range(1, 15))), "utf-8")
    added = call(shop, "add-source", "desk", "--from", str(drop), "--no-trial")
    assert added.exit_code == 0, added.output
    shop.before = call(shop, "check", "--json")
    return shop


def call(shop: Any, *arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


@pytest.fixture(scope="module")
def told(shop: Any) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(shop.before.stdout)
    return report


def test_totals_that_differ_stop_well_before_the_first_run_with_three_examples(
    shop: Any, told: dict[str, Any]
) -> None:
    assert shop.before.exit_code == 5
    (question,) = told["questions"]
    assert question["question"] == "totals.line_total"
    assert question["examples"] == [
        "15: 26.00 stated and 25.00 computed (sales.csv row 16)",
        "4: 29.00 stated and 28.00 computed (sales.csv row 5)",
        "9: 20.00 stated and 19.00 computed (sales.csv row 10)",
    ]


def test_every_delivered_row_is_in_the_account_of_a_check(told: dict[str, Any]) -> None:
    (mapping,) = told["mappings"]
    lines = [row for row in mapping["account"] if row["entity"] == "order_lines"]
    assert {row["state"]: (row["row_count"], Decimal(row["amount"])) for row in lines} == {
        "delivered": (20, Decimal(844)),
        "counted": (20, Decimal(844)),
    }


def test_what_nothing_uses_is_told_with_samples_but_of_persons_none(told: dict[str, Any]) -> None:
    (mapping,) = told["mappings"]
    unused = {it["column"]: it["samples"] for it in mapping["unused"]}
    assert unused["shelf"] == "S0, S1, S2"
    assert "@" not in json.dumps(mapping)
    assert list(mapping["left_out"].values()) == ["a copy of sales, with 14 rows beside 20"]


def test_a_name_that_a_check_refuses_a_run_does_not_publish(shop: Any) -> None:
    file: Path = shop.folder / "sources/desk/stg_desk__order_lines.sql"
    good = file.read_text("utf-8")
    assert good.count(" as quantity,") == 1
    file.write_text(good.replace(" as quantity,", " as quantity, 'x' as colour,"), "utf-8")
    with pytest.raises(ConfigError, match="colour"):
        shop.run()
    file.write_text(good, "utf-8")
    assert not (shop.folder / "published/sales.duckdb").exists()
