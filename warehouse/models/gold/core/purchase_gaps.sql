-- R22: days from one purchase day of a customer to the next. Two purchases on one day are one visit
-- and make no gap; bringing goods back is no purchase (R3). Silver counts no line after the as-of
-- date (R5).
with purchase_days as (
  select distinct customer_key, business_date
  from {{ ref('counted_lines') }}
  where customer_key <> 'unknown' and not is_return
),

in_order as (
  select
    customer_key,
    business_date,
    lag(business_date) over (partition by customer_key order by business_date) as previous_date
  from purchase_days
)

select
  customer_key,
  business_date as purchase_date,
  {{ days_between('previous_date', 'business_date') }} as gap_days
from in_order
