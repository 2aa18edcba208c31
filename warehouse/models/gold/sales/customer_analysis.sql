-- R1, R8, R9, R22: what each customer who ever bought is worth so far, per currency, and how they buy.
-- R24: a customer is a code and a place.
with codes as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'customer'
),

totals as (
  select currency_code, sum(spend_amount) as spend_amount
  from {{ ref('customer_values') }}
  group by currency_code
),

segments as (
  select customer_key, segment from {{ ref('rfm_ranks') }} where snapshot = 'now'
)

select
  codes.person_code as customer_code,
  worth.currency_code,
  customers.source_system,
  customers.customer_type,
  coalesce(customers.country_code, 'unknown') as country_code,
  coalesce(customers.state_code, 'unknown') as state_code,
  worth.spend_rank,
  worth.tier,
  segments.segment,
  worth.purchase_status,
  worth.order_count,
  worth.purchase_count,
  worth.unit_count,
  {{ half_up_money('worth.spend_amount', 'worth.currency_code') }} as lifetime_value_amount,
  {{ share('worth.spend_amount', 'totals.spend_amount') }} as spend_share,
  {{ half_up_money('worth.return_amount', 'worth.currency_code') }} as return_amount,
  {{ money_ratio('worth.spend_amount', 'worth.order_count', 'worth.currency_code') }} as average_order_amount,
  worth.purchase_day_count,
  worth.median_gap_days,
  {{ days_between('worth.last_purchase_date', 'as_of.as_of_date') }} as days_since_purchase,
  worth.first_purchase_date,
  worth.last_purchase_date,
  worth.is_main_currency
from {{ ref('customer_values') }} as worth
inner join codes on codes.person_key = worth.customer_key
inner join {{ ref('customers') }} as customers on customers.customer_key = worth.customer_key
inner join totals on totals.currency_code = worth.currency_code
cross join {{ ref('as_of') }} as as_of
left join segments on segments.customer_key = worth.customer_key
