-- R16: what stands at the depths of discounts and in the months of promotions is what was sold, to the
-- rounding of each row; and what is on promotion is what discount_impact says.
{%- set tables = ['discount_depth', 'promotion_share'] %}
{%- set measures = {'units': 'unit_count', 'gross': 'gross_amount', 'discount': 'discount_amount', 'net': 'net_amount'} %}
with told as (
  {%- for table in tables %}
  {{ 'union all' if not loop.first }}
  select
    '{{ table }}' as table_name, dimension, currency_code,
    unit_count, gross_amount, discount_amount, net_amount, 1 as row_count
  from {{ ref(table) }}
  where dimension in ('category', 'all')
  {%- endfor %}
),

sold as (
  select
    currency_code
    {%- for column in measures.values() %},
    0 - sum({{ column if column != 'unit_count' else 'quantity' }}) as {{ column }}
    {%- endfor %}
  from {{ ref('fact_sales') }}
  group by currency_code
),

sides as (
  select table_name, dimension, currency_code, unit_count, gross_amount, discount_amount, net_amount, row_count from told
  {%- for table in tables %}
  {%- for dimension in ['category', 'all'] %}
  union all
  select '{{ table }}', '{{ dimension }}', currency_code, unit_count, gross_amount, discount_amount, net_amount, 0 from sold
  {%- endfor %}
  {%- endfor %}
),

-- What is told less what was sold; nothing where rounding may have left it.
differences as (
  select
    table_name, dimension, currency_code
    {%- for column in measures.values() %},
    case when abs(sum({{ column }})) <= {{ half_unit('currency_code') }} * sum(row_count) then 0 else sum({{ column }}) end as {{ column }}
    {%- endfor %}
  from sides
  group by table_name, dimension, currency_code
),

on_promotion as (
  select currency_code, promotion_net_amount as net_amount, 1 as row_count
  from {{ ref('promotion_share') }}
  where dimension = 'all'
  union all
  select currency_code, 0 - net_amount, 0
  from {{ ref('promotion_sales') }}
  where dimension = 'all' and promotion_key <> 'none'
),

promotion_differences as (
  select
    currency_code,
    case when abs(sum(net_amount)) <= {{ half_unit('currency_code') }} * sum(row_count) then 0 else sum(net_amount) end as net_amount
  from on_promotion
  group by currency_code
)

{%- for measure, column in measures.items() %}
{%- for table in tables %}
{%- for dimension in ['category', 'all'] %}
{{ audit_sums(measure ~ ' by ' ~ dimension ~ ' equal fact_sales to the rounding', table,
  expected=side('sold', 0, scope='currency_code'),
  found=side('differences', column, scope='currency_code',
    where="table_name = '%s' and dimension = '%s'" | format(table, dimension))) }}
union all
{%- endfor %}
{%- endfor %}
{%- endfor %}
{{ audit_sums('net on promotion agrees with discount_impact', 'promotion_share',
  expected=side(ref('promotion_share'), 0, scope='currency_code'),
  found=side('promotion_differences', 'net_amount', scope='currency_code')) }}
