-- R1, R4, R6: what was paid in each period, store and way of paying, beside what the orders came to that were
-- paid. Payments of no known order or store are there. R24: nothing personal.
with days as (
  select
    payments.*, calendar.date_day, calendar.week_start_date, calendar.month_start_date, calendar.quarter_start_date, calendar.year_start_date
  from {{ ref('order_payments') }} as payments
  inner join {{ ref('calendar') }} as calendar on calendar.date_day = payments.paid_date
),

sums as (
  {%- for period, start in {'day': 'date_day', 'week': 'week_start_date', 'month': 'month_start_date', 'quarter': 'quarter_start_date', 'year': 'year_start_date'}.items() %}
  {{ 'union all' if not loop.first }}
  select
    '{{ period }}' as period_type, {{ start }} as period_start_date, store_key, payment_method, currency_code,
    count(*) as payment_count, count(distinct order_key) as order_count,
    cast(sum(paid_amount) as decimal(38,4)) as paid_amount,
    cast(sum(order_net_amount) as decimal(38,4)) as order_net_amount,
    cast(sum(order_total_amount) as decimal(38,4)) as order_total_amount
  from days
  group by {{ start }}, store_key, payment_method, currency_code
  {%- endfor %}
)

select
  sums.period_type,
  sums.period_start_date,
  periods.period_label,
  sums.store_key,
  coalesce(stores.store_name, 'unknown') as store_name,
  sums.payment_method,
  sums.currency_code,
  cast(sums.payment_count as bigint) as payment_count,
  cast(sums.order_count as bigint) as order_count,
  {{ half_up_money('sums.paid_amount', 'sums.currency_code') }} as paid_amount,
  {{ half_up_money('sums.order_net_amount', 'sums.currency_code') }} as order_net_amount,
  {{ half_up_money('sums.order_total_amount', 'sums.currency_code') }} as order_total_amount,
  {{ half_up_money('sums.paid_amount - sums.order_total_amount', 'sums.currency_code') }} as difference_amount,
  periods.is_complete
from sums
inner join {{ ref('periods') }} as periods
  on periods.period_type = sums.period_type and periods.period_start_date = sums.period_start_date
left join {{ ref('stores') }} as stores on stores.store_key = sums.store_key
