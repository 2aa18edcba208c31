"""Days and quantities that stand elsewhere than beside the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.model import Model, make_setting
from tillhouse.onboarding.staging import write_model

LINES = "order_no,line,product_id,qty,price\n" + "".join(
    f"{n // 2},{n % 2 + 1},P{n % 7},{n % 3 + 1},2.50\n" for n in range(40)
)


@pytest.fixture
def models(look: Callable[..., Any]) -> Callable[[dict[str, str]], dict[str, Model]]:
    """Entity → its model."""

    def write(files: dict[str, str]) -> dict[str, Model]:
        looked = look(files)
        guesses = guess_entities(looked, read_entities(), {})
        setting = make_setting("x", "DE", looked, guesses)
        return {it.entity.name: write_model(it, setting) for it in guesses}

    return write


def test_the_day_behind_a_key_is_found_in_the_table_of_dates(models) -> None:
    head, *rows = LINES.splitlines()
    sales = f"{head},order_date_key\n" + "".join(
        f"{row},{n % 9 + 1}\n" for n, row in enumerate(rows)
    )
    dates = "date_key,full_date,month_name\n" + "".join(
        f"{n},2024-05-{n:02d},May\n" for n in range(1, 15)
    )
    found = models({"fact_sales.csv": sales, "dim_date.csv": dates})
    for entity in ("order_lines", "orders"):
        lookup = found[entity].guess.lookups["business_date"]
        assert (lookup.hops[0].column, lookup.column.name) == ("order_date_key", "full_date")


def test_the_day_of_lines_without_one_is_that_in_the_names_of_all_files(models) -> None:
    found = models({"sales_2024-05-01.csv": LINES, "sales_2024-05-02.csv": LINES + "90,1,P1,1,9\n"})
    day = "{{ day_of_name('_source_file', 'ymd') }} as business_date"
    assert day in found["order_lines"].sql
    assert day in found["orders"].sql


def test_a_priced_article_of_an_order_is_one_where_no_quantity_is_told(models) -> None:
    text = "order_id,order_item_id,product_id,price,order_date\n" + "".join(
        f"o{n // 2},{n % 2 + 1},P{n % 7},{n % 5 + 1}.50,2024-05-0{n // 20 + 1}\n" for n in range(40)
    )
    sql = models({"order_items.csv": text})["order_lines"].sql
    assert "else '1' end as quantity" in sql
    assert "as unit_price" in sql
