-- R3, R6: whatever the period and the dimension, the same lines are counted, so every combination has
-- the totals of silver per currency; and what is published is the exact amount, rounded once (R1).
{%- set measures = {
  'gross': ('gross_amount', 'case when is_return then cast(0 as decimal(18,4)) else gross_amount end'),
  'discount': ('discount_amount', 'case when is_return then cast(0 as decimal(18,4)) else discount_amount end'),
  'returns': ('return_amount', 'case when is_return then ' ~ negated('net_amount') ~ ' else cast(0 as decimal(18,4)) end'),
  'net': ('net_amount', 'net_amount'),
  'units': ('unit_count', 'case when is_return then cast(0 as decimal(18,4)) else quantity end'),
} %}
with combinations as (
  select distinct period_type, dimension from {{ ref('sales_by_period') }}
),

silver_totals as (
  select
    currency_code
    {%- for measure, (column, expression) in measures.items() %},
    sum({{ expression }}) as {{ column }}
    {%- endfor %}
  from {{ ref('order_lines') }}
  where is_counted
  group by currency_code
),

gold_totals as (
  select
    period_type, dimension, currency_code
    {%- for measure, (column, expression) in measures.items() %},
    sum({{ column }}) as {{ column }}
    {%- endfor %}
  from {{ ref('period_sales') }}
  where dimension in ('product', 'category', 'all')
  group by period_type, dimension, currency_code
),

orders as (
  select currency_code, count(distinct order_key) as order_count from {{ ref('order_lines') }} where is_counted group by currency_code
)

{% for measure, (column, expression) in measures.items() %}
{{ audit_sums(measure ~ ' of every period and dimension equals silver', 'sales_by_period',
  "select concat(combinations.period_type, ' ', combinations.dimension, ' ', silver_totals.currency_code) as scope, silver_totals." ~ column ~ " as amount from combinations cross join silver_totals",
  "select concat(period_type, ' ', dimension, ' ', currency_code) as scope, " ~ column ~ " as amount from gold_totals") }}
union all
{%- endfor %}
{{ audit_sums('orders of every period equal silver', 'sales_by_period',
  "select concat(combinations.period_type, ' ', orders.currency_code) as scope, orders.order_count as amount from combinations cross join orders where combinations.dimension = 'all'",
  "select concat(period_type, ' ', currency_code) as scope, order_count as amount from " ~ ref('sales_by_period') ~ " where dimension = 'all'") }}
union all
{{ audit_none('published amounts are the exact ones, rounded once', 'rows', 'sales_by_period',
  "select published.period_type from (select * from " ~ ref('period_sales') ~ " where dimension in ('product', 'category', 'all')) as exact full join " ~ ref('sales_by_period') ~ " as published"
  ~ " on published.period_type = exact.period_type and published.period_start_date = exact.period_start_date and published.dimension = exact.dimension"
  ~ " and published.member_key = exact.member_key and published.currency_code = exact.currency_code"
  ~ " where published.net_amount is null or exact.net_amount is null or abs(published.net_amount - exact.net_amount) > 0.005"
  ~ " or abs(published.gross_amount - exact.gross_amount) > 0.005") }}
