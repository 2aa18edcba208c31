"""The science steps: silver is read through the engine, results go back to schema `science`.

The only module of this room that knows an engine. The queries name every column and order by
key, and are written so that every engine runs them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from tillhouse.engines.base import Engine
from tillhouse.privacy.pseudonyms import Secret, coupon_codes, person_codes
from tillhouse.science.calling_windows import CallingRules
from tillhouse.science.campaigns import issue_dates, recognise
from tillhouse.science.clusters import ClusterRules, find_clusters
from tillhouse.science.contact_points import find_contact_points
from tillhouse.science.time_zones import ShopFacts

SCHEMA = "science"

CUSTOMERS = """
select customer_key, latitude, longitude, postal_code, state_code, country_code
from silver.customers
where is_known
order by customer_key
"""

CONTACTS = """
select customer_key, email, phone, is_email_opt_out, is_phone_opt_out, country_code
from silver.contacts
order by customer_key
"""

# Amounts of different currencies are never added (R1): a customer's shares are taken in the
# currency of most of their orders, the first by code where two have as many.
COUNTED = """
with counted as (
    select customer_key, order_key, product_key, currency_code, net_amount
    from silver.order_lines
    where is_counted and customer_key <> 'unknown'
),
currencies as (
    select customer_key, currency_code, count(distinct order_key) as order_count
    from counted
    group by customer_key, currency_code
),
ranked as (
    select
        customer_key,
        currency_code,
        row_number() over (
            partition by customer_key order by order_count desc, currency_code
        ) as place
    from currencies
),
spending as (
    select
        counted.customer_key,
        counted.product_key,
        cast(sum(counted.net_amount) as decimal(38, 4)) as spend
    from counted
    join ranked
        on ranked.customer_key = counted.customer_key
        and coalesce(ranked.currency_code, '') = coalesce(counted.currency_code, '')
        and ranked.place = 1
    group by counted.customer_key, counted.product_key
)"""

PURCHASES = f"""{COUNTED}
select
    spending.customer_key,
    coalesce(products.category_name, 'unknown') as category_name,
    cast(sum(spending.spend) as decimal(38, 4)) as spend
from spending
left join silver.products as products on products.product_key = spending.product_key
group by spending.customer_key, coalesce(products.category_name, 'unknown')
order by customer_key, category_name
"""

# Top by the number of customers who bought and kept it: units would be the choice of a few who
# buy in bulk.
TOP_PRODUCTS = f"""{COUNTED},
buyers as (
    select product_key, count(*) as buyer_count
    from spending
    where spend > 0 and product_key <> 'unknown'
    group by product_key
),
top_products as (
    select product_key, row_number() over (order by buyer_count desc, product_key) as place
    from buyers
)
select spending.customer_key, spending.product_key, spending.spend
from spending
join top_products
    on top_products.product_key = spending.product_key
    and top_products.place <= {{top_products:d}}
order by customer_key, product_key
"""

BUYERS = """
select distinct customer_key
from silver.order_lines
where is_counted and customer_key <> 'unknown'
order by customer_key
"""

# Everybody whom silver knows, whether or not they ever bought or sold.
PEOPLE = {
    "customer": """
select customer_key as person_key from silver.customers where is_known order by customer_key
""",
    "employee": """
select employee_key as person_key from silver.employees where is_known order by employee_key
""",
}
REDEEMED = """
select coupon_code, min(business_date) as first_date, max(business_date) as last_date
from silver.order_lines
where is_counted and coupon_code is not null
group by coupon_code
order by coupon_code
"""


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
    """Write `person_codes` (R24), one row per known customer and employee.

    Apart from the other steps: it needs no as-of date, and people are there before they buy.
    """
    codes = pa.concat_tables(
        person_codes(engine.read(sql).read_all()["person_key"], kind, secret)
        for kind, sql in PEOPLE.items()
    )
    engine.write(SCHEMA, "person_codes", codes)
    return {"person_codes": codes.num_rows}


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
