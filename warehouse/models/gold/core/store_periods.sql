-- R23, R4: store days rolled up to every period, in exact decimals; rounded only where published.
-- A customer has one tier per currency, so that customers add up over the tiers of a period.
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
  cast(sum(days.purchase_count) as bigint) as purchase_count,
  cast(sum(days.{{ period }}_customer_count) as bigint) as customer_count,
  cast(sum(days.{{ period }}_new_customer_count) as bigint) as new_customer_count,
  {{ sums_of_measures('days') }}
from {{ ref('store_days') }} as days
inner join {{ ref('calendar') }} as calendar on calendar.date_day = days.business_date
group by calendar.{{ start }}, days.source_system, days.store_id, days.currency_code, days.tier
{%- endfor %}
