"""Who stays away, and who gets a coupon. R22"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.contacts import who
from tests.oracle.marketing import Market, Purchases, favourite_category
from tests.oracle.shop import OWN_CURRENCY, half_up

BUYER_KEY = ("customer_key",)
OFFER_KEY = ("campaign_id", "customer_key")
MINIMUM_DAYS, GAP_FACTOR, MINIMUM_ORDERS = Decimal(30), Decimal("1.5"), 3
RATES = {"gold": Decimal("0.15"), "silver": Decimal("0.10"), "bronze": Decimal("0.05")}
VALID_DAYS = 30


def gaps_of(days: list[date]) -> list[int]:
    """Days between one purchase day and the next."""
    return [(later - day).days for day, later in pairwise(days)]


def infrequent_buyers(market: Market) -> Rows:
    """One row per contactable customer who stayed away for longer than the threshold."""
    rows: Rows = {}
    for key, rhythm in rhythms(market).items():
        if rhythm["days_since_purchase"] > rhythm["threshold_days"]:
            customer, favourite = market.shop.customers[key], favourite_category(market, key)
            rows[key,] = {
                "source_system": customer.source,
                "customer_id": customer.customer_id,
                "full_name": customer.full_name,
                **rhythm,
                "tier": market.tier(key),
                "favourite_category": favourite[0] if favourite else None,
            }
    return rows


def rhythms(market: Market) -> dict[str, dict[str, Any]]:
    """How often each contactable customer with a purchase comes, and for how long not now."""
    every_gap = [gap for bought in market.purchases.values() for gap in gaps_of(bought.days)]
    bought = {each.key: market.purchases.get(each.key) for each in market.contactable()}
    return {
        key: rhythm_of(purchases, every_gap, market.as_of)
        for key, purchases in bought.items()
        if purchases and purchases.days
    }


def exactly_at_the_threshold(market: Market) -> list[str]:
    return [
        key
        for key, rhythm in rhythms(market).items()
        if rhythm["days_since_purchase"] == rhythm["threshold_days"]
    ]


def rhythm_of(bought: Purchases, every_gap: list[int], as_of: date) -> dict[str, Any]:
    """Own gaps count from three orders up; who has none, though, is measured by everybody's."""
    own = gaps_of(bought.days) if bought.order_count >= MINIMUM_ORDERS else []
    gap = Decimal(median(own or every_gap))
    return {
        "last_purchase_date": bought.days[-1],
        "days_since_purchase": (as_of - bought.days[-1]).days,
        "order_count": bought.order_count,
        "purchase_count": bought.purchase_count,
        "gap_basis": "own" if own else "all customers",
        "median_gap_days": gap,
        "threshold_days": max(MINIMUM_DAYS, GAP_FACTOR * gap),
    }


def eligible_for_coupons(market: Market) -> Rows:
    """Infrequent customers with a favourite category in the shop's currency, as if all got one."""
    rows: Rows = {}
    for (key,) in infrequent_buyers(market):
        favourite = favourite_category(market, key)
        if favourite and market.main_currency(key) == OWN_CURRENCY:
            category, bought = favourite
            tier = market.tier(key)
            rate = RATES[tier or "bronze"]
            rows[f"{market.as_of:%Y-%m}", key] = {
                **who(market, market.shop.customers[key]),
                "category_name": category,
                "discount_rate": rate,
                "valid_from_date": market.as_of,
                "valid_to_date": market.as_of + timedelta(days=VALID_DAYS - 1),
                "expected_cost_amount": half_up(rate * bought.spend / bought.order_count),
                "currency_code": OWN_CURRENCY,
                "tier": tier,
            }
    return rows
