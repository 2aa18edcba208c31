-- R3: one row per return, however the source tells it. R6: what is not known of it is the unknown member.
-- R24: no reason as somebody wrote it; customers, salespeople, returns and lines by codes.
with salespeople as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'employee'
)

select
  {{ keyed_code('return', 'returned.return_key') }} as return_code,
  returned.return_kind,
  {{ keyed_code('line', 'returned.order_line_key') }} as order_line_code,
  returned.returned_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(products.product_version_key, 'unknown') as product_version_key,
  coalesce(places.store_key, 'unknown') as store_key,
  coalesce(salespeople.person_code, 'unknown') as salesperson_code,
  coalesce(nullif(places.territory_key, 'unknown'), shipped.territory_key, customers.territory_key, 'unknown') as territory_key,
  case when returned.promotion_key is null then 'none' else coalesce(promotions.promotion_key, 'unknown') end as promotion_key,
  returned.currency_code,
  returned.returned_quantity,
  returned.return_amount,
  returned.amount_basis
from {{ ref('returned_goods') }} as returned
cross join {{ audience_keys('sales') }}
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = returned.customer_key
  and returned.returned_at >= customers.valid_from_at and returned.returned_at < customers.valid_to_at
left join {{ ref('product_versions') }} as products
  on products.product_key = returned.product_key
  and returned.returned_date >= products.valid_from_date and returned.returned_date < products.valid_to_date
left join {{ ref('store_places') }} as places on places.store_key = returned.store_key
left join {{ ref('order_places') }} as shipped on shipped.order_key = returned.named_order_key
left join salespeople on salespeople.person_key = returned.employee_key
left join {{ ref('promotions') }} as promotions on promotions.promotion_key = returned.promotion_key
