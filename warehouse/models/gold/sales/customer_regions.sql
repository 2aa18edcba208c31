-- R1, R9: customers by where they live now, per currency. A customer counts in their main currency (the
-- shop's before the first order), their money in each. R6: an unknown place is a place. R24: counts.
{%- set zero = 'cast(0 as bigint)' %}
{%- set no_money = 'cast(0 as decimal(38,4))' %}
with heads as (
  select
    purchases.customer_key, purchases.currency_code, 1 as customers, {{ zero }} as buyers, {{ zero }} as orders, {{ zero }} as purchases,
    {{ no_money }} as spend_amount, purchases.tier
  from {{ ref('customer_purchases') }} as purchases
  union all
  select
    customer_key, currency_code, 0, cast(1 as bigint), order_count, purchase_count, spend_amount, cast(null as {{ type_name('varchar') }})
  from {{ ref('customer_values') }}
)

select
  coalesce(customers.country_code, 'unknown') as country_code,
  coalesce(customers.state_code, 'unknown') as state_code,
  heads.currency_code,
  cast(sum(heads.customers) as bigint) as customer_count,
  cast(sum(heads.buyers) as bigint) as buyer_count,
  cast(sum(heads.orders) as bigint) as order_count,
  cast(sum(heads.purchases) as bigint) as purchase_count,
  {{ half_up_money('sum(heads.spend_amount)', 'heads.currency_code') }} as net_amount,
  {{ money_ratio('sum(heads.spend_amount)', 'sum(heads.buyers)', 'heads.currency_code') }} as net_per_buyer_amount
  {%- for tier in ['gold', 'silver', 'bronze'] %},
  cast(sum(case when heads.tier = '{{ tier }}' then heads.customers else 0 end) as bigint) as {{ tier }}_customer_count
  {%- endfor %}
from heads
inner join {{ ref('customers') }} as customers on customers.customer_key = heads.customer_key
group by coalesce(customers.country_code, 'unknown'), coalesce(customers.state_code, 'unknown'), heads.currency_code
