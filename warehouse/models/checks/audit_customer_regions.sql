-- R6, R9: regions lose and repeat no customer, no order, no tier and no money.
with orders_and_tiers as (
  select concat(currency_code, ' orders') as scope, order_count as amount from {{ ref('customer_analysis') }}
  union all
  select concat(currency_code, ' ', tier), 1 from {{ ref('customer_analysis') }} where is_main_currency
),

orders_and_tiers_of_regions as (
  select concat(currency_code, ' orders') as scope, order_count as amount
  from {{ ref('customer_regions') }}
  where order_count > 0
  {%- for tier in ['gold', 'silver', 'bronze'] %}
  union all
  select concat(currency_code, ' {{ tier }}'), {{ tier }}_customer_count
  from {{ ref('customer_regions') }}
  where {{ tier }}_customer_count > 0
  {%- endfor %}
),

spends as (
  select currency_code, sum(spend_amount) as amount from {{ ref('customer_values') }} group by currency_code
),

regions as (
  select currency_code, sum(net_amount) as amount, count(*) as region_count
  from {{ ref('customer_regions') }}
  group by currency_code
)

{{ audit_sums('customers of all regions are those of silver', 'customer_regions',
  expected=side(ref('customers'), scope="'customers'", where='is_known'),
  found=side(ref('customer_regions'), 'customer_count', scope="'customers'")) }}
union all
{{ audit_sums('orders and tiers of all regions are those of the customers', 'customer_regions',
  expected=side('orders_and_tiers', 'amount', scope='scope'),
  found=side('orders_and_tiers_of_regions', 'amount', scope='scope')) }}
union all
{% call audit_none('spend of all regions is that of the customers', 'half of the smallest unit per region', 'customer_regions') %}
  select spends.currency_code
  from spends
  left join regions on regions.currency_code = spends.currency_code
  where regions.amount is null or abs(regions.amount - spends.amount) > {{ half_unit('spends.currency_code') }} * regions.region_count
{% endcall %}
