-- R3, R6: what sales_performance says of all is what sales_by_period says, and of each place what the star says.
with places as (
  select
    territories.country_code as country, territories.territory_name as territory,
    facts.channel, facts.store_key as store,
    facts.currency_code, facts.net_amount
  from {{ ref('fact_sales') }} as facts
  inner join {{ ref('dim_territory') }} as territories on territories.territory_key = facts.territory_key
),

years as (
  select dimension, member_key, currency_code, net_amount from {{ ref('period_sales') }} where period_type = 'year'
)

{{ audit_sums('sales of all agree with sales_by_period', 'sales_performance',
  expected=side(ref('sales_by_period'), 'net_amount + order_count + customer_count',
    scope=['period_type', 'currency_code'], where="dimension = 'all'"),
  found=side(ref('sales_performance'), 'net_amount + order_count + customer_count',
    scope=['period_type', 'currency_code'], where="dimension = 'all'")) }}
{%- for place in ['country', 'territory', 'channel', 'store'] %}
union all
{{ audit_sums('net of every ' ~ place ~ ' agrees with the star', 'sales_performance',
  expected=side('places', 'net_amount', scope=[place, 'currency_code']),
  found=side('years', 'net_amount', scope=['member_key', 'currency_code'], where="dimension = '%s'" | format(place))) }}
{%- endfor %}
