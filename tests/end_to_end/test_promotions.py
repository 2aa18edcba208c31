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


@pytest.fixture(params=KINDS)
def judged(request: pytest.FixtureRequest, shop: Any) -> dict[str, tuple[float, float, float]]:
    """Promotion number → ratio and interval, as published."""
    rows = shop.published(
        "sales",
        "select promotion_key, unit_ratio, unit_ratio_low, unit_ratio_high from discount_impact"
        f" where dimension = 'all' and currency_code = 'USD'"
        f" and promotion_key like '{request.param}:%' and unit_ratio_low is not null",
    )
    number = {key: int(key.split(":")[1]) - OFFSET[request.param] for key, *_ in rows}
    return {str(number[key]): tuple(map(float, found)) for key, *found in rows}  # type: ignore[misc]


def test_the_true_lift_of_every_promotion_lies_in_its_interval(
    judged: dict[str, tuple[float, float, float]], truth: list[dict[str, Any]]
) -> None:
    assert len(truth) == 6
    wrong = {
        each["name"]: (each["true_lift"], judged.get(str(each["promotion_id"])))
        for each in truth
        if not is_inside(each["true_lift"], judged.get(str(each["promotion_id"])))
    }
    assert wrong == {}


def is_inside(value: float, found: tuple[float, float, float] | None) -> bool:
    return found is not None and found[1] <= value <= found[2]


def test_a_large_lift_is_told_from_none_and_none_from_a_large_one(
    judged: dict[str, tuple[float, float, float]], truth: list[dict[str, Any]]
) -> None:
    """The intervals say something: where the truth is 2.5 or more, 1 is outside."""
    large = [str(each["promotion_id"]) for each in truth if each["true_lift"] >= 2.5]
    assert len(large) == 2
    assert [judged[number] for number in large if judged[number][1] <= 1] == []
    none = [judged[str(each["promotion_id"])] for each in truth if each["true_lift"] == 1]
    assert [found for found in none if found[2] > 2.5] == []
