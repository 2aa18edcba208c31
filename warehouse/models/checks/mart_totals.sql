-- R6: what is counted in silver is the net sales of each published table that shows all of them, per
-- currency; of tables of known customers, what these bought. A table rounds each of its rows once (R1), so
-- its sum may be away by half a cent per row.
{%- set tables = {
  'sales_by_period': ['net_amount', "dimension = 'all' and period_type = 'year'", 'all'],
  'sales_performance': ['net_amount', "dimension = 'all' and period_type = 'year'", 'all'],
  'fact_sales': ['net_amount', '1 = 1', 'all'],
  'product_demand': ['net_amount', "dimension = 'product'", 'all'],
  'discount_depth': ['net_amount', "dimension = 'all'", 'all'],
  'promotion_share': ['net_amount', "dimension = 'all'", 'all'],
  'new_and_returning_customers': ['net_amount', "period_type = 'year'", 'all'],
  'store_performance': ['net_amount', "period_type = 'year'", 'all'],
  'sales_team_data_mart': ['total_sales - returns_apart_amount', '1 = 1', 'all'],
  'staff_ranking': ['total_sales', '1 = 1', 'all'],
  'customer_analysis': ['lifetime_value_amount', '1 = 1', 'known customers'],
} %}
with counted as (

  select currency_code, 'all' as scope, sum(net_amount) as amount
  from {{ ref('counted_lines') }}
  group by currency_code
  union all
  select currency_code, 'known customers' as scope, sum(net_amount) as amount
  from {{ ref('counted_lines') }}
  where customer_key <> 'unknown'
  group by currency_code

),

shown as (

  {%- for name, (amount, condition, scope) in tables.items() %}
  {{ 'union all' if not loop.first }}
  select '{{ name }}' as table_name, '{{ scope }}' as scope, currency_code,
    sum({{ amount }}) as amount, count(*) as row_count
  from {{ ref(name) }}
  where {{ condition }}
  group by currency_code
  {%- endfor %}

),

tables as (

  {%- for name, (amount, condition, scope) in tables.items() %}
  {{ 'union all' if not loop.first }}
  select '{{ name }}' as table_name, '{{ scope }}' as scope
  {%- endfor %}

),

wanted as (

  select tables.table_name, tables.scope, counted.currency_code, counted.amount
  from tables
  inner join counted on counted.scope = tables.scope

)

select
  coalesce(wanted.table_name, shown.table_name) as table_name,
  coalesce(wanted.scope, shown.scope) as scope,
  coalesce(wanted.currency_code, shown.currency_code) as currency_code,
  cast(coalesce(wanted.amount, 0) as decimal(38,4)) as counted_amount,
  cast(coalesce(shown.amount, 0) as decimal(38,4)) as shown_amount,
  cast(coalesce(shown.row_count, 0) as bigint) as row_count
from wanted
full join shown on shown.table_name = wanted.table_name and shown.currency_code = wanted.currency_code
