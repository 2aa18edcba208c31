-- R4, R23: what new, returning and unknown customers bought on a day, per currency, in a form that adds up
-- over the days of a period. New in a period is who bought for the first time ever within it, in
-- whatever currency; a customer counts on the day of the first visit in the period.
{%- set starts = {'day': 'date_day', 'week': 'week_start_date', 'month': 'month_start_date', 'quarter': 'quarter_start_date', 'year': 'year_start_date'} %}
with days as (
  select currency_code, business_date, customer_key, sum(net_amount) as net_amount
  from {{ ref('order_sales') }}
  group by currency_code, business_date, customer_key
),

firsts as (
  select customer_key, min(purchase_date) as first_purchase_date from {{ ref('purchase_gaps') }} group by customer_key
),

visits as (
  select
    days.currency_code, days.business_date, days.net_amount,
    days.customer_key <> 'unknown' as is_known,
    firsts.first_purchase_date,
    lag(days.business_date) over (partition by days.currency_code, days.customer_key order by days.business_date) as previous_date
  from days
  left join firsts on firsts.customer_key = days.customer_key
)

select
  visits.currency_code,
  visits.business_date,
  cast(sum(visits.net_amount) as decimal(38,4)) as net_amount,
  cast(sum(case when visits.is_known then cast(0 as decimal(38,4)) else visits.net_amount end) as decimal(38,4)) as anonymous_net_amount
  {%- for period, start in starts.items() %}
  {%- set is_new = 'coalesce(first_days.' ~ start ~ ' = calendar.' ~ start ~ ', false)' %}
  {%- set is_first_visit = 'visits.is_known and (visits.previous_date is null or visits.previous_date < calendar.' ~ start ~ ')' %},
  cast(sum(case when {{ is_first_visit }} then 1 else 0 end) as bigint) as {{ period }}_customer_count,
  cast(sum(case when {{ is_first_visit }} and {{ is_new }} then 1 else 0 end) as bigint) as {{ period }}_new_customer_count,
  cast(sum(case when visits.is_known and {{ is_new }} then visits.net_amount else cast(0 as decimal(38,4)) end) as decimal(38,4)) as {{ period }}_new_net_amount
  {%- endfor %}
from visits
inner join {{ ref('calendar') }} as calendar on calendar.date_day = visits.business_date
left join {{ ref('calendar') }} as first_days on first_days.date_day = visits.first_purchase_date
group by visits.currency_code, visits.business_date
