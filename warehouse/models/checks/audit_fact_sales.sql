-- R2, R3, R6: what fact_sales adds up to is what silver holds, and its categories are those of sales_by_period.
{%- set measures = {
  'units sold': ['unit_count', 'quantity'],
  'gross': ['gross_amount', 'gross_amount'],
  'discount': ['discount_amount', 'discount_amount'],
  'returns': ['return_amount', 'return_amount'],
  'net': ['net_amount', 'net_amount'],
} %}
{%- set charges = ['subtotal_amount', 'tax_amount', 'freight_amount', 'total_due_amount'] %}
with sold as (
  select order_key, currency_code, {{ line_measures() }}
  from {{ ref('sales_and_returns') }}
),

sold_orders as (
  select orders.*
  from {{ ref('orders') }} as orders
  inner join (select distinct order_key from sold) as with_lines on with_lines.order_key = orders.order_key
),

categories as (
  select products.current_category_name as category_name, facts.currency_code, facts.net_amount
  from {{ ref('fact_sales') }} as facts
  inner join {{ ref('dim_product') }} as products on products.product_version_key = facts.product_version_key
)

{{ audit_sums('every counted line is a fact', 'fact_sales',
  expected=side('sold', scope='currency_code'),
  found=side(ref('fact_sales'), scope='currency_code')) }}
union all
{%- for measure, (silver, fact) in measures.items() %}
{{ audit_sums(measure ~ ' of the facts equal silver', 'fact_sales',
  expected=side('sold', silver, scope='currency_code'),
  found=side(ref('fact_sales'), fact, scope='currency_code')) }}
union all
{%- endfor %}
{%- for charge in charges %}
{{ audit_sums(charge ~ ' of the lines equals the orders', 'fact_sales',
  expected=side('sold_orders', 'coalesce(%s, 0)' | format(charge), scope='currency_code'),
  found=side(ref('fact_sales'), 'coalesce(%s, 0)' | format(charge), scope='currency_code')) }}
union all
{%- endfor %}
{{ audit_sums('net by category and month agrees with sales_by_period', 'fact_sales',
  expected=side(ref('period_sales'), 'net_amount', scope=['member_key', 'currency_code'],
    where="period_type = 'month' and dimension = 'category'"),
  found=side('categories', 'net_amount', scope=['category_name', 'currency_code'])) }}
