-- R4, R23: customers and revenue of each period by whether the customer bought for the first time ever in
-- it. R6: revenue of unknown customers is neither and stands apart.
{%- set starts = {'day': 'date_day', 'week': 'week_start_date', 'month': 'month_start_date', 'quarter': 'quarter_start_date', 'year': 'year_start_date'} %}
with rolled_up as (
  {%- for period, start in starts.items() %}
  {{ 'union all' if not loop.first }}
  select
    '{{ period }}' as period_type,
    calendar.{{ start }} as period_start_date,
    days.currency_code,
    sum(days.{{ period }}_customer_count) as customer_count,
    sum(days.{{ period }}_new_customer_count) as new_customer_count,
    sum(days.net_amount) as net_amount,
    sum(days.{{ period }}_new_net_amount) as new_net_amount,
    sum(days.anonymous_net_amount) as anonymous_net_amount
  from {{ ref('customer_days') }} as days
  inner join {{ ref('calendar') }} as calendar on calendar.date_day = days.business_date
  group by calendar.{{ start }}, days.currency_code
  {%- endfor %}
)

select
  rolled_up.period_type,
  rolled_up.period_start_date,
  periods.period_label,
  rolled_up.currency_code,
  cast(rolled_up.customer_count as bigint) as customer_count,
  cast(rolled_up.new_customer_count as bigint) as new_customer_count,
  cast(rolled_up.customer_count - rolled_up.new_customer_count as bigint) as returning_customer_count,
  {{ ratio('rolled_up.new_customer_count', 'rolled_up.customer_count') }} as new_customer_rate,
  {{ half_up_money('rolled_up.net_amount', 'rolled_up.currency_code') }} as net_amount,
  {{ half_up_money('rolled_up.new_net_amount', 'rolled_up.currency_code') }} as new_net_amount,
  {{ half_up_money('rolled_up.net_amount - rolled_up.new_net_amount - rolled_up.anonymous_net_amount', 'rolled_up.currency_code') }} as returning_net_amount,
  {{ half_up_money('rolled_up.anonymous_net_amount', 'rolled_up.currency_code') }} as anonymous_net_amount,
  periods.is_complete
from rolled_up
inner join {{ ref('periods') }} as periods
  on periods.period_type = rolled_up.period_type and periods.period_start_date = rolled_up.period_start_date
