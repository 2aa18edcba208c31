"""A campaign from offers to results; between the runs only the deliveries are kept. R22"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

HEADER = "customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost"
BUYERS = 60
ISSUED = date(2024, 5, 15)
Offer = tuple[str, str, str | None, Decimal]


def write_sales(folder: Path, header: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """One till file per day."""
    days: dict[date, list[tuple[Any, ...]]] = {}
    for row in rows:
        days.setdefault(row[3], []).append(row)
    for day, lines in days.items():
        with (folder / f"sales_{day}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header.split(","), *lines])


def sale(customer: Any, day: date, price: int, *coupon: str) -> tuple[Any, ...]:
    return (customer, 1, "ball", day, 7, price, 1, price, *coupon)


def spring(shop: Any) -> None:
    """Sixty customers who bought once in early spring; a few come every week, a few came lately."""
    people = [
        f"{n},Ann,Lee{n},1 Main St,10001,(212) 736-{5000 + n},2020-01-01" for n in range(BUYERS)
    ]
    columns = "customer_id,first_name,last_name,address,pincode,phone_number,customer_joining_date"
    (shop.drop("till") / "customer.csv").write_text("\n".join([columns, *people]))
    (shop.drop("till") / "product.csv").write_text("id,name,category\n1,ball,toys\n")
    first = [sale(n, date(2024, 3, 1) + timedelta(days=n // 4), 20 + n) for n in range(BUYERS)]
    weeks = [ISSUED - timedelta(days=7 * week) for week in range(5)]
    again = [sale(n, day, 5) for n in range(0, BUYERS, 10) for day in weeks]
    lately = [sale(n, ISSUED - timedelta(days=5), 5) for n in range(5, BUYERS, 10)]
    write_sales(shop.drop("till"), HEADER, first + again + lately)


@pytest.fixture(scope="module")
def shop(new_shop: Callable[..., Any]) -> Any:
    """Offers as of 15 May; in July the sales of the weeks after it, with the coupons, are there."""
    made = new_shop({"till": "pos"})
    spring(made)
    settings = made.folder / "tillhouse.toml"
    settings.write_text(
        settings.read_text() + "\n[rules.coupons]\nbudget = 60\ncontrol_share = 0.3\n"
    )
    made.run()
    made.offers = offers_of(made)
    made.sold = later_sales(made.offers)
    write_sales(made.drop("till"), f"{HEADER},coupon_code", made.sold)
    settings.write_text(settings.read_text() + f"issued_on = [{ISSUED}]\n")
    made.run()
    return made


def offers_of(shop: Any) -> dict[str, Offer]:
    rows = shop.published(
        "marketing",
        "select customer_id, offer_group, tier, coupon_code, expected_cost_amount "
        "from coupon_offers",
    )
    return {row[0]: row[1:] for row in rows}


def later_sales(offers: dict[str, Offer]) -> list[tuple[Any, ...]]:
    """Every second one who holds a coupon uses it; one is late, one is somebody else's, one is made
    up; some of those held out buy too."""
    codes = {customer: offer[2] for customer, offer in offers.items() if offer[2]}
    used = [
        sale(customer, ISSUED + timedelta(days=3 + n % 20), 30 + n, code.lower().replace("-", " "))
        for n, (customer, code) in enumerate(sorted(codes.items()))
        if code and n % 2 == 0
    ]
    (_, late), (_, lent) = [item for n, item in enumerate(sorted(codes.items())) if n % 2][:2]
    held_out = sorted(customer for customer, offer in offers.items() if not offer[2])
    return [
        *used,
        *(sale(customer, date(2024, 5, 20), 8, "") for customer in held_out[::3]),
        sale("", date(2024, 7, 2), 11, late or ""),
        sale(held_out[0], date(2024, 5, 30), 12, lent or ""),
        sale(held_out[1], date(2024, 5, 31), 13, "HALF-PRICE"),
    ]


def test_the_offers_that_were_published_are_worked_out_again(shop: Any) -> None:
    """July knows 15 May: the same customers, groups, codes, tiers and costs; a budget that did not
    reach all, and customers who have become frequent again since."""
    again = shop.ask(
        "select customers.customer_id, members.offer_group, members.tier, members.coupon_code, "
        "members.expected_cost_amount from gold.campaign_members as members "
        "join silver.customers as customers using (customer_key)"
    )
    assert {row[0]: row[1:] for row in again} == shop.offers
    groups = [offer[0] for offer in shop.offers.values()]
    assert min(groups.count("offer"), groups.count("control")) >= 5
    assert len(groups) < BUYERS - 12  # twelve had just bought, and the budget did not suffice


def test_every_coupon_that_was_handed_in_is_judged(shop: Any) -> None:
    found = dict(
        shop.published(
            "marketing",
            "select redemption_status, count(*) from coupon_redemptions group by all",
        )
    )
    offered = sum(offer[0] == "offer" for offer in shop.offers.values())
    assert found == {
        "redeemed": (offered + 1) // 2,
        "not valid then": 1,
        "another customer": 1,
        "unknown code": 1,
    }


def test_results_are_those_that_add_up_by_hand(shop: Any) -> None:
    offered = {who for who, offer in shop.offers.items() if offer[0] == "offer"}
    spend: dict[str, int] = dict.fromkeys(shop.offers, 0)
    for row in shop.sold:
        if str(row[0]) in spend and ISSUED < row[3] < ISSUED + timedelta(days=30):
            spend[str(row[0])] += row[5]
    of_offer = sum(spend[who] for who in offered)
    of_control = sum(spend[who] for who in spend.keys() - offered)
    ((*found, lift, low, high),) = shop.published(
        "marketing",
        "select campaign_id, issued_date, offered_count, control_count, redeemed_count, "
        "offer_spend_amount, control_spend_amount, lift_per_head, lift_per_head_from, "
        "lift_per_head_to from campaign_results",
    )
    held_out = len(spend) - len(offered)
    assert found == [
        "2024-05", ISSUED, len(offered), held_out, (len(offered) + 1) // 2, of_offer, of_control,
    ]  # fmt: skip
    assert lift == round(Decimal(of_offer) / len(offered) - Decimal(of_control) / held_out, 2)
    assert low < lift < high


def test_another_day_of_issue_would_know_other_offers(shop: Any) -> None:
    """So issued_on matters: on the first of May those who came lately had not yet."""
    settings = shop.folder / "tillhouse.toml"
    text = settings.read_text()
    settings.write_text(text.replace(f"issued_on = [{ISSUED}]\n", ""))
    shop.run()
    settings.write_text(text)
    rows = shop.published("marketing", "select issued_date from campaign_results")
    assert rows == [(date(2024, 5, 1),)]
    customers = {row[0] for row in shop.ask("select customer_key from gold.campaign_members")}
    assert customers != {f"till:{who}" for who in shop.offers}
