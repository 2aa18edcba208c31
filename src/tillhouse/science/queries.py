"""What the science steps read of silver.

The queries name every column and order by key, and are written so that every engine runs them.
"""

from __future__ import annotations

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
    from silver.sales_and_returns
    where customer_key <> 'unknown'
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

# Table of science → the queries without which it has no row; of several that are united, none is.
NEEDS: dict[str, tuple[str, ...]] = {
    "contact_points": (CUSTOMERS, CONTACTS),
    "customer_clusters": (PURCHASES,),
    "cluster_scores": (PURCHASES,),
    "coupon_codes": (BUYERS,),
    "person_codes": (),
    "audience_keys": (),
    "redeemed_codes": (REDEEMED,),
    "campaign_issues": (REDEEMED,),
    "campaign_codes": (REDEEMED, BUYERS),
}
READS: dict[str, tuple[str, ...]] = {
    **NEEDS,
    "customer_clusters": (PURCHASES, TOP_PRODUCTS),
    "person_codes": tuple(PEOPLE.values()),
}
