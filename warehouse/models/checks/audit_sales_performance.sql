-- R3, R6: the same lines are counted whatever the place, so every combination of period and dimension has
-- the totals of silver per currency; what is published is exact, rounded once; and the factors of the
-- revenue tree are those of the published numbers.
with sold as (
  select order_key, is_return, currency_code, {{ line_measures() }}
  from {{ ref('sales_and_returns') }}
),

totals as (
  select
    currency_code, sum(net_amount) as net_amount, sum(unit_count) as unit_count, count(distinct order_key) as order_count,
    count(distinct case when not is_return then order_key end) as purchase_count
  from sold
  group by currency_code
),

combinations as (
  select distinct period_type, dimension from {{ ref('sales_performance') }}
),

totals_of_combinations as (
  select combinations.period_type, combinations.dimension, totals.* from combinations cross join totals
),

exact as (
  select * from {{ ref('period_sales') }} where dimension in ('{{ place_members() | join("', '") }}')
)

{% for measure in ['net_amount', 'unit_count'] %}
{{ audit_sums(measure ~ ' of every period and place equals silver', 'sales_performance',
  expected=side('totals_of_combinations', measure, scope=['period_type', 'dimension', 'currency_code']),
  found=side('exact', measure, scope=['period_type', 'dimension', 'currency_code'])) }}
union all
{%- endfor %}
{%- for noun, column in {'orders': 'order_count', 'purchases': 'purchase_count'}.items() %}
{{ audit_sums(noun ~ ' of every period equal silver', 'sales_performance',
  expected=side('totals_of_combinations', column, scope=['period_type', 'currency_code'], where="dimension = 'all'"),
  found=side(ref('sales_performance'), column, scope=['period_type', 'currency_code'], where="dimension = 'all'")) }}
union all
{%- endfor %}
{{ audit_rounded('published amounts are the exact ones, rounded once', 'sales_performance', 'exact',
  key=['period_type', 'period_start_date', 'dimension', 'member_key', 'currency_code'], amounts=['net_amount']) }}
union all
{% call audit_none('the revenue tree multiplies back', 'factors', 'sales_performance') %}
  select member_key
  from {{ ref('sales_performance') }}
  where has_revenue_tree
    and (
      orders_per_customer is null
      or price_per_unit is null
      or abs(cast(cast(orders_per_customer as decimal(38,6)) * customer_count as decimal(38,6)) - order_count)
        > cast(0.0000005 * customer_count as decimal(38,7))
      or abs(cast(cast(units_per_order as decimal(38,6)) * order_count as decimal(38,6)) - unit_count)
        > cast(0.0000005 * order_count as decimal(38,7))
      or abs(cast(cast(price_per_unit as decimal(38,6)) * unit_count as decimal(38,6)) - net_amount)
        > cast(0.0000005 * unit_count as decimal(38,7)) + {{ half_unit('currency_code') }}
    )
{% endcall %}
