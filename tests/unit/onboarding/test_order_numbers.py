"""What the numbers of orders are unique within is decided by the rows, or asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.identity import Identity, identify_orders
from tillhouse.onboarding.model import Model, make_setting
from tillhouse.onboarding.staging import write_model

HEAD = "bill_no,date,store_id,customer_id,product_id,qty,price\n"
Look = Callable[..., object]


def bills(
    numbers: Iterable[int], day: str, store: str = "S1", prefix: str = "", buyers: int = 7
) -> str:
    """A bill of one line for each number; buyers and goods change with day and store."""
    salt = sum(map(ord, day + store))
    return "".join(
        f"{prefix}{n},{day},{store},C{(n * 3 + salt) % buyers},P{(n + salt) % 5},{1 + n % 3},2.50\n"
        for n in numbers
    )


@pytest.fixture
def identity(look: Look) -> Callable[[dict[str, str]], Identity]:
    def identify(files: dict[str, str]) -> Identity:
        looked = look(files)
        return identify_orders(guess_entities(looked, read_entities(), {}), looked)

    return identify


@pytest.fixture
def models(look: Look) -> Callable[[dict[str, str]], dict[str, Model]]:
    """Entity → its model."""

    def write(files: dict[str, str]) -> dict[str, Model]:
        looked = look(files)
        guesses = guess_entities(looked, read_entities(), {})
        setting = make_setting("x", "DE", looked, guesses)
        return {it.entity.name: write_model(it, setting) for it in guesses}

    return write


def test_numbers_that_run_on_are_the_key(identity) -> None:
    days = {f"sales_{d}.csv": HEAD + bills(range(d * 20, d * 20 + 20), f"2024-05-0{d}")
            for d in (1, 2, 3)}  # fmt: skip
    assert identity(days) == Identity()


def test_numbers_that_begin_at_one_each_day_are_told_apart_by_the_day(identity) -> None:
    days = {f"sales_{d}.csv": HEAD + bills(range(1, 9 + d), f"2024-05-0{d}") for d in (1, 2)}
    assert identity(days).parts == ("day",)


def test_numbers_that_begin_again_each_year_are_told_apart_by_the_year(identity) -> None:
    rows = "".join(
        bills(range(1 + 10 * m, 11 + 10 * m), f"{year}-0{m + 1}-07", prefix="R-")
        for year in (2022, 2023, 2024)
        for m in range(9)
    )
    assert identity({"sales.csv": HEAD + rows}).parts == ("year",)


def test_the_same_numbers_in_two_stores_are_told_apart_by_the_store(identity) -> None:
    rows = bills(range(100, 120), "2024-05-01", "Mitte") + bills(
        range(100, 105), "2024-05-01", "Nord"
    )
    assert identity({"sales.csv": HEAD + rows}).parts == ("store",)


def test_numbers_of_each_store_and_day_need_both(identity) -> None:
    rows = "".join(
        bills(range(1, 12), f"2024-05-0{day}", store)
        for day in (1, 2, 3)
        for store in ("Mitte", "Nord")
    )
    assert identity({"sales.csv": HEAD + rows}).parts == ("store", "day")


def test_a_till_is_known_by_its_name_though_the_contract_has_none(identity) -> None:
    head = "bill_no,date,store_id,kasse,product_id,qty,price\n"
    rows = "".join(
        f"{n},2024-05-0{1 + n // 20},S1,K{till},P{(n + till) % 4},{till},3.00\n"
        for till in (1, 2)
        for n in range(1, 40)
    )
    assert identity({"sales.csv": head + rows}).parts == ("till",)


def test_single_orders_whose_lines_disagree_begin_nothing_again(identity) -> None:
    rows = bills(range(1, 40), "2024-05-01") + "7,2024-05-02,S1,C9,P1,1,2.50\n"
    assert identity({"sales.csv": HEAD + rows}) == Identity()


def test_an_order_that_comes_in_a_later_file_with_another_day_is_asked(identity) -> None:
    found = identity({
        "sales_2024-05.csv": HEAD + bills(range(1, 40), "2024-05-09"),
        "sales_2024-06.csv": HEAD + bills(range(39, 60), "2024-06-01"),
    })  # fmt: skip
    assert found.parts == ()
    assert found.moved == 1
    assert found.examples == (
        "39 (2024-05-09 in sales_2024-05.csv and 2024-06-01 in sales_2024-06.csv)",
    )


def test_what_says_when_it_was_changed_has_moved(models) -> None:
    head = HEAD.replace("price", "price,last_modified")
    first = bills(range(1, 40), "2024-05-09")
    same = first.splitlines()[-1].replace("2024-05-09", "2024-05-10")
    files = {
        "sales_1.csv": head + "".join(f"{it},2024-05-09 10:00\n" for it in first.splitlines()),
        "sales_2.csv": head + f"{same},2024-05-10 08:00\n",
    }
    (asked,) = models(files)["order_lines"].asked
    assert asked.answer == "no"


def test_the_parts_stand_beside_the_number_in_orders_and_lines(models) -> None:
    days = {f"sales_{d}.csv": HEAD + bills(range(1, 9 + d), f"2024-05-0{d}") for d in (1, 2)}
    found = models(days)
    for entity in ("orders", "order_lines"):
        (line,) = [it for it in found[entity].sql.splitlines() if " as own_order" in it]
        assert line.strip().startswith("{{ clean(code('bill_no')) }} || '/' || coalesce(")
        assert "day_of('date" in line
    assert "bill_no begins again with each day" in found["order_lines"].remarks


def test_the_question_names_the_column_as_it_is_delivered(models) -> None:
    files = {
        "sales_1.csv": HEAD.replace("bill_no", "Bill No") + bills(range(1, 40), "2024-05-09"),
        "sales_2.csv": HEAD.replace("bill_no", "Bill No") + bills(range(39, 60), "2024-06-01"),
    }
    (asked,) = models(files)["order_lines"].asked
    assert asked.key == "orders.numbers_restart"
    assert "Bill No" in asked.asks
    assert asked.is_open


def test_lines_without_a_number_are_counted_in_their_order_and_keep_told_ones(models) -> None:
    text = "order_no,line,product_id,qty,price,date\n1,1,A,1,2,2024-05-01\n1,2,B,1,2,2024-05-01\n"
    again = text + "2,1,A,1,2,2024-05-02\n"
    sql = models({"orders_1.csv": text, "orders_2.csv": again})["order_lines"].sql
    assert "own_order as _slice" in sql
    assert "own_line" not in sql


def test_lines_of_an_order_that_come_in_parts_are_replaced_in_parts(models) -> None:
    head = "order_no,line,product_id,qty,price,date\n"
    first = "".join(f"{n},1,A,1,2,2024-05-01\n" for n in range(5))
    second = "".join(f"{n},2,B,1,2,2024-05-01\n" for n in range(5))
    sql = models({"part_1.csv": head + first, "part_2.csv": head + second})["order_lines"].sql
    assert "own_order || '|' || coalesce({{ clean(code('line')) }}, '') as _slice" in sql
