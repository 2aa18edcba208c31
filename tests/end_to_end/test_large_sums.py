"""A shop that sells for 10^7 times as much runs whole, and its figures are those of the oracle.

Every price of the sample shop × 10^5 and every quantity × 10^2, on both engines.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end import test_oracle as oracle_tests
from tests.end_to_end.deliveries import fingerprint
from tests.end_to_end.scaled_shop import scale_shop
from tests.oracle.published import Published, read_run

pytestmark = pytest.mark.long

KINDS = oracle_tests.SYSTEMS
BUDGET = "[rules.coupons]\nbudget = 1000000000000\n"  # the usual one has no room for any coupon
# It says itself what its coupons cost at most.
ELSEWHERE = {
    "test_coupons_where_the_budget_suffices_go_to_all_who_are_eligible",
}
RECOMPUTED = sorted(
    name
    for name, test in vars(oracle_tests).items()
    if name.startswith("test_")
    and set(inspect.signature(test).parameters) in ({"seen"}, {"whole"})
    and name not in ELSEWHERE
)


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    from tillhouse.demo.shop import generate_shop

    shop = new_shop(KINDS)
    for name in KINDS:
        shop.drop(name).rmdir()
    seed = oracle_tests.SEED
    generate_shop(shop.folder / "drops", scale=0.03, seed=seed, systems=list(KINDS))
    assert scale_shop(shop.folder / "drops") > 10_000
    settings = shop.folder / "tillhouse.toml"
    settings.write_text(f"{settings.read_text()}\n{BUDGET}")
    shop.run()
    return shop


@pytest.fixture(scope="module")
def scaled(shop: Any) -> Published:
    return read_run(shop.folder)


def test_its_sums_are_beyond_what_eighteen_digits_hold_of_their_products(scaled: Published) -> None:
    rows = scaled.tables["sales_by_period"]
    assert max(row["net_amount"] for row in rows) > 10**10
    assert max(row["net_amount"] * row["order_count"] for row in rows) > 10**13


@pytest.mark.parametrize("name", RECOMPUTED)
def test_its_figures_are_those_of_the_oracle(name: str, scaled: Published) -> None:
    getattr(oracle_tests, name)(scaled)


@pytest.mark.parametrize("dimension", ["all", "category", "product"])
@pytest.mark.parametrize("period_type", ["day", "week", "month", "quarter", "year"])
def test_its_sales_by_period_are_those_of_the_oracle(
    scaled: Published, sales_rows: dict[int, Any], period_type: str, dimension: str
) -> None:
    oracle_tests.test_sales_by_period(scaled, sales_rows, period_type, dimension)


@pytest.fixture(scope="module")
def sales_rows() -> dict[int, Any]:
    return {}


@pytest.mark.spark
def test_spark_publishes_the_same_bytes_of_it(shop: Any, new_shop: Callable[..., Any]) -> None:
    pytest.importorskip("pysail", reason="the spark extra is not installed")
    other = new_shop(KINDS, target="spark")
    settings = other.folder / "tillhouse.toml"
    settings.write_text(f"{settings.read_text()}\n{BUDGET}")
    (other.folder / "lake").symlink_to(shop.folder / "lake")
    for name in KINDS:
        other.drop(name).rmdir()
        other.drop(name).symlink_to(shop.drop(name))
    other.run()
    expected = fingerprint(shop.folder / "published")
    assert fingerprint(other.folder / "published") == expected
