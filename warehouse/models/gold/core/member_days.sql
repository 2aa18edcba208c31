-- R3: what adds up over days: units and amounts of sold lines and, apart from them, of returns.
-- Every longer period is rolled up from these rows (decision: cost follows days, not lines).
{%- set zero = 'cast(0 as decimal(18,4))' %}
{%- set measures = ['unit_count', 'gross_amount', 'discount_amount', 'return_unit_count', 'return_amount', 'net_amount'] %}
with goods_days as (
  select
    product_key, category_name, subcategory_name, currency_code, business_date,
    sum(case when is_return then {{ zero }} else quantity end) as unit_count,
    sum(case when is_return then {{ zero }} else gross_amount end) as gross_amount,
    sum(case when is_return then {{ zero }} else discount_amount end) as discount_amount,
    sum(case when is_return then {{ negated('quantity') }} else {{ zero }} end) as return_unit_count,
    sum(case when is_return then {{ negated('net_amount') }} else {{ zero }} end) as return_amount,
    sum(net_amount) as net_amount
  from {{ ref('counted_lines') }}
  group by product_key, category_name, subcategory_name, currency_code, business_date
),

place_days as (
  select
    region_name, country_code, state_code, territory_name, channel, store_key, currency_code, business_date
    {%- for measure in measures %},
    sum({{ measure }}) as {{ measure }}
    {%- endfor %}
  from {{ ref('order_sales') }}
  group by region_name, country_code, state_code, territory_name, channel, store_key, currency_code, business_date
),

members as (
  {%- for dimension, member_key in goods_members().items() %}
  {{ 'union all' if not loop.first }}
  select '{{ dimension }}' as dimension, {{ member_key }} as member_key, currency_code, business_date, {{ measures | join(', ') }}
  from goods_days
  {%- endfor %}
  {%- for dimension, member_key in place_members().items() %}
  union all
  select '{{ dimension }}', {{ member_key }}, currency_code, business_date, {{ measures | join(', ') }}
  from place_days
  {%- endfor %}
)

select
  dimension,
  member_key,
  currency_code,
  business_date
  {%- for measure in measures %},
  cast(sum({{ measure }}) as decimal(18,4)) as {{ measure }}
  {%- endfor %}
from members
group by dimension, member_key, currency_code, business_date
