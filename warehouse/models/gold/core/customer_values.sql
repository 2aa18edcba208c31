-- R1, R9: what each known customer is worth so far, per currency: net spend, orders, units, tier and rank.
-- Equal spend gives equal ranks. R22: how long the customer usually stays away.
with units as (
  select
    customer_key, currency_code,
    cast(sum(unit_count) as decimal(38,4)) as unit_count,
    cast(sum(return_amount) as decimal(38,4)) as return_amount
  from {{ ref('order_sales') }}
  where customer_key <> 'unknown'
  group by customer_key, currency_code
),

visits as (
  select
    customer_key,
    min(purchase_date) as first_purchase_date,
    max(purchase_date) as last_purchase_date,
    cast(count(*) as bigint) as purchase_day_count
  from {{ ref('purchase_gaps') }}
  group by customer_key
)

select
  tiers.customer_key,
  tiers.currency_code,
  tiers.is_main_currency,
  tiers.order_count,
  tiers.purchase_count,
  units.unit_count,
  tiers.spend_amount,
  units.return_amount,
  tiers.tier,
  cast(rank() over (partition by tiers.currency_code order by tiers.spend_amount desc) as integer) as spend_rank,
  visits.first_purchase_date,
  visits.last_purchase_date,
  coalesce(visits.purchase_day_count, cast(0 as bigint)) as purchase_day_count,
  case when rhythms.gap_basis = 'own' then rhythms.median_gap_days end as median_gap_days,
  case
    when visits.customer_key is null then 'no purchase'
    when rhythms.is_infrequent then 'lapsed'
    when visits.purchase_day_count > 1 then 'repeat'
    else 'first'
  end as purchase_status
from {{ ref('customer_tiers') }} as tiers
inner join units on units.customer_key = tiers.customer_key and units.currency_code = tiers.currency_code
left join visits on visits.customer_key = tiers.customer_key
left join {{ ref('purchase_rhythms') }} as rhythms on rhythms.customer_key = tiers.customer_key
