"""The promotions of the sample shop against the truth that it was made with: the factor by which
each multiplied what was bought lies in the interval that is published for it. R16"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.long  # a shop large enough to see a promotion in it

KINDS = {"orders": "retail_org", "erp": "adventureworks"}
OFFSET = {"orders": 0, "erp": 1}  # the ERP's offer 1 is called No Discount


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    from tillhouse.demo.shop import generate_shop

    made = new_shop(KINDS)
    for name in KINDS:
        made.drop(name).rmdir()
    generate_shop(made.folder / "drops", scale=1.0, systems=list(KINDS))
    made.run()
    return made


@pytest.fixture(scope="module")
def truth(shop: Any) -> list[dict[str, Any]]:
    key = json.loads((shop.folder / "drops/answer_key/truth.json").read_text("utf-8"))
    promotions: list[dict[str, Any]] = key["shop"]["promotions"]
    return promotions


Judged = dict[tuple[str, str], tuple[float, float, float]]


@pytest.fixture(scope="module")
def judged(shop: Any) -> Judged:
    """System and promotion number → ratio and interval, as published."""
    rows = shop.published(
        "sales",
        "select promotion_key, unit_ratio, unit_ratio_low, unit_ratio_high from discount_impact"
        " where dimension = 'all' and currency_code = 'USD' and unit_ratio_low is not null",
    )
    found: Judged = {}
    for key, *numbers in rows:
        system, number = key.split(":")
        ratio, low, high = map(float, numbers)
        found[system, str(int(number) - OFFSET[system])] = ratio, low, high
    return found


@pytest.mark.parametrize("system", KINDS)
def test_the_true_lift_of_every_promotion_lies_in_its_interval(
    judged: Judged, truth: list[dict[str, Any]], system: str
) -> None:
    assert missed(judged, truth, system) == {}


def missed(judged: Judged, truth: list[dict[str, Any]], system: str) -> dict[str, Any]:
    """Promotions whose true lift is not in the published interval, or that have none."""
    assert len(truth) == 6
    found = {each["name"]: judged.get((system, str(each["promotion_id"]))) for each in truth}
    return {
        each["name"]: (each["true_lift"], found[each["name"]])
        for each in truth
        if not is_inside(each["true_lift"], found[each["name"]])
    }


def is_inside(value: float, found: tuple[float, float, float] | None) -> bool:
    return found is not None and found[1] <= value <= found[2]


def test_a_large_lift_is_told_from_none_and_none_from_a_large_one(
    judged: Judged, truth: list[dict[str, Any]]
) -> None:
    """The intervals say something: where the truth is 2.5 or more, 1 is outside."""
    lifts = {str(each["promotion_id"]): each["true_lift"] for each in truth}
    ours = {key: found for key, found in judged.items() if key[1] in lifts}
    large = [found for key, found in ours.items() if lifts[key[1]] >= 2.5]
    none = [found for key, found in ours.items() if lifts[key[1]] == 1]
    assert (len(large), len(none)) == (4, 2)
    assert [found for found in large if found[1] <= 1] == []
    assert [found for found in none if found[2] > 2.5] == []
