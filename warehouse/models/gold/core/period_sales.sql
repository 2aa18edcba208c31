-- R3, R4: days rolled up to every period, in exact decimals; rounded only where it is published.
with days as (
  select
    member_days.dimension, member_days.member_key, member_days.currency_code, member_days.business_date,
    member_visits.order_count, member_visits.purchase_count, member_visits.anonymous_order_count,
    member_visits.day_customer_count, member_visits.week_customer_count,
    member_visits.month_customer_count, member_visits.quarter_customer_count, member_visits.year_customer_count,
    member_days.unit_count, member_days.gross_amount, member_days.discount_amount,
    member_days.return_unit_count, member_days.return_amount, member_days.net_amount,
    calendar.week_start_date, calendar.month_start_date, calendar.quarter_start_date, calendar.year_start_date
  from {{ ref('member_days') }} as member_days
  inner join {{ ref('member_visits') }} as member_visits
    on member_visits.dimension = member_days.dimension
    and member_visits.member_key = member_days.member_key
    and member_visits.currency_code = member_days.currency_code
    and member_visits.business_date = member_days.business_date
  inner join {{ ref('calendar') }} as calendar on calendar.date_day = member_days.business_date
)

select
  'day' as period_type, business_date as period_start_date, dimension, member_key, currency_code,
  order_count, purchase_count, anonymous_order_count, day_customer_count as customer_count,
  unit_count, gross_amount, discount_amount, return_unit_count, return_amount, net_amount
from days
{%- for period in ['week', 'month', 'quarter', 'year'] %}
union all
select
  '{{ period }}', {{ period }}_start_date, dimension, member_key, currency_code,
  cast(sum(order_count) as bigint), cast(sum(purchase_count) as bigint), cast(sum(anonymous_order_count) as bigint), cast(sum({{ period }}_customer_count) as bigint),
  {{ sums_of_measures() }}
from days
group by {{ period }}_start_date, dimension, member_key, currency_code
{%- endfor %}
