"""What customers are worth, how they buy and where they live. R9, R22, R24"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from tests.oracle.compare import Rows
from tests.oracle.contacts import address, who
from tests.oracle.marketing import Market, Purchases
from tests.oracle.offers import gaps_of, rhythm_of
from tests.oracle.rfm import rfm
from tests.oracle.shop import UNKNOWN, Line, half_up, ratio
from tests.oracle.star import code

ANALYSIS_KEY = ("customer_code", "currency_code")
REGIONS_KEY = ("country_code", "state_code", "currency_code")
TOP_KEY = ("currency_code", "customer_key")
TOP_RANKS = 100


def customer_analysis(market: Market, secret: str) -> Rows:
    """One row per known customer and currency in which they bought or brought something back."""
    every_gap = [gap for bought in market.purchases.values() for gap in gaps_of(bought.days)]
    segments = {key: score.segment for key, score in rfm(market).items()}
    rows: Rows = {}
    for currency, spends in spends_by_currency(market).items():
        total, ordered = sum(spends.values(), Decimal(0)), sorted(spends.values())
        for key, spend in spends.items():
            here = market.in_currency(key, currency)
            rows[code(secret, "customer", key), currency] = {
                "source_system": market.shop.customers[key].source,
                **place(market, key),
                "spend_rank": 1 + sum(other > spend for other in ordered),
                "tier": market.tiers[key, currency],
                "segment": segments.get(key),
                **worth(here),
                "unit_count": units(here.lines),
                "spend_share": ratio(spend, total),
                "return_amount": half_up(returned(here.lines)),
                **rhythm(market, key, every_gap),
                "is_main_currency": currency == market.main_currency(key),
            }
    return rows


def spends_by_currency(market: Market) -> dict[str, dict[str, Decimal]]:
    spends: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for key, currency in market.tiers:
        spends[currency][key] = market.in_currency(key, currency).spend
    return spends


def worth(bought: Purchases) -> dict[str, Any]:
    return {
        "order_count": bought.order_count,
        "purchase_count": bought.purchase_count,
        "lifetime_value_amount": half_up(bought.spend),
        "average_order_amount": half_up(bought.spend / bought.order_count)
        if bought.order_count
        else None,
    }


def units(lines: list[Line]) -> Decimal:
    return sum((line.quantity for line in lines if not line.is_return), Decimal(0))


def returned(lines: list[Line]) -> Decimal:
    return -sum((line.net for line in lines if line.is_return), Decimal(0))


def place(market: Market, key: str) -> dict[str, str]:
    found = address(market, market.shop.customers[key])
    return {name: found[name] or UNKNOWN for name in ("country_code", "state_code")}


def rhythm(market: Market, key: str, every_gap: list[int]) -> dict[str, Any]:
    """How often the customer comes, and what is to be thought of it."""
    bought = market.purchases[key]
    first, last = bought.first_and_last
    row: dict[str, Any] = {
        "purchase_day_count": len(bought.days),
        "median_gap_days": None,
        "days_since_purchase": None,
        "first_purchase_date": first,
        "last_purchase_date": last,
        "purchase_status": "no purchase",
    }
    if bought.days:
        usual = rhythm_of(bought, every_gap, market.as_of)
        is_own, away = usual["gap_basis"] == "own", usual["days_since_purchase"]
        row["median_gap_days"] = usual["median_gap_days"] if is_own else None
        row["days_since_purchase"] = away
        row["purchase_status"] = "repeat" if len(bought.days) > 1 else "first"
        if away > usual["threshold_days"]:
            row["purchase_status"] = "lapsed"
    return row


def top_customers(market: Market) -> Rows:
    """One row per contactable customer and currency down to the last rank."""
    every_gap = [gap for bought in market.purchases.values() for gap in gaps_of(bought.days)]
    reachable = {each.key: each for each in market.contactable()}
    rows: Rows = {}
    for currency, spends in spends_by_currency(market).items():
        for key, spend in spends.items():
            rank = 1 + sum(other > spend for other in spends.values())
            if rank <= TOP_RANKS and spend > 0 and key in reachable:
                usual = rhythm(market, key, every_gap)
                home = address(market, reachable[key])
                rows[currency, key] = {
                    **who(market, reachable[key]),
                    **{name: home[name] for name in ("country_code", "state_code")},
                    "spend_rank": rank,
                    "tier": market.tiers[key, currency],
                    **worth(market.in_currency(key, currency)),
                    **{n: usual[n] for n in usual if n.endswith(("_date", "_status"))},
                }
    return rows


def customer_regions(market: Market) -> Rows:
    """One row per place and currency: heads in the main one, money where it was spent."""
    heads: dict[Any, Counter[str]] = defaultdict(Counter)
    money: dict[Any, list[Purchases]] = defaultdict(list)
    for key in market.shop.customers:
        home = tuple(place(market, key).values())
        tier = market.tier(key)
        heads[(*home, market.main_currency(key))].update(["all", *([tier] if tier else [])])
        for currency in {line.currency for line in market.purchases.get(key, Purchases()).lines}:
            money[(*home, currency)].append(market.in_currency(key, currency))
    return {
        key: region_row(heads.get(key, Counter()), money.get(key, []))
        for key in heads.keys() | money.keys()
    }


def region_row(heads: Counter[str], bought: list[Purchases]) -> dict[str, Any]:
    net = sum((each.spend for each in bought), Decimal(0))
    return {
        "customer_count": heads["all"],
        "buyer_count": len(bought),
        "order_count": sum(each.order_count for each in bought),
        "purchase_count": sum(each.purchase_count for each in bought),
        "net_amount": half_up(net),
        "net_per_buyer_amount": half_up(net / len(bought)) if bought else None,
        **{f"{tier}_customer_count": heads[tier] for tier in ("gold", "silver", "bronze")},
    }
