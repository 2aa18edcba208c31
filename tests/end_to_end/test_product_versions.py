"""A product that moves to another category: sales before that day stay where they were (R5, R7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.conftest import Shop
from tests.end_to_end.deliveries import fingerprint

pytestmark = pytest.mark.long

HEADER = "id,name,current_price,updated_date,category\n"
OLD = "1,Ball,10,2024-01-01,sports\n2,Soap,2,,care\n"
NEW = "1,Ball,12,2024-03-01,toys\n2,Soap,3,,wellness\n"
SALES = (
    "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
    "1,1,Ball,2024-02-29,1,10,1,10\n"
    "1,1,Ball,2024-03-01,1,12,1,12\n"
    "1,1,Soap,2024-02-01,1,2,1,2\n"
)
SOLD = (
    "select cast(date_day as varchar), category_name, list_price"
    " from fact_sales join dim_product using (product_version_key) order by all"
)


def deliver(shop: Shop, *files: tuple[str, str]) -> None:
    for name, text in files:
        (shop.drop("till") / name).write_text(text, encoding="utf-8")
        shop.run()


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Shop:
    made: Shop = new_shop({"till": "pos"})
    deliver(made, ("product_1.csv", HEADER + OLD), ("sales_1.csv", SALES))
    deliver(made, ("product_2.csv", HEADER + NEW))
    return made


def test_a_sale_keeps_the_category_and_price_of_its_day(shop: Shop) -> None:
    balls = [row for row in shop.published("sales", SOLD) if row[1] != "wellness"]
    assert [(day, category, int(price)) for day, category, price in balls] == [
        ("2024-02-29", "sports", 10),
        ("2024-03-01", "toys", 12),
    ]


def test_a_change_without_a_day_makes_no_version(shop: Shop) -> None:
    """When a list came in says nothing about when a product changed, and would differ per run."""
    found = shop.published(
        "sales", "select category_name, version_number from dim_product where product_name = 'Soap'"
    )
    assert found == [("wellness", 1)]


def test_the_ranges_of_a_product_have_no_gap_and_no_overlap(shop: Shop) -> None:
    found = shop.published(
        "sales",
        "select version_number, cast(valid_from_date as varchar), cast(valid_to_date as varchar),"
        " is_current, current_category_name from dim_product where product_name = 'Ball'"
        " order by 1",
    )
    assert found == [
        (1, "1900-01-01", "2024-03-01", False, "toys"),
        (2, "2024-03-01", "9999-12-31", True, "toys"),
    ]


def test_one_load_of_all_publishes_the_same_bytes(shop: Shop, new_shop: Callable[..., Any]) -> None:
    whole: Shop = new_shop({"till": "pos"})
    rows = HEADER + OLD + NEW
    (whole.drop("till") / "sales_1.csv").write_text(SALES, encoding="utf-8")
    deliver(whole, ("product_1.csv", rows))
    assert fingerprint(whole.folder / "published") == fingerprint(shop.folder / "published")


def test_the_accepted_records_of_all_sources_are_there_under_the_names_of_the_field(
    shop: Shop,
) -> None:
    (counts,) = shop.ask(
        "select (select count(*) from silver.stg_products), (select count(*) from"
        " silver.stg_sales_orders), (select count(*) from silver.stg_sales_order_details),"
        " (select count(*) from silver.stg_customers)"
    )
    assert counts == (2, 3, 3, 0)
