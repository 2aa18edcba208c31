-- R22: how long each customer usually stays away: their own median gap from the minimum number of
-- orders up, else the median over all gaps of all customers. A customer who stayed away for longer
-- than the threshold is infrequent; exactly as long is not longer. R5: days up to the as-of date.
with customers as (
  select
    customer_key,
    max(purchase_date) as last_purchase_date,
    cast(median(gap_days) as decimal(18,1)) as own_median_gap
  from {{ ref('purchase_gaps') }}
  group by customer_key
),

everyone as (
  select cast(median(gap_days) as decimal(18,1)) as median_gap from {{ ref('purchase_gaps') }}
),

based as (
  select
    customers.customer_key,
    customers.last_purchase_date,
    {{ days_between('customers.last_purchase_date', 'as_of.as_of_date') }} as days_since_purchase,
    purchases.order_count,
    purchases.purchase_count,
    case when purchases.order_count >= {{ rule('infrequent', 'minimum_orders') }} and customers.own_median_gap is not null
      then 'own' else 'all customers' end as gap_basis,
    customers.own_median_gap,
    everyone.median_gap
  from customers
  inner join {{ ref('customer_purchases') }} as purchases on purchases.customer_key = customers.customer_key
  cross join everyone
  cross join {{ ref('as_of') }} as as_of
),

measured as (
  select
    customer_key, last_purchase_date, days_since_purchase, order_count, purchase_count, gap_basis,
    case when gap_basis = 'own' then own_median_gap else median_gap end as median_gap_days
  from based
),

bounded as (
  select
    customer_key, last_purchase_date, days_since_purchase, order_count, purchase_count, gap_basis, median_gap_days,
    greatest(
      cast({{ rule('infrequent', 'minimum_days') }} as decimal(18,2)),
      {{ half_up(rule_number('infrequent', 'gap_factor') ~ ' * coalesce(median_gap_days, cast(0 as decimal(18,1)))', 2, 7) }}
    ) as threshold_days
  from measured
)

select
  customer_key,
  last_purchase_date,
  days_since_purchase,
  order_count,
  purchase_count,
  gap_basis,
  median_gap_days,
  threshold_days,
  days_since_purchase > threshold_days as is_infrequent
from bounded
