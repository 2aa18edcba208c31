"""Which of two deliveries of a thing is the later one: the thing itself tells, where it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.days import day_in_names
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.model import make_setting
from tillhouse.onboarding.staging import write_model
from tillhouse.onboarding.tables import Column, Table
from tillhouse.onboarding.versions import changed_column

SALES = "order_no,date,customer_id,product_id,qty,price,{0}\n"


@pytest.fixture
def sql_of(look: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    """Entity → the text of its model."""

    def write(files: dict[str, str], **told: str) -> dict[str, str]:
        looked = look(files)
        guesses = guess_entities(looked, read_entities(), told)
        setting = make_setting("x", "DE", looked, guesses)
        return {it.entity.name: write_model(it, setting).sql for it in guesses}

    return write


def column(name: str, **facts: int) -> Column:
    return Column(name, name, filled=10, **facts)


@pytest.mark.parametrize(
    "name",
    ["updated_at", "LastModified", "last_update", "geaendert_am", "date_modification",
     "fecha_modificacion", "gewijzigd_op", "write_date", "changed_on"],
)  # fmt: skip
def test_the_usual_names_for_a_change_are_known(name: str) -> None:
    found = column(name, iso_dates=10)
    assert changed_column(Table("t", "t", [found], "t")) is found


@pytest.mark.parametrize("name", ["updated_by", "price_changed_date", "created_at", "order_date"])
def test_other_names_are_no_change_of_the_row(name: str) -> None:
    assert changed_column(Table("t", "t", [column(name, iso_dates=10)], "t")) is None


def test_a_counted_version_is_one_where_it_is_a_number() -> None:
    counted, words = column("row_version", whole=10), column("version")
    assert changed_column(Table("t", "t", [counted], "t")) is counted
    assert changed_column(Table("t", "t", [words], "t")) is None


def test_orders_and_their_lines_agree_on_the_later_version(sql_of) -> None:
    rows = "1,2024-05-01,C1,A,2,3,2024-05-02 09:00:00\n1,2024-05-01,C1,B,2,3,2024-05-02 10:00:00\n"
    found = sql_of({"sales.csv": SALES.format("modified_at") + rows})
    part = "partition by source_system, _load_id, own_order"
    version = f"max({{{{ version_text('modified_at') }}}}) over ({part})"
    for entity in ("orders", "order_lines"):
        assert version in found[entity]
        assert "own_version as _version" in found[entity]


def test_a_file_with_several_versions_of_an_order_has_each_row_in_its_own(sql_of) -> None:
    rows = "1,2024-05-01,C1,A,2,3,2024-05-02 09:00:00\n1,2024-05-01,C1,A,4,3,2024-05-03 10:00:00\n"
    found = sql_of({"sales.csv": SALES.format("modified_at") + rows})
    assert "{{ version_text('modified_at') }} as own_version" in found["order_lines"]
    assert "partition by source_system, _load_id, own_order, own_version" in found["order_lines"]


def test_lists_have_versions_too(sql_of) -> None:
    text = "customer_id,first_name,last_name,city,updated_at\n" + "".join(
        f"{n},Ann,Archer{n},Hull,2024-05-0{n}\n" for n in range(1, 9)
    )
    assert (
        "{{ version_text('updated_at') }} as _version"
        in sql_of({"customers.csv": text})["customers"]
    )


def test_a_count_of_stock_is_replaced_by_the_next_whatever_it_counts(sql_of) -> None:
    stock = "store_id,product_id,quantity\n" + "".join(f"1,P{n},{n * 3}\n" for n in range(9))
    found = sql_of({"stock_2024-05-01.csv": stock, "stock_2024-05-02.csv": stock})["inventory"]
    assert "{{ clean('quantity') }}, '')" not in found
    assert "|| coalesce({{ clean('product_id') }}, '') as _slice" in found
    assert "{{ day_of_name('_source_file', 'ymd') }} as stock_date" in found


def test_a_count_with_its_day_replaces_that_of_the_day(sql_of) -> None:
    stock = "count_date,store_id,product_id,quantity\n" + "".join(
        f"2024-05-0{d},1,P{n},{n * d}\n" for d in (1, 2) for n in range(9)
    )
    slice_ = [line for line in sql_of({"stock.csv": stock})["inventory"].splitlines()
              if line.endswith("as _slice,")]  # fmt: skip
    assert "count_date" in slice_[0]
    assert "quantity" not in slice_[0]


@pytest.mark.parametrize(
    ("files", "order"),
    [
        (("a_2024-05-01.csv", "a_2024-05-02.csv"), "ymd"),
        (("2024/05/01/a.csv",), "ymd"),
        (("a_20240501.csv",), "ymd"),
        (("a_31.05.2024.csv", "a_01.06.2024.csv"), "dmy"),
        (("a_05-31-2024.csv",), "mdy"),
        (("a_05-06-2024.csv",), ""),
        (("a_2024-05-01.csv", "a.csv"), ""),
        (("a_202405.csv",), ""),
    ],
)  # fmt: skip
def test_a_day_in_the_names_of_files_is_one_where_all_have_it(
    files: tuple[str, ...], order: str
) -> None:
    assert day_in_names(Table("a", "a", [], "a", files=files)) == order


def test_the_day_of_a_line_is_that_of_its_order_where_every_order_has_one_line(look) -> None:
    orders = "order_id,order_date,customer_id\n" + "".join(
        f"{n},2024-05-0{n},{n}\n" for n in range(1, 8)
    )
    lines = "order_id,line_number,product_id,quantity,unit_price\n" + "".join(
        f"{n},1,P{n},1,2\n" for n in range(1, 8)
    )
    looked = look({"orders.csv": orders, "order_lines.csv": lines})
    found = {it.entity.name: it for it in guess_entities(looked, read_entities(), {})}
    assert found["order_lines"].lookups["business_date"].hops[0].column == "order_id"
