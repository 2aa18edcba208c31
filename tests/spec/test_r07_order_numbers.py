"""R7: which orders are the same, and which delivery of an order is the later one."""

from __future__ import annotations

import pytest
from intake_shop import IntakeShop

from tillhouse.engines.base import Engine


@pytest.fixture
def till(engine: Engine) -> IntakeShop:
    return IntakeShop(engine)


def test_an_order_that_comes_again_for_the_same_day_store_and_customer_replaces_the_first(
    till: IntakeShop,
) -> None:
    till.deliver("1", order_lines="order_id | customer_id | quantity\n7 | C1 | 1")
    till.deliver("2", order_lines="order_id | customer_id | quantity\n7 | C1 | 3")
    till.expect("order_lines", """
        order_id | quantity | _fate
        7        | 1.0000   | superseded
        7        | 3.0000   | loaded
    """)  # fmt: skip


@pytest.mark.parametrize("column", ["business_date", "store_id", "customer_id"])
def test_a_number_that_comes_again_for_something_else_is_asked_and_takes_nothing_away(
    till: IntakeShop, column: str
) -> None:
    one, other = ("2024-05-01", "2024-05-02") if column == "business_date" else ("A", "B")
    till.deliver("1", order_lines=f"order_id | {column}\n7 | {one}\n8 | {one}")
    till.deliver("2", order_lines=f"order_id | {column}\n7 | {other}")
    found = till.rows_of("order_lines")
    assert sorted((it["order_id"], it["_fate"], it["_question"]) for it in found) == [
        ("7", "held", "orders.numbers_restart"),
        ("7", "loaded", None),
        ("8", "loaded", None),
    ]


def test_a_customer_who_becomes_known_later_is_no_other_one(till: IntakeShop) -> None:
    till.deliver("1", orders="order_id | customer_id\n7 | -")
    till.deliver("2", orders="order_id | customer_id\n7 | C1")
    till.expect("orders", """
        order_id | customer_id | _fate
        7        | -           | superseded
        7        | C1          | loaded
    """)  # fmt: skip


def test_each_day_that_is_in_question_is_held_back_once(till: IntakeShop) -> None:
    for load, day in (("1", "01"), ("2", "02"), ("3", "03"), ("4", "03")):
        till.deliver(load, order_lines=f"order_id | business_date\n7 | 2024-05-{day}")
    till.expect("order_lines", """
        business_date | _load_id | _fate
        2024-05-01    | 1        | loaded
        2024-05-02    | 2        | held
        2024-05-03    | 3        | superseded
        2024-05-03    | 4        | held
    """)  # fmt: skip


def test_numbers_that_do_not_begin_again_move_with_their_order(till: IntakeShop) -> None:
    till.answers = {"till": {"orders.numbers_restart": "no"}}
    till.deliver("1", order_lines="order_id | business_date\n7 | 2024-05-01")
    till.deliver("2", order_lines="order_id | business_date\n7 | 2024-05-02")
    till.expect("order_lines", """
        business_date | _fate
        2024-05-01    | superseded
        2024-05-02    | loaded
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "number"),
    [("daily", "7/2024-05-02"), ("yearly", "7/2024"), ("per_store", "7/S2"),
     ("per_store_daily", "7/S2/2024-05-02"), ("per_till", "7/K9")],
)  # fmt: skip
def test_numbers_that_begin_again_are_told_apart_by_what_they_begin_again_with(
    till: IntakeShop, answer: str, number: str
) -> None:
    till.answers = {"till": {"orders.numbers_restart": answer}}
    head = "order_id | business_date | store_id | _till"
    till.deliver("1", orders=f"{head}\n7 | 2023-05-01 | S1 | K1")
    till.deliver("2", orders=f"{head}\n7 | 2024-05-02 | S2 | K9")
    till.deliver("3", orders=f"{head}\n7 | 2024-05-02 | S2 | K9")
    found = {it["_load_id"]: (it["order_id"], it["_fate"]) for it in till.rows_of("orders")}
    assert found["1"][1] == "loaded"
    assert found["2"] == (number, "superseded")
    assert found["3"] == (number, "loaded")


def test_an_answer_of_one_source_changes_nothing_in_another(till: IntakeShop) -> None:
    till.answers = {"till": {"orders.numbers_restart": "daily"}}
    till.deliver("1", orders="source_system | order_id\nweb | 7")
    till.expect("orders", "order_id | _fate\n7 | loaded")


def test_the_key_of_a_database_never_begins_again(till: IntakeShop) -> None:
    head = "order_id | business_date | _restarts"
    till.deliver("1", orders=f"{head}\n7 | 2024-05-01 | false")
    till.deliver("2", orders=f"{head}\n7 | 2024-05-09 | false")
    till.expect("orders", "business_date | _fate\n2024-05-01 | superseded\n2024-05-09 | loaded")


def test_a_slice_that_is_no_order_is_replaced_whoever_bought_in_it(till: IntakeShop) -> None:
    head = "order_id | customer_id | _slice"
    till.deliver("1", order_lines=f"{head}\nS1 2024-05-01 1 | C1 | S1 2024-05-01")
    till.deliver("2", order_lines=f"{head}\nS1 2024-05-01 1 | C2 | S1 2024-05-01")
    till.expect("order_lines", "customer_id | _fate\nC1 | superseded\nC2 | loaded")


def test_the_later_version_wins_whenever_it_was_loaded(till: IntakeShop) -> None:
    head = "order_id | quantity | _version"
    till.deliver("1", order_lines=f"{head}\n7 | 3 | 2024-02-01 09:00:00")
    till.deliver("2", order_lines=f"{head}\n7 | 5 | 2024-01-31 10:00:00")
    till.expect("order_lines", "quantity | _fate\n3.0000 | loaded\n5.0000 | superseded")
