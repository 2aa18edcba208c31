"""What is lost or changed by hand comes back: warehouse, lake, settings, secret, a failed audit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from tests.end_to_end.deliveries import (
    DAYS,
    STORES,
    contact_rows,
    customer_rows,
    fingerprint,
    order_rows,
    till_file,
)
from tillhouse.cli import main

KINDS = {"orders": "retail_org", "till": "pos"}
# Long after the last sale everybody is an infrequent buyer, so that there are coupons.
AS_OF = "as_of = 2025-12-31\n"

PRODUCTS = (
    "product_id,product_category,product_name,sales_price,ean13,ean5,product_unit\n"
    + "".join(f"P{n},Lamps,lamp {n},{n}0,1,1,pcs\n" for n in range(1, 5))
)


def call(shop: Any, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--project", str(shop.folder)])


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    made = new_shop(KINDS)
    edit(made, 'country = "US"\n', f'country = "US"\n{AS_OF}')
    for source, name, text in (
        ("orders", "customers.csv", customer_rows(range(1, 6))),
        ("orders", "contacts.csv", contact_rows(range(1, 6))),
        ("orders", "products.csv", PRODUCTS),
        ("orders", "sales_orders_a.csv", order_rows(range(1, 15))),
        ("till", "sales_1.csv", till_file(STORES, DAYS[0])),
    ):
        (made.drop(source) / name).write_text(text, encoding="utf-8")
    made.run()
    return made


def edit(shop: Any, old: str, new: str, file: str = "tillhouse.toml") -> None:
    path = shop.folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def published(shop: Any) -> dict[str, str]:
    return fingerprint(shop.folder / "published")


def loads(shop: Any) -> list[tuple[Any, ...]]:
    return list(shop.published("data_quality", "select load_id from deliveries order by 1"))


def coupons(shop: Any) -> list[str]:
    rows = shop.published(
        "marketing", "select coupon_code from coupon_offers where coupon_code is not null"
    )
    return sorted(code for (code,) in rows)


def test_a_failed_audit_leaves_the_tables_of_before_and_says_which(shop: Any) -> None:
    """Somebody makes a sale vanish between two steps: nothing of that reaches a reader."""
    before = published(shop)
    assert call(shop, "run", "--step", "silver").exit_code == 0
    warehouse = shop.folder / "warehouse/warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as opened:
        opened.execute("delete from silver.valued_lines where line_number = 1")
    for step in ("science", "gold"):
        assert call(shop, "run", "--step", step).exit_code == 0
    failed = call(shop, "run", "--step", "audit")
    assert failed.exit_code == 5
    assert "nothing is published" in failed.stderr
    assert "every loaded line is there" in failed.stderr
    assert published(shop) == before
    assert "Audits that did not pass" in call(shop, "status").stdout
    anyway = call(shop, "run", "--step", "publish")
    assert anyway.exit_code == 5
    assert published(shop) == before
    assert call(shop, "run", "--force").exit_code == 0
    assert published(shop) == before
    assert "Audits that did not pass" not in call(shop, "status").stdout


@pytest.mark.long
def test_a_deleted_warehouse_is_built_again_from_the_lake(shop: Any) -> None:
    before, known = published(shop), loads(shop)
    shutil.rmtree(shop.folder / "warehouse")
    assert call(shop, "run", "--force").exit_code == 0
    assert published(shop) == before
    assert loads(shop) == known


def test_steps_in_the_wrong_order_are_told_what_to_do_first(shop: Any) -> None:
    kept = (shop.folder / "warehouse").rename(shop.folder / "kept")
    try:
        done = call(shop, "run", "--step", "publish")
        shutil.rmtree(shop.folder / "warehouse")
    finally:
        kept.rename(shop.folder / "warehouse")
    assert done.exit_code == 6
    assert "Do the steps before this one first" in done.stderr
    assert call(shop, "run").exit_code == 0


def test_a_damaged_warehouse_is_built_anew_and_told(shop: Any) -> None:
    before = published(shop)
    warehouse = shop.folder / "warehouse/warehouse.duckdb"
    warehouse.write_bytes(b"not a database" * 1_000)
    done = call(shop, "run", "--force")
    assert done.exit_code == 0, done.stderr
    assert "the warehouse was damaged and is built anew from the lake" in done.stderr
    assert published(shop) == before
    (aside,) = (shop.folder / "warehouse").glob("*set-aside*")
    assert aside.read_bytes() == b"not a database" * 1_000


@pytest.mark.long
def test_one_step_on_a_damaged_warehouse_does_those_before_it_too(shop: Any) -> None:
    before = published(shop)
    (shop.folder / "warehouse/warehouse.duckdb").write_bytes(b"not a database" * 1_000)
    done = call(shop, "run", "--step", "gold")
    assert done.exit_code == 0, done.stderr
    assert call(shop, "run", "--step", "audit", "--step", "publish").exit_code == 0
    assert published(shop) == before


@pytest.mark.long
def test_a_published_file_changed_by_hand_is_mended_by_the_next_run(shop: Any) -> None:
    before = published(shop)
    path = shop.folder / "published/sales/fact_sales.parquet"
    path.write_bytes(path.read_bytes()[:100])
    assert "sales/fact_sales.parquet has 100 bytes" in call(shop, "status").stderr
    done = call(shop, "run")
    assert done.exit_code == 0
    assert "is published anew: sales/fact_sales.parquet" in done.stderr
    assert published(shop) == before
    assert call(shop, "status").exit_code == 0


def test_what_is_not_ours_is_told_before_anything_is_loaded_or_swapped(shop: Any) -> None:
    before, known = published(shop), loads(shop)
    place = shop.folder / "published/service.duckdb"
    place.unlink()
    place.write_text("somebody's")
    (shop.drop("till") / "sales_2.csv").write_text(till_file(STORES, DAYS[1]), encoding="utf-8")
    done = call(shop, "run")
    assert done.exit_code == 3
    assert "a file that Tillhouse did not make" in done.stderr
    assert (published(shop), loads(shop)) == (before, known)
    assert place.read_text() == "somebody's"
    place.unlink()
    (shop.drop("till") / "sales_2.csv").unlink()
    assert call(shop, "run").exit_code == 0
    assert published(shop) == before


@pytest.mark.long
def test_a_deleted_lake_is_loaded_again_from_the_drops(shop: Any) -> None:
    before, known = published(shop), loads(shop)
    shutil.rmtree(shop.folder / "lake")
    assert call(shop, "run").exit_code == 0
    assert published(shop) == before
    assert len(loads(shop)) == len(known)
    assert set(loads(shop)).isdisjoint(known)


@pytest.mark.long
def test_a_deleted_state_loads_nothing_twice(shop: Any) -> None:
    before, known = published(shop), loads(shop)
    shutil.rmtree(shop.folder / ".tillhouse")
    assert call(shop, "run").exit_code == 0
    assert published(shop) == before
    assert loads(shop) == known


@pytest.mark.long
def test_a_changed_rule_builds_anew_without_loading_anything(shop: Any) -> None:
    before, known = published(shop), loads(shop)
    with (shop.folder / "tillhouse.toml").open("a", encoding="utf-8") as file:
        file.write("\n[rules.incentive]\nrates = [0.02]\n")
    done = json.loads(call(shop, "run", "--json").stdout)
    assert done["status"] == "succeeded"
    assert loads(shop) == known
    changed = {name for name, bytes_ in published(shop).items() if before[name] != bytes_}
    assert changed == {
        "operations/incentive_history.parquet",
        "operations/incentive_payouts.parquet",
        "operations/sales_team_data_mart.parquet",
        "operations/sales_team_incentive_lines.parquet",
    }
    assert json.loads(call(shop, "run", "--json").stdout)["status"] == "nothing new"


@pytest.mark.long
def test_another_secret_makes_other_coupon_codes(shop: Any) -> None:
    before = coupons(shop)
    assert before
    path: Path = shop.folder / ".env"
    path.write_text("TILLHOUSE_SECRET=quite another secret, 9876543210\n", encoding="utf-8")
    assert call(shop, "run").exit_code == 0
    assert set(coupons(shop)).isdisjoint(before)
