-- R23, R4: store days rolled up to every period, in exact decimals; rounded only where published.
-- A customer has one tier per currency, so that customers add up over the tiers of a period.
{%- set measures = ['unit_count', 'gross_amount', 'discount_amount', 'return_unit_count', 'return_amount', 'net_amount'] %}
{%- for period, start in {'day': 'date_day', 'week': 'week_start_date', 'month': 'month_start_date', 'quarter': 'quarter_start_date', 'year': 'year_start_date'}.items() %}
{{ 'union all' if not loop.first }}
select
  '{{ period }}' as period_type,
  calendar.{{ start }} as period_start_date,
  days.source_system,
  days.store_id,
  days.currency_code,
  days.tier,
  cast(sum(days.order_count) as bigint) as order_count,
  cast(sum(days.{{ period }}_customer_count) as bigint) as customer_count,
  cast(sum(days.{{ period }}_new_customer_count) as bigint) as new_customer_count
  {%- for measure in measures %},
  cast(sum(days.{{ measure }}) as decimal(18,4)) as {{ measure }}
  {%- endfor %}
from {{ ref('store_days') }} as days
inner join {{ ref('calendar') }} as calendar on calendar.date_day = days.business_date
group by calendar.{{ start }}, days.source_system, days.store_id, days.currency_code, days.tier
{%- endfor %}
