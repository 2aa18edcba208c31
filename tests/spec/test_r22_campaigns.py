"""R22: what comes of a campaign: coupons that are handed in, and the lift against the control group."""

# ruff: noqa: E501  (drawn tables are wider than code)

from __future__ import annotations

from datetime import date
from math import sqrt
from statistics import mean, variance
from typing import Any

import pytest
from small_shop import SmallShop

PEOPLE = ["ada", "bob", "cid", "dan", "eve", "fay", "gus"]
CODES = """
    customer_id | coupon_code | is_control | draw_order
    ada         | AAAA        | no         | 03
    bob         | BBBB        | no         | 02
    cid         | -           | yes        | 01
    dan         | DDDD        | no         | 04
    eve         | EEEE        | no         | 05
    fay         | -           | yes        | 06
    gus         | GGGG        | no         | 00
"""
BEFORE = """
    business_date | order_id | customer_id | product_id | unit_price
    2024-01-01    | 1        | ada         | ball       | 100
    2024-01-01    | 2        | bob         | ball       | 90
    2024-01-01    | 3        | cid         | ball       | 80
    2024-01-01    | 4        | dan         | ball       | 70
    2024-01-01    | 5        | eve         | ball       | 60
    2024-01-01    | 6        | fay         | ball       | 50
    2024-04-30    | 7        | gus         | ball       | 40
"""
AFTER = """
    business_date | order_id | customer_id | product_id | unit_price | discount_amount | coupon_code | store_id
    2024-05-03    | 11       | ada         | ball       | 20         | 3               | AAAA        | 1
    2024-05-03    | 12       | ada         | ball       | 5          | 0               | -           | 1
    2024-05-30    | 13       | bob         | ball       | 30         | 3               | BBBB        | 1
    2024-05-10    | 14       | cid         | ball       | 6          | 0               | -           | 1
    2024-05-31    | 15       | fay         | ball       | 99         | 0               | -           | 1
"""


def campaign(shop: SmallShop, redeemed: str = AFTER) -> None:
    """Issued on 1 May to all who stayed away since January; gus had bought the day before."""
    shop.as_of = date(2024, 6, 30)
    shop.given(
        customers="customer_id\n" + "\n".join(PEOPLE),
        contact_points="customer_id | email\n" + "\n".join(f"{p} | {p}@x.org" for p in PEOPLE),
        products="product_id | category_name\nball | toys",
        campaign_issues="issued_date\n2024-05-01",
        campaign_codes=CODES,
        redeemed_codes="coupon_code | customer_id\n"
        + "\n".join(f"{p[0].upper() * 4} | {p}" for p in PEOPLE),
    )
    shop.given(order_lines=BEFORE)
    shop.given(order_lines=redeemed)


def test_a_campaign_is_measured_on_all_who_were_offered_and_held_out(shop: SmallShop) -> None:
    """Offered: ada 22, bob 27, dan and eve nothing; held out: cid 6, fay nothing within the 30 days.
    Only those who used a coupon would be 24.50 per head."""
    campaign(shop)
    shop.expect("campaign_results", """
        campaign_id | issued_date | valid_to_date | is_complete | offered_count | control_count | redeemed_count | redemption_rate | redeemed_discount_amount | redeemed_net_amount | offer_spend_amount | control_spend_amount | offer_spend_per_head | control_spend_per_head | lift_per_head
        2024-05     | 2024-05-01  | 2024-05-30    | yes         | 4             | 2             | 2              | 0.500000        | 6.00                     | 44.00               | 49.00              | 6.00                 | 12.25                | 3.00                   | 9.25
    """)  # fmt: skip


