-- R4: distinct orders and customers do not add up over days or members. What does add up is a flag
-- on the day on which a customer is seen for the first time within a period: its sum over the
-- days of the period is the number of distinct customers in it.
with visited as (
  {%- for dimension, member_key in goods_members().items() %}
  {{ 'union all' if not loop.first }}
  select '{{ dimension }}' as dimension, {{ member_key }} as member_key, currency_code, business_date, order_key, customer_key,
    case when is_return then 0 else 1 end as is_purchase
  from {{ ref('counted_lines') }}
  {%- endfor %}
  {%- for dimension, member_key in place_members().items() %}
  union all
  select '{{ dimension }}', {{ member_key }}, currency_code, business_date, order_key, customer_key, case when is_purchase then 1 else 0 end
  from {{ ref('order_sales') }}
  {%- endfor %}
),

orders as (
  select dimension, member_key, currency_code, business_date, customer_key, order_key, max(is_purchase) as is_purchase
  from visited
  group by dimension, member_key, currency_code, business_date, customer_key, order_key
),

-- Return records have no order_key: whoever brings back is there, with no order.
customers as (
  select
    dimension, member_key, currency_code, business_date, customer_key,
    count(order_key) as order_count, sum(case when order_key is not null then is_purchase else 0 end) as purchase_count
  from orders
  group by dimension, member_key, currency_code, business_date, customer_key
),

visits as (
  select
    dimension, member_key, currency_code, business_date, order_count, purchase_count,
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
  cast(sum(visits.purchase_count) as bigint) as purchase_count,
  cast(sum(case when visits.is_known then 0 else visits.order_count end) as bigint) as anonymous_order_count,
  cast(sum(case when visits.is_known then 1 else 0 end) as bigint) as day_customer_count
  {%- for period in ['week', 'month', 'quarter', 'year'] %},
  cast(sum(case when visits.is_known and (visits.previous_date is null or visits.previous_date < calendar.{{ period }}_start_date)
    then 1 else 0 end) as bigint) as {{ period }}_customer_count
  {%- endfor %}
from visits
inner join {{ ref('calendar') }} as calendar on calendar.date_day = visits.business_date
group by visits.dimension, visits.member_key, visits.currency_code, visits.business_date
