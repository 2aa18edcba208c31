-- R3, R6: whatever the period and the dimension, the same lines are counted, so every combination has
-- the totals of silver per currency; and what is published is the exact amount, rounded once (R1).
{%- set measures = {
  'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount', 'units': 'unit_count',
} %}
with sold as (
  select order_key, is_return, currency_code, {{ line_measures() }}
  from {{ ref('sales_and_returns') }}
),

totals as (
  select
    currency_code, count(distinct order_key) as order_count,
    count(distinct case when not is_return then order_key end) as purchase_count
    {%- for column in measures.values() %},
    sum({{ column }}) as {{ column }}
    {%- endfor %}
  from sold
  group by currency_code
),

combinations as (
  select distinct period_type, dimension from {{ ref('sales_by_period') }}
),

totals_of_combinations as (
  select combinations.period_type, combinations.dimension, totals.* from combinations cross join totals
),

exact as (
  select * from {{ ref('period_sales') }} where dimension in ('product', 'category', 'all')
),

exact_totals as (
  select
    period_type, dimension, currency_code
    {%- for column in measures.values() %},
    sum({{ column }}) as {{ column }}
    {%- endfor %}
  from exact
  group by period_type, dimension, currency_code
)

{% for measure, column in measures.items() %}
{{ audit_sums(measure ~ ' of every period and dimension equals silver', 'sales_by_period',
  expected=side('totals_of_combinations', column, scope=['period_type', 'dimension', 'currency_code']),
  found=side('exact_totals', column, scope=['period_type', 'dimension', 'currency_code'])) }}
union all
{%- endfor %}
{%- for noun, column in {'orders': 'order_count', 'purchases': 'purchase_count'}.items() %}
{{ audit_sums(noun ~ ' of every period equal silver', 'sales_by_period',
  expected=side('totals_of_combinations', column, scope=['period_type', 'currency_code'], where="dimension = 'all'"),
  found=side(ref('sales_by_period'), column, scope=['period_type', 'currency_code'], where="dimension = 'all'")) }}
union all
{%- endfor %}
{{ audit_rounded('published amounts are the exact ones, rounded once', 'sales_by_period', 'exact',
  key=['period_type', 'period_start_date', 'dimension', 'member_key', 'currency_code'], amounts=['net_amount', 'gross_amount']) }}