def test_the_interval_of_the_lift_is_that_of_a_difference_of_means(shop: SmallShop) -> None:
    campaign(shop)
    offer, control = [22, 27, 0, 0], [6, 0]
    half = 1.959964 * sqrt(variance(offer) / 4 + variance(control) / 2)
    (row,) = shop.rows_of("campaign_results")
    lift = mean(offer) - mean(control)
    found = (float(row["lift_per_head_from"]), float(row["lift_per_head_to"]))
    assert found == (pytest.approx(lift - half, abs=0.005), pytest.approx(lift + half, abs=0.005))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2024-05-02 | 21 | ada | ball | 10 | 1 | AAAA | 1", "redeemed"),
        ("2024-05-30 | 21 | ada | ball | 10 | 1 | AAAA | 1", "redeemed"),
        ("2024-05-31 | 21 | ada | ball | 10 | 1 | AAAA | 1", "not valid then"),
        ("2024-05-02 | 21 | - | ball | 10 | 1 | AAAA | 1", "redeemed"),
        ("2024-05-02 | 21 | bob | ball | 10 | 1 | AAAA | 1", "another customer"),
        ("2024-05-02 | 21 | gus | ball | 10 | 1 | GGGG | 1", "not offered"),
        ("2024-05-02 | 21 | ada | ball | 10 | 1 | HALF | 1", "unknown code"),
    ],
)
def test_a_coupon_that_is_handed_in_is_judged(shop: SmallShop, line: str, expected: str) -> None:
    campaign(shop, AFTER.split("\n")[1] + "\n" + line)
    assert [row["redemption_status"] for row in shop.rows_of("coupon_redemptions")] == [expected]


def test_a_coupon_counts_once_and_the_second_use_is_told_apart(shop: SmallShop) -> None:
    campaign(shop, AFTER + "    2024-05-09 | 16 | ada | ball | 40 | 6 | AAAA | 1")
    shop.expect("coupon_redemptions", """
        order_id | coupon_code | redeemed_date | customer_key | campaign_id | offered_customer_key | redemption_status | discount_amount | net_amount
        11       | AAAA        | 2024-05-03    | pos:ada      | 2024-05     | pos:ada              | redeemed          | 3.00            | 17.00
        13       | BBBB        | 2024-05-30    | pos:bob      | 2024-05     | pos:bob              | redeemed          | 3.00            | 27.00
        16       | AAAA        | 2024-05-09    | pos:ada      | 2024-05     | pos:ada              | used again        | 6.00            | 34.00
    """)  # fmt: skip


def test_the_offers_worked_out_again_are_those_of_the_run_that_issued_them(shop: SmallShop) -> None:
    """A budget that does not reach everyone, and a tier that has changed since: 1 May decides."""
    shop.rule("coupons", budget=14)
    campaign(shop)
    shop.build("campaign_members")
    again = members(shop.built("campaign_members"))
    shop.rows["order_lines"] = [
        r for r in shop.rows["order_lines"] if str(r["business_date"]) <= "2024-05-01"
    ]
    shop.rows["coupon_codes"] = [dict(row) for row in shop.rows["campaign_codes"]]
    shop.as_of = date(2024, 5, 1)
    issued = members(shop.rows_of("coupon_offers"))
    assert again == issued
    assert {group for _, group, _, _, _ in issued} == {"offer", "control"}
    assert len(issued) == 3, "the budget reaches one of four"


def members(rows: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    columns = ("customer_key", "offer_group", "coupon_code", "tier", "expected_cost_amount")
    return {tuple(row[column] for column in columns) for row in rows}


def test_a_campaign_without_a_control_group_has_a_rate_and_no_lift(shop: SmallShop) -> None:
    campaign(shop)
    shop.rows["campaign_codes"] = [
        r for r in shop.rows["campaign_codes"] if r["is_control"] == "no"
    ]
    shop.expect("campaign_results", """
        offered_count | control_count | redeemed_count | redemption_rate | control_spend_per_head | lift_per_head | lift_per_head_from
        4             | 0             | 2              | 0.500000        | -                      | -             | -
    """)  # fmt: skip


def test_before_the_first_coupon_comes_back_there_are_no_results(shop: SmallShop) -> None:
    campaign(shop, AFTER)
    for name in ("campaign_issues", "campaign_codes", "redeemed_codes"):
        shop.rows[name] = []
    for row in shop.rows["order_lines"]:
        row["coupon_code"] = None
    shop.build("campaign_results")
    assert shop.built("campaign_results") == shop.built("coupon_redemptions") == []
