-- R4: distinct orders and customers do not add up over days or members. What does add up is a flag
-- on the day on which a customer is seen for the first time within a period: its sum over the
-- days of the period is the number of distinct customers in it.
with lines as (
  {%- for dimension, member_key in {'product': 'product_key', 'category': 'category_name', 'all': "'all'"}.items() %}
  {% if not loop.first %}union all{% endif %}
  select '{{ dimension }}' as dimension, {{ member_key }} as member_key, currency_code, business_date, order_key, customer_key
  from {{ ref('counted_lines') }}
  {%- endfor %}
),

customers as (
  select dimension, member_key, currency_code, business_date, customer_key, count(distinct order_key) as order_count
  from lines
  group by dimension, member_key, currency_code, business_date, customer_key
),

visits as (
  select
    dimension, member_key, currency_code, business_date, order_count,
    customer_key <> 'unknown' as is_known,
    lag(business_date) over (
      partition by dimension, member_key, currency_code, customer_key order by business_date) as previous_date
  from customers
)

select
  visits.dimension,
  visits.member_key,
  visits.currency_code,
  visits.business_date,
  cast(sum(visits.order_count) as bigint) as order_count,
  cast(sum(case when visits.is_known then 1 else 0 end) as bigint) as day_customer_count
  {%- for period in ['week', 'month', 'quarter', 'year'] %},
  cast(sum(case when visits.is_known and (visits.previous_date is null or visits.previous_date < calendar.{{ period }}_start_date)
    then 1 else 0 end) as bigint) as {{ period }}_customer_count
  {%- endfor %}
from visits
inner join {{ ref('calendar') }} as calendar on calendar.date_day = visits.business_date
group by visits.dimension, visits.member_key, visits.currency_code, visits.business_date
