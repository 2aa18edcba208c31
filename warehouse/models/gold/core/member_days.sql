-- R3: what adds up over days: units and amounts of sold lines and, apart from them, of returns.
-- Every longer period is rolled up from these rows (decision: cost follows days, not lines).
{%- set zero = 'cast(0 as decimal(18,4))' %}
with product_days as (
  select
    product_key,
    category_name,
    currency_code,
    business_date,
    sum(case when is_return then {{ zero }} else quantity end) as unit_count,
    sum(case when is_return then {{ zero }} else gross_amount end) as gross_amount,
    sum(case when is_return then {{ zero }} else discount_amount end) as discount_amount,
    sum(case when is_return then {{ negated('quantity') }} else {{ zero }} end) as return_unit_count,
    sum(case when is_return then {{ negated('net_amount') }} else {{ zero }} end) as return_amount,
    sum(net_amount) as net_amount
  from {{ ref('counted_lines') }}
  group by product_key, category_name, currency_code, business_date
),

members as (
  {%- for dimension, member_key in {'product': 'product_key', 'category': 'category_name', 'all': "'all'"}.items() %}
  {% if not loop.first %}union all{% endif %}
  select '{{ dimension }}' as dimension, {{ member_key }} as member_key, currency_code, business_date,
    unit_count, gross_amount, discount_amount, return_unit_count, return_amount, net_amount
  from product_days
  {%- endfor %}
)

select
  dimension,
  member_key,
  currency_code,
  business_date,
  {%- for measure in ['unit_count', 'gross_amount', 'discount_amount', 'return_unit_count', 'return_amount', 'net_amount'] %}
  cast(sum({{ measure }}) as decimal(18,4)) as {{ measure }}{{ ',' if not loop.last }}
  {%- endfor %}
from members
group by dimension, member_key, currency_code, business_date
