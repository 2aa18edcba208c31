-- R1, R3: what the customers of a cohort have spent by each month since, per currency: their historic
-- lifetime value so far. Goods brought back before a first purchase belong to its month.
with firsts as (
  select customer_key, cohort_month from {{ ref('customer_months') }} where months_since = 0
),

spend as (
  select
    firsts.cohort_month, sales.currency_code,
    greatest({{ months_between('firsts.cohort_month', month_start('sales.business_date')) }}, 0) as months_since,
    sum(sales.net_amount) as net_amount
  from {{ ref('order_sales') }} as sales
  inner join firsts on firsts.customer_key = sales.customer_key
  group by
    firsts.cohort_month, sales.currency_code,
    greatest({{ months_between('firsts.cohort_month', month_start('sales.business_date')) }}, 0)
),

currencies as (
  select distinct cohort_month, currency_code from spend
),

running as (
  select
    grid.cohort_month, grid.months_since, currencies.currency_code, grid.customer_count, grid.is_complete,
    coalesce(spend.net_amount, 0) as net_amount,
    sum(coalesce(spend.net_amount, 0)) over (
      partition by grid.cohort_month, currencies.currency_code order by grid.months_since
      rows between unbounded preceding and current row) as total_amount
  from {{ ref('cohort_grid') }} as grid
  inner join currencies on currencies.cohort_month = grid.cohort_month
  left join spend
    on spend.cohort_month = grid.cohort_month and spend.months_since = grid.months_since and spend.currency_code = currencies.currency_code
)

select
  cohort_month,
  months_since,
  currency_code,
  customer_count,
  {{ half_up_money('net_amount', 'currency_code') }} as net_amount,
  {{ half_up_money('total_amount', 'currency_code') }} as lifetime_value_amount,
  {{ money_ratio('total_amount', 'customer_count', 'currency_code') }} as lifetime_value_per_customer_amount,
  is_complete
from running
