"""The science steps: silver is read through the engine, results go back to schema `science`.

The only module of this room that knows an engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tillhouse.engines.base import Engine
from tillhouse.privacy.pseudonyms import Secret, audience_keys, coupon_codes, person_codes
from tillhouse.science.calling_windows import CallingRules
from tillhouse.science.campaigns import issue_dates, recognise
from tillhouse.science.clusters import ClusterRules, find_clusters
from tillhouse.science.contact_points import find_contact_points
from tillhouse.science.queries import (
    BUYERS,
    CONTACTS,
    CUSTOMERS,
    PEOPLE,
    PURCHASES,
    REDEEMED,
    TOP_PRODUCTS,
)
from tillhouse.science.time_zones import ShopFacts

SCHEMA = "science"
CODED_AUDIENCES = ("sales",)  # those that may not join with what another one holds (R24)


@dataclass(frozen=True)
class CouponRules:
    """What the codes need to know: the campaign ('' is the as-of month) and the hold-out share."""

    campaign: str = ""
    control_share: float = 0.10
    valid_days: int = 30
    issued_on: tuple[date, ...] = ()

    def campaign_id(self, as_of: date) -> str:
        """The campaign's own id, or the month of the as-of date as 'YYYY-MM'."""
        return self.campaign or f"{as_of:%Y-%m}"


@dataclass(frozen=True)
class ScienceRules:
    """The settings of every science step."""

    calling: CallingRules = field(default_factory=CallingRules)
    clusters: ClusterRules = field(default_factory=ClusterRules)
    coupons: CouponRules = field(default_factory=CouponRules)


def run_science(
    engine: Engine, *, shop: ShopFacts, rules: ScienceRules, secret: Secret, as_of: date
) -> dict[str, int]:
    """Run every step; return the rows written per table of schema `science`."""
    rows = run_contact_points(engine, shop=shop, calling=rules.calling, as_of=as_of)
    rows |= run_customer_clusters(engine, rules=rules.clusters)
    rows |= run_coupon_codes(engine, rules=rules.coupons, secret=secret, as_of=as_of)
    return rows | run_campaigns(engine, rules=rules.coupons, secret=secret, as_of=as_of)


def run_contact_points(
    engine: Engine, *, shop: ShopFacts, calling: CallingRules, as_of: date
) -> dict[str, int]:
    """Write `contact_points` (R11, R12), one row per known customer."""
    customers, contacts = (engine.read(sql).read_all() for sql in (CUSTOMERS, CONTACTS))
    points = find_contact_points(customers, contacts, as_of, shop, calling)
    engine.write(SCHEMA, "contact_points", points)
    return {"contact_points": points.num_rows}


def run_customer_clusters(engine: Engine, *, rules: ClusterRules) -> dict[str, int]:
    """Write `customer_clusters` and its scoreboard `cluster_scores` (R13)."""
    top_products = TOP_PRODUCTS.format(top_products=rules.top_products)
    purchases, products = (engine.read(sql).read_all() for sql in (PURCHASES, top_products))
    clusters = find_clusters(purchases, rules, products)
    engine.write(SCHEMA, "customer_clusters", clusters.customers)
    engine.write(SCHEMA, "cluster_scores", clusters.scores)
    return {
        "customer_clusters": clusters.customers.num_rows,
        "cluster_scores": clusters.scores.num_rows,
    }


def run_coupon_codes(
    engine: Engine, *, rules: CouponRules, secret: Secret, as_of: date
) -> dict[str, int]:
    """Write `coupon_codes` (R22), one row per known customer with a counted order."""
    buyers = engine.read(BUYERS).read_all()
    codes = coupon_codes(buyers, rules.campaign_id(as_of), secret, rules.control_share)
    engine.write(SCHEMA, "coupon_codes", codes)
    return {"coupon_codes": codes.num_rows}


def run_person_codes(engine: Engine, *, secret: Secret) -> dict[str, int]:
    """Write `person_codes` (R24), one row per known customer and employee, and `audience_keys`.

    Apart from the other steps: it needs no as-of date, and people are there before they buy.
    """
    codes = pa.concat_tables(
        person_codes(engine.read(sql).read_all()["person_key"], kind, secret)
        for kind, sql in PEOPLE.items()
    )
    engine.write(SCHEMA, "person_codes", codes)
    keys = audience_keys(CODED_AUDIENCES, secret)
    engine.write(SCHEMA, "audience_keys", keys)
    return {"person_codes": codes.num_rows, "audience_keys": keys.num_rows}


def run_campaigns(
    engine: Engine, *, rules: CouponRules, secret: Secret, as_of: date
) -> dict[str, int]:
    """Write what is known again of earlier campaigns from the codes that were handed in (R22):
    `redeemed_codes`, `campaign_issues` and `campaign_codes`; empty until there is one."""
    redeemed = engine.read(REDEEMED).read_all()
    buyers = engine.read(BUYERS).read_all() if redeemed.num_rows else None
    issued = issue_dates(redeemed, rules.campaign, rules.issued_on, rules.valid_days, as_of)
    codes = [
        coupon_codes(buyers, campaign_id, secret, rules.control_share)
        for campaign_id in issued
        if buyers is not None
    ]
    found = recognise(redeemed, codes, issued)
    for name, table in found.items():
        engine.write(SCHEMA, name, table)
    return {name: table.num_rows for name, table in found.items()}
