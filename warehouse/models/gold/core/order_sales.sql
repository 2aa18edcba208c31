-- R3, R6: what each customer bought and brought back with an order, on the unknown member where it is
-- not known, and where: the place of the store, else where it went, else that of the customer as it was
-- then. R2: exact. Return records are no order of their own (order_key is NULL), but of the channel of the order that they name.
with sales as (
  select
    order_key, named_order_key, customer_key, store_key, currency_code, business_date,
    min(coalesce(ordered_at, cast(business_date as timestamp))) as moment,
    max(case when is_return then 0 else 1 end) = 1 as is_purchase,
    {{ sums_of_lines() }}
  from {{ ref('sales_and_returns') }}
  group by order_key, named_order_key, customer_key, store_key, currency_code, business_date
),

placed as (
  select
    sales.*,
    stores.store_key as known_store_key,
    customers.customer_key as known_customer_key,
    stores.region_name,
    stores.territory_name,
    case when coalesce(stores.territory_key, 'unknown') <> 'unknown' then stores.country_code
      when shipped.order_key is not null then shipped.country_code else customers.country_code end as country_code,
    case when coalesce(stores.territory_key, 'unknown') <> 'unknown' then stores.state_code
      when shipped.order_key is not null then shipped.state_code else customers.state_code end as state_code
  from sales
  left join {{ ref('store_places') }} as stores on stores.store_key = sales.store_key
  left join {{ ref('order_places') }} as shipped on shipped.order_key = sales.named_order_key
  left join {{ ref('customer_versions') }} as customers
    on customers.customer_key = sales.customer_key
    and sales.moment >= customers.valid_from_at and sales.moment < customers.valid_to_at
)

select
  placed.order_key,
  coalesce(placed.known_customer_key, 'unknown') as customer_key,
  coalesce(placed.known_store_key, 'unknown') as store_key,
  placed.currency_code,
  placed.business_date,
  coalesce(orders.channel, 'unknown') as channel,
  coalesce(placed.region_name, 'unknown') as region_name,
  coalesce(placed.territory_name, 'unknown') as territory_name,
  coalesce(placed.country_code, 'unknown') as country_code,
  coalesce(placed.state_code, 'unknown') as state_code,
  placed.is_purchase,
  placed.unit_count,
  placed.gross_amount,
  placed.discount_amount,
  placed.return_unit_count,
  placed.return_amount,
  placed.net_amount
from placed
left join {{ ref('orders') }} as orders on orders.order_key = placed.named_order_key
