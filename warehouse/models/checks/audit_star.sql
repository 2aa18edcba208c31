-- R2, R3, R6: what the facts add up to is what silver holds, and no join with a dimension loses or doubles
-- a row: every key of a fact is in its dimension, and there once (audit_keys).
{%- set dimensions = {
  'dim_date': 'date_day', 'dim_customer': 'customer_version_code', 'dim_product': 'product_version_key',
  'dim_store': 'store_key', 'dim_salesperson': 'salesperson_code', 'dim_territory': 'territory_key',
  'dim_promotion': 'promotion_key',
} %}
{%- set facts = {
  'fact_sales': dimensions.keys() | list, 'fact_returns': dimensions.keys() | list,
  'fact_tickets': ['dim_date', 'dim_customer', 'dim_territory'], 'fact_web_sessions': ['dim_date', 'dim_customer', 'dim_territory'],
} %}
{%- set sold = {
  'units sold': ('quantity', 'case when is_return then cast(0 as decimal(18,4)) else quantity end'),
  'gross': ('gross_amount', 'case when is_return then cast(0 as decimal(18,4)) else gross_amount end'),
  'discount': ('discount_amount', 'case when is_return then cast(0 as decimal(18,4)) else discount_amount end'),
  'returns': ('return_amount', 'case when is_return then ' ~ negated('net_amount') ~ ' else cast(0 as decimal(18,4)) end'),
  'net': ('net_amount', 'net_amount'),
} %}
{%- set charges = ['subtotal_amount', 'tax_amount', 'freight_amount', 'total_due_amount'] %}
with counted as (
  select * from {{ ref('order_lines') }} where is_counted
),

counted_orders as (
  select orders.*
  from {{ ref('orders') }} as orders
  inner join (select distinct order_key from counted) as with_lines on with_lines.order_key = orders.order_key
),

as_of as (
  select as_of_date from {{ ref('as_of') }}
)

{{ audit_sums('every counted line is a fact', 'fact_sales',
  'select source_system as scope, 1 as amount from counted',
  "select split_part(order_key, ':', 1) as scope, 1 as amount from " ~ ref('fact_sales')) }}
{%- for measure, (column, expression) in sold.items() %}
union all
{{ audit_sums(measure ~ ' of the facts equal silver', 'fact_sales',
  'select currency_code as scope, ' ~ expression ~ ' as amount from counted',
  'select currency_code as scope, ' ~ column ~ ' as amount from ' ~ ref('fact_sales')) }}
{%- endfor %}
{%- for column in charges %}
union all
{{ audit_sums(column ~ ' of the lines equals the orders', 'fact_sales',
  'select currency_code as scope, coalesce(' ~ column ~ ', 0) as amount from counted_orders',
  'select currency_code as scope, coalesce(' ~ column ~ ', 0) as amount from ' ~ ref('fact_sales')) }}
{%- endfor %}
union all
{{ audit_sums('units brought back equal silver', 'fact_returns',
  "select 'units' as scope, " ~ negated('quantity') ~ " as amount from counted where is_return"
  ~ " union all select 'units', quantity from " ~ ref('returns') ~ " as records cross join as_of where coalesce(returned_date <= as_of_date, true)"
  ~ " and not exists (select 1 as one from counted where is_return and counted.source_system = records.source_system and counted.order_id = records.order_id and counted.product_id = records.product_id)",
  "select 'units' as scope, returned_quantity as amount from " ~ ref('fact_returns')) }}
union all
{{ audit_sums('returns of lines are the same in both facts', 'fact_returns',
  "select 'units' as scope, returned_quantity as amount from " ~ ref('fact_sales'),
  "select 'units' as scope, returned_quantity as amount from " ~ ref('fact_returns') ~ ' where order_line_key is not null') }}
{%- for fact, entity, moment in [('fact_tickets', 'support_tickets', 'created_at'), ('fact_web_sessions', 'web_sessions', 'started_at')] %}
union all
{{ audit_sums('every row of silver is a fact', fact,
  "select source_system as scope, 1 as amount from " ~ ref(entity) ~ ' cross join as_of where coalesce(' ~ shop_day(moment) ~ ' <= as_of_date, true)',
  "select split_part(" ~ ('ticket_key' if fact == 'fact_tickets' else 'session_key') ~ ", ':', 1) as scope, 1 as amount from " ~ ref(fact)) }}
{%- endfor %}
{%- for fact, names in facts.items() %}
{%- for dimension in names %}
union all
{{ audit_none('every key is in its dimension', dimension, fact,
  'select facts.' ~ dimensions[dimension] ~ ' from ' ~ ref(fact) ~ ' as facts left join ' ~ ref(dimension) ~ ' as members on members.'
  ~ dimensions[dimension] ~ ' = facts.' ~ dimensions[dimension] ~ ' where members.' ~ dimensions[dimension] ~ ' is null') }}
{%- endfor %}
{%- endfor %}
{%- for dimension, member in [('dim_customer', 'customer_code'), ('dim_product', 'product_key')] %}
union all
{{ audit_none('one version is current', member, dimension,
  'select ' ~ member ~ ' from ' ~ ref(dimension) ~ ' group by ' ~ member ~ ' having sum(case when is_current then 1 else 0 end) <> 1') }}
{%- endfor %}
union all
{{ audit_sums('net by category and month agrees with sales_by_period', 'fact_sales',
  "select concat(member_key, ' ', currency_code) as scope, net_amount as amount from " ~ ref('period_sales') ~ " where period_type = 'month' and dimension = 'category'",
  "select concat(products.current_category_name, ' ', facts.currency_code) as scope, facts.net_amount as amount from " ~ ref('fact_sales') ~ ' as facts inner join '
  ~ ref('dim_product') ~ ' as products on products.product_version_key = facts.product_version_key') }}
