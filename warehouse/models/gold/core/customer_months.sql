-- R4: the months in which each known customer bought, counted from the month of the first purchase.
with firsts as (
  select customer_key, min(purchase_date) as first_purchase_date from {{ ref('purchase_gaps') }} group by customer_key
),

months as (
  select customer_key, {{ month_start('purchase_date') }} as purchase_month, count(*) as purchase_day_count
  from {{ ref('purchase_gaps') }}
  group by customer_key, {{ month_start('purchase_date') }}
)

select
  months.customer_key,
  {{ month_start('firsts.first_purchase_date') }} as cohort_month,
  months.purchase_month,
  {{ months_between(month_start('firsts.first_purchase_date'), 'months.purchase_month') }} as months_since,
  cast(months.purchase_day_count as bigint) as purchase_day_count
from months
inner join firsts on firsts.customer_key = months.customer_key
