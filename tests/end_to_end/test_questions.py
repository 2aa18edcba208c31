"""R26 as a shop meets it: nothing of a new source goes out before its questions are answered, and
a new word on a later day holds back its own orders and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tillhouse.cli import main
from tillhouse.errors import DataError
from tillhouse.pipeline import RunResult
from tillhouse.pipeline.result import raise_if_refused

pytestmark = pytest.mark.long  # a shop that is asked, answered and run again and again

TILL = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
SALE = "{n},10,tea,2024-03-0{n},7,2.50,2,5.00\n"
ORDERS = "order_no;order_state;placed_on;cust\n"
LINES = "order_no;pos;article;placed_on;qty;unit_price\n"
SALES = (
    "select sum(net_amount) from sales_by_period where period_type = 'year' and dimension = 'all'"
)
FRESH = "select {} from data_freshness where source_system = 'desk'"
MARCH = [(1, "Delivered", "10.00"), (2, "Delivered", "20.00"), (3, "Gone out", "40.00")]


def deliver(shop: Any, month: str, orders: list[tuple[int, str, str]]) -> None:
    """One file of orders and one of lines: (number, state, price of its one line)."""
    folder = shop.folder / "desk"
    folder.mkdir(exist_ok=True)
    heads = "".join(
        f"{no};{state};2024-{month}-0{no % 9 + 1};c{no % 2}\n" for no, state, _ in orders
    )
    lines = "".join(f"{no};1;a{no % 3};2024-{month}-0{no % 9 + 1};1;{p}\n" for no, _, p in orders)
    (folder / f"orders_2024-{month}.csv").write_text(ORDERS + heads, "utf-8")
    (folder / f"lines_2024-{month}.csv").write_text(LINES + lines, "utf-8")


def call(shop: Any, *arguments: str) -> Any:
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


def open_of(result: RunResult) -> dict[str, tuple[int, str]]:
    """Question → rows and money; such a run must end with the code for data."""
    if result.questions:
        with pytest.raises(DataError):
            raise_if_refused(result)
    return {it["question"]: (it["rows"], it["amount"]) for it in result.questions}


def tables(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.duckdb")}


@pytest.fixture(scope="module")
def told(new_shop: Callable[..., Any]) -> dict[str, Any]:
    """What was seen, step by step, in one shop."""
    shop = new_shop({})
    seen: dict[str, Any] = {"shop": shop}
    deliver(shop, "03", MARCH)
    added = call(shop, "add-source", "desk", "--from", str(shop.folder / "desk"), "--no-trial")
    assert added.exit_code == 0, added.output
    seen["check"] = call(shop, "check")
    seen["alone"] = open_of(shop.run())
    seen["published alone"] = tables(shop.folder / "published")
    seen["again"] = call(shop, "run")

    with (shop.folder / "tillhouse.toml").open("a", encoding="utf-8") as file:
        file.write('\n[sources.tills]\nkind = "pos"\nlocation = "drops/tills"\n')
    shop.drop("tills").mkdir(parents=True)
    text = TILL + "".join(SALE.format(n=n) for n in (1, 2))
    (shop.drop("tills") / "sales_1.csv").write_text(text, "utf-8")
    seen["beside tills"] = open_of(shop.run())
    seen["tills"] = shop.published("sales", SALES)
    seen["waiting"] = shop.published("marketing", FRESH.format("is_published, rows_held"))

    answered = call(
        shop, "add-source", "desk", "--from", str(shop.folder / "desk"), "--no-trial",
        "--replace", "--answer", "status.Gone out=completed", "--json",
    )  # fmt: skip
    assert answered.exit_code == 0, answered.output
    seen["answered"] = open_of(shop.run())
    seen["whole"] = shop.published("sales", SALES)

    deliver(shop, "04", [(11, "Delivered", "5.00"), (12, "In the shed", "80.00")])
    (shop.folder / ".tillhouse" / "state.sqlite").unlink()  # the release itself says what it held
    seen["later"] = open_of(shop.run())
    seen["without the shed"] = shop.published("sales", SALES)
    columns = "is_published, rows_held, amount_held, cast(first_held_date as varchar), questions"
    seen["held"] = shop.published("service", FRESH.format(columns))
    seen["status"] = call(shop, "status")
    return seen


def test_check_asks_in_the_words_of_the_delivery_and_names_the_line_to_write(told) -> None:
    assert told["check"].exit_code == 5
    said = told["check"].stdout
    assert 'What does "Gone out" in order_state mean' in said
    assert "1 order, worth 40.00" in said
    assert '"status.Gone out" = "completed"' in said
    assert "All is well" not in said


def test_nothing_of_a_new_source_is_published_while_it_waits(told) -> None:
    assert told["alone"] == {"status.Gone out": (1, "40.0000")}
    assert told["published alone"] == {"data_quality.duckdb"}


def test_a_run_with_nothing_new_ends_with_the_open_question_too(told) -> None:
    assert told["again"].exit_code == 5
    assert "Nothing is new" in told["again"].stdout
    assert "Gone out" in told["again"].stderr


def test_another_source_is_published_beside_one_that_waits(told) -> None:
    assert told["beside tills"] == {"status.Gone out": (1, "40.0000")}
    assert told["tills"] == [(Decimal("10.00"),)]
    assert told["waiting"] == [(False, 11)]  # all rows: of orders, lines, customers, products


def test_an_answer_publishes_it(told) -> None:
    assert told["answered"] == {}
    assert told["whole"] == [(Decimal("80.00"),)]


def test_a_new_word_holds_back_its_own_orders_alone_also_when_the_state_was_lost(told) -> None:
    assert told["later"] == {"status.In the shed": (1, "80.0000")}
    assert told["without the shed"] == [(Decimal("85.00"),)]


def test_every_audience_and_status_say_what_is_held_back(told) -> None:
    held = [(True, 1, Decimal("80.00"), "2024-04-04", "status.In the shed")]
    assert told["held"] == held
    assert 'What does "In the shed" in order_state mean' in told["status"].stdout
