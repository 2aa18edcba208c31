-- R3: what adds up over days: units and amounts of sold lines and, apart from them, of returns.
-- Every longer period is rolled up from these rows (decision: cost follows days, not lines).
with goods_days as (
  select
    product_key, category_name, subcategory_name, currency_code, business_date,
    {{ sums_of_lines() }}
  from {{ ref('counted_lines') }}
  group by product_key, category_name, subcategory_name, currency_code, business_date
),

place_days as (
  select
    region_name, country_code, state_code, territory_name, channel, store_key, currency_code, business_date,
    {{ sums_of_measures() }}
  from {{ ref('order_sales') }}
  group by region_name, country_code, state_code, territory_name, channel, store_key, currency_code, business_date
),

members as (
  {%- for dimension, member_key in goods_members().items() %}
  {{ 'union all' if not loop.first }}
  select '{{ dimension }}' as dimension, {{ member_key }} as member_key, currency_code, business_date, {{ measures() | join(', ') }}
  from goods_days
  {%- endfor %}
  {%- for dimension, member_key in place_members().items() %}
  union all
  select '{{ dimension }}', {{ member_key }}, currency_code, business_date, {{ measures() | join(', ') }}
  from place_days
  {%- endfor %}
)

select
  dimension,
  member_key,
  currency_code,
  business_date,
  {{ sums_of_measures() }}
from members
group by dimension, member_key, currency_code, business_date
