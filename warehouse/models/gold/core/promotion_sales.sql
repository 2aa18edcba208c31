-- R16: what was sold under each promotion, by product, by category and in all, in exact decimals.
{%- set members = {'product': ['product_key', 'product_name', 'category_name'], 'category': ['category_name'] * 3, 'all': ["'all'"] * 3} %}
with lines as (
  select * from {{ ref('promotion_lines') }}
)

{% for dimension, (key, name, category) in members.items() %}
{{ 'union all' if not loop.first }}
select
  promotion_key,
  '{{ dimension }}' as dimension,
  {{ key }} as member_key,
  max({{ name }}) as member_name,
  max({{ category }}) as category_name,
  currency_code,
  cast(count(distinct order_key) as bigint) as order_count,
  cast(count(distinct case when not is_return then order_key end) as bigint) as purchase_count,
  cast(sum(unit_count) as decimal(38,4)) as unit_count,
  cast(sum(gross_amount) as decimal(38,4)) as gross_amount,
  cast(sum(discount_amount) as decimal(38,4)) as discount_amount,
  cast(sum(return_amount) as decimal(38,4)) as return_amount,
  cast(sum(net_amount) as decimal(38,4)) as net_amount,
  {{ margin_sums() }}
from lines
group by promotion_key, {% if dimension != 'all' %}{{ key }}, {% endif %}currency_code
{% endfor %}
