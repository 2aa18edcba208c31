-- R3: what customers brought back, from both ways in which sources tell it: lines of negative quantity,
-- and records of returns. A record of an order that holds such lines of the product is those lines.
with lines as (
  select
    lines.order_line_key, lines.order_key, lines.source_system, lines.product_id, lines.line_number, lines.business_date,
    coalesce(lines.ordered_at, cast(lines.business_date as timestamp)) as moment,
    lines.customer_key, lines.product_key, lines.store_key, lines.employee_key,
    lines.promotion_key, lines.currency_code, lines.quantity, lines.net_amount, lines.is_return
  from {{ ref('order_lines') }} as lines
  where lines.is_counted
),

records as (
  select records.*, records.source_system || ':' || records.order_id as order_key
  from {{ ref('returns') }} as records
  cross join {{ ref('as_of') }} as as_of
  where coalesce(records.returned_date <= as_of.as_of_date, true)
),

-- Of several lines of a product in an order the first one stands for the sale.
ordered_products as (
  select
    lines.*,
    row_number() over (partition by lines.order_key, lines.product_id order by lines.is_return, lines.line_number) as place,
    max(case when lines.is_return then 1 else 0 end) over (partition by lines.order_key, lines.product_id) as has_return_line
  from lines
  inner join (select distinct order_key from records where order_key is not null) as returned_orders
    on returned_orders.order_key = lines.order_key
)

select
  concat('line ', order_line_key) as return_key,
  'order line' as return_kind,
  source_system,
  business_date as returned_date,
  moment as returned_at,
  order_line_key,
  customer_key,
  product_key,
  store_key,
  employee_key,
  promotion_key,
  currency_code,
  {{ negated('quantity') }} as returned_quantity,
  {{ negated('net_amount') }} as return_amount
from lines
where is_return
union all
select
  concat('record ', records.source_system, ':', records.return_id),
  'return record',
  records.source_system,
  records.returned_date,
  cast(records.returned_date as timestamp),
  sold.order_line_key,
  coalesce(customers.customer_key, sold.customer_key, 'unknown'),
  coalesce(products.product_key, 'unknown'),
  coalesce(stores.store_key, sold.store_key, 'unknown'),
  coalesce(sold.employee_key, 'unknown'),
  sold.promotion_key,
  coalesce(sold.currency_code, '{{ var('shop')['currency'] }}'),
  records.quantity,
  records.amount
from records
left join ordered_products as sold
  on sold.order_key = records.order_key and sold.product_id = records.product_id and sold.place = 1
left join {{ ref('customers') }} as customers on customers.customer_key = records.source_system || ':' || records.customer_id
left join {{ ref('products') }} as products on products.product_key = records.source_system || ':' || records.product_id
left join {{ ref('stores') }} as stores on stores.store_key = records.source_system || ':' || records.store_id
where coalesce(sold.has_return_line, 0) = 0
