-- R3: what counts as a sale is completed; returns are among the lines, marked.
-- R6: a line whose customer, product or store is unknown stays, on the unknown member.
-- A view: each reader needs few of its columns, and writing them all costs more than the join.
{{ config(materialized="view") }}
with lines as (
  select
    order_line_key, order_key, source_system, order_id, line_number, sold_line_key,
    customer_key, product_key, store_key, store_id, employee_key, employee_id,
    currency_code, business_date,
    quantity, gross_amount, discount_amount, net_amount, is_return, return_id
  from {{ ref('sales_and_returns') }}
),

known_customers as (
  select customer_key from {{ ref('customers') }} where is_known
),

products as (
  select product_key, product_name, category_name, subcategory_name from {{ ref('products') }}
)

select
  lines.order_line_key,
  lines.order_key,
  lines.source_system,
  lines.order_id,
  lines.line_number,
  lines.return_id,
  lines.sold_line_key,
  coalesce(known_customers.customer_key, 'unknown') as customer_key,
  coalesce(products.product_key, 'unknown') as product_key,
  coalesce(products.product_name, 'unknown') as product_name,
  coalesce(products.category_name, 'unknown') as category_name,
  coalesce(products.subcategory_name, 'unknown') as subcategory_name,
  lines.store_key,
  lines.store_id,
  lines.employee_key,
  lines.employee_id,
  lines.currency_code,
  lines.business_date,
  lines.quantity,
  lines.gross_amount,
  lines.discount_amount,
  lines.net_amount,
  lines.is_return
from lines
left join known_customers on known_customers.customer_key = lines.customer_key
left join products on products.product_key = lines.product_key
