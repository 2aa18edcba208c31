-- R3: what customers brought back, from both ways in which sources tell it: lines of negative quantity,
-- and records of returns that are no such lines.
select
  case when return_id is null then concat('line ', order_line_key) else order_line_key end as return_key,
  case when return_id is null then 'order line' else 'return record' end as return_kind,
  source_system,
  business_date as returned_date,
  coalesce(ordered_at, cast(business_date as timestamp)) as returned_at,
  sold_line_key as order_line_key,
  named_order_key,
  customer_key,
  product_key,
  store_key,
  employee_key,
  promotion_key,
  currency_code,
  {{ negated('quantity') }} as returned_quantity,
  {{ negated('net_amount') }} as return_amount,
  amount_basis
from {{ ref('sales_and_returns') }}
where is_return
