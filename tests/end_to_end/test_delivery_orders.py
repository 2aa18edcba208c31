"""However the same facts are delivered, the same tables are published, byte for byte (R5, R7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.end_to_end.deliveries import deliver, fingerprint, random_plan, seeds, whole_plan

KINDS = {"orders": "retail_org", "till": "pos"}
ONE, MANY = range(1), seeds(6, 55)[1:]


def publish_plan(new_shop: Callable[..., Any], plan: list[Any]) -> dict[str, str]:
    shop = new_shop(KINDS)
    for number, files in enumerate(plan):
        deliver(shop.folder, files, moment=1_750_000_000 + 1_000 * number)
        shop.run()
    return fingerprint(shop.folder / "published")


@pytest.fixture(scope="module")
def expected(new_shop: Callable[..., Any]) -> dict[str, str]:
    return publish_plan(new_shop, whole_plan())


@pytest.mark.long
@pytest.mark.parametrize("seed", ONE)
def test_a_random_way_of_delivery_publishes_the_same_bytes(
    seed: int, expected: dict[str, str], new_shop: Callable[..., Any]
) -> None:
    assert publish_plan(new_shop, random_plan(seed)) == expected


@pytest.mark.long
@pytest.mark.parametrize("seed", MANY)
def test_many_random_ways_of_delivery_publish_the_same_bytes(
    seed: int, expected: dict[str, str], new_shop: Callable[..., Any]
) -> None:
    assert publish_plan(new_shop, random_plan(seed)) == expected


@pytest.mark.long
def test_the_expected_tables_are_not_empty(expected: dict[str, str]) -> None:
    assert {"sales/sales_by_period.parquet", "marketing/marketing_contacts.parquet"} <= set(
        expected
    )


def test_the_plans_differ_and_bring_corrections_and_repetitions() -> None:
    plans = [random_plan(seed) for seed in range(55)]
    files = [file for plan in plans for run in plan for file in run]
    assert len({str(plan) for plan in plans}) == 55
    assert sum(file.name.startswith("draft_") for file in files) > 40
    assert sum("_again" in file.name for file in files) > 60
    assert sum("_early" in file.name for file in files) > 20
