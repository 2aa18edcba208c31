-- R1: one row per customer needs one currency: the one with most orders (then the shop's own).
-- Orders and dates count over all currencies, spend and tier (R9) in the main one only.
with overall as (
  select
    customer_key,
    sum(order_count) as order_count,
    sum(purchase_count) as purchase_count,
    min(first_purchase_date) as first_purchase_date,
    max(last_purchase_date) as last_purchase_date
  from {{ ref('customer_spend') }}
  group by customer_key
),

main_currency as (
  select customer_key, currency_code, spend_amount, tier from {{ ref('customer_tiers') }} where is_main_currency
)

select
  customers.customer_key,
  customers.source_system,
  cast(coalesce(overall.order_count, 0) as bigint) as order_count,
  cast(coalesce(overall.purchase_count, 0) as bigint) as purchase_count,
  coalesce(main_currency.currency_code, '{{ var("shop")["currency"] }}') as currency_code,
  coalesce(main_currency.spend_amount, cast(0 as decimal(38,4))) as spend_amount,
  main_currency.tier,
  overall.first_purchase_date,
  overall.last_purchase_date
from {{ ref('customers') }} as customers
left join overall on overall.customer_key = customers.customer_key
left join main_currency on main_currency.customer_key = customers.customer_key
where customers.is_known
