-- R11: those whom marketing may not contact, counted by reason. A customer is counted once, in the
-- main currency; spend is kept apart per currency (R1).
with unreachable as (
  select
    customers.customer_key,
    customers.source_system,
    coalesce(points.unreachable_reason, 'email missing, phone missing') as unreachable_reason
  from {{ ref('customers') }} as customers
  left join {{ source('science', 'contact_points') }} as points on points.customer_key = customers.customer_key
  where customers.is_known and not coalesce(points.is_contactable, false)
),

counted as (
  select unreachable.source_system, unreachable.unreachable_reason, purchases.currency_code, 1 as customer_count, cast(0 as decimal(38,4)) as spend_amount
  from unreachable
  inner join {{ ref('customer_purchases') }} as purchases on purchases.customer_key = unreachable.customer_key
  union all
  select unreachable.source_system, unreachable.unreachable_reason, spend.currency_code, 0, spend.spend_amount
  from unreachable
  inner join {{ ref('customer_spend') }} as spend on spend.customer_key = unreachable.customer_key
)

select
  source_system,
  unreachable_reason,
  currency_code,
  cast(sum(customer_count) as bigint) as customer_count,
  {{ half_up_money('sum(spend_amount)', 'currency_code') }} as spend_amount
from counted
group by source_system, unreachable_reason, currency_code
