-- R2: what is charged for an order is spread over its lines. R3: only what counts; what came back apart, be it
-- told by an order line or by a return record, so that this fact adds up to the net sales of all other tables.
-- R6: unknown members instead of lost lines. R24: customers, salespeople, orders and lines by codes.
with lines as (
  select
    order_line_key, order_key, business_date, coalesce(ordered_at, cast(business_date as timestamp)) as moment,
    customer_key, product_key, store_key, employee_key, promotion_key, currency_code, is_return,
    quantity, gross_amount, discount_amount, net_amount, named_order_key
  from {{ ref('sales_and_returns') }}
),

salespeople as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'employee'
)

select
  {{ keyed_code('line', 'lines.order_line_key') }} as order_line_code,
  {{ keyed_code('order', 'lines.order_key') }} as order_code,
  lines.business_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(products.product_version_key, 'unknown') as product_version_key,
  coalesce(places.store_key, 'unknown') as store_key,
  coalesce(salespeople.person_code, 'unknown') as salesperson_code,
  coalesce(nullif(places.territory_key, 'unknown'), shipped.territory_key, customers.territory_key, 'unknown') as territory_key,
  case when lines.promotion_key is null then 'none' else coalesce(promotions.promotion_key, 'unknown') end as promotion_key,
  lines.currency_code,
  coalesce(orders.channel, 'unknown') as channel,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.quantity end as quantity,
  case when lines.is_return then {{ negated('lines.quantity') }} else cast(0 as decimal(38,4)) end as returned_quantity,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.gross_amount end as gross_amount,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.discount_amount end as discount_amount,
  case when lines.is_return then {{ negated('lines.net_amount') }} else cast(0 as decimal(38,4)) end as return_amount,
  lines.net_amount,
  charges.subtotal_amount,
  charges.tax_amount,
  charges.freight_amount,
  charges.total_due_amount,
  lines.order_line_key as _order_line_key  -- for audits, which tell the row in the file; never published
from lines
cross join {{ audience_keys('sales') }}
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = lines.customer_key
  and lines.moment >= customers.valid_from_at and lines.moment < customers.valid_to_at
left join {{ ref('product_versions') }} as products
  on products.product_key = lines.product_key
  and lines.business_date >= products.valid_from_date and lines.business_date < products.valid_to_date
left join {{ ref('store_places') }} as places on places.store_key = lines.store_key
left join {{ ref('order_places') }} as shipped on shipped.order_key = lines.named_order_key
left join salespeople on salespeople.person_key = lines.employee_key
left join {{ ref('promotions') }} as promotions on promotions.promotion_key = lines.promotion_key
left join {{ ref('orders') }} as orders on orders.order_key = lines.named_order_key
left join {{ ref('order_line_amounts') }} as charges on charges.order_line_key = lines.order_line_key
