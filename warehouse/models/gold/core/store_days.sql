-- R23, R4, R9: what a store did on a day, by the tier of its customers: sums, and flags on the day on
-- which a customer is seen for the first time within a period, which add up to distinct customers.
-- New is who bought for the first time ever, in whatever store, within the period. R6: no store, no
-- customer: kept on 'unknown'.
with customer_days as (
  select
    source_system, coalesce(store_id, 'unknown') as store_id, currency_code, business_date, customer_key,
    count(distinct order_key) as order_count,
    count(distinct case when not is_return then order_key end) as purchase_count,
    {{ sums_of_lines() }}
  from {{ ref('counted_lines') }}
  group by source_system, coalesce(store_id, 'unknown'), currency_code, business_date, customer_key
),

first_purchases as (
  select customer_key, min(first_purchase_date) as first_purchase_date
  from {{ ref('customer_spend') }}
  group by customer_key
),

visits as (
  select
    days.source_system, days.store_id, days.currency_code, days.business_date, days.order_count, days.purchase_count,
    {%- for measure in measures() %} days.{{ measure }},{% endfor %}
    coalesce(tiers.tier, 'unknown') as tier,
    first_purchases.first_purchase_date,
    days.customer_key <> 'unknown' as is_known,
    lag(days.business_date) over (
      partition by days.source_system, days.store_id, days.currency_code, days.customer_key
      order by days.business_date) as previous_date
  from customer_days as days
  left join {{ ref('customer_tiers') }} as tiers
    on tiers.customer_key = days.customer_key and tiers.currency_code = days.currency_code
  left join first_purchases on first_purchases.customer_key = days.customer_key
)

select
  visits.source_system,
  visits.store_id,
  visits.currency_code,
  visits.tier,
  visits.business_date,
  cast(sum(visits.order_count) as bigint) as order_count,
  cast(sum(visits.purchase_count) as bigint) as purchase_count,
  {{ sums_of_measures('visits') }}
  {%- for period, start in {'day': 'date_day', 'week': 'week_start_date', 'month': 'month_start_date', 'quarter': 'quarter_start_date', 'year': 'year_start_date'}.items() %}
  {%- set is_first = 'visits.is_known and (visits.previous_date is null or visits.previous_date < calendar.' ~ start ~ ')' %},
  cast(sum(case when {{ is_first }} then 1 else 0 end) as bigint) as {{ period }}_customer_count,
  cast(sum(case when {{ is_first }} and first_days.{{ start }} = calendar.{{ start }} then 1 else 0 end) as bigint) as {{ period }}_new_customer_count
  {%- endfor %}
from visits
inner join {{ ref('calendar') }} as calendar on calendar.date_day = visits.business_date
left join {{ ref('calendar') }} as first_days on first_days.date_day = visits.first_purchase_date
group by visits.source_system, visits.store_id, visits.currency_code, visits.tier, visits.business_date
