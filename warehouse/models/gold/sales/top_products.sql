-- R3, R4: the products that sold best in each period, by net amount; equal amounts have the same rank,
-- so that more than the asked-for number can be there. R6: the unknown product is no product to rank,
-- but its sales are in the whole of which the others are a share.
with products as (
  select
    period_type, period_start_date, currency_code, member_key, order_count, purchase_count, unit_count, net_amount,
    rank() over (partition by period_type, period_start_date, currency_code order by net_amount desc) as place
  from {{ ref('period_sales') }}
  where dimension = 'product' and member_key <> 'unknown' and net_amount > 0
),

everything as (
  select period_type, period_start_date, currency_code, net_amount
  from {{ ref('period_sales') }}
  where dimension = 'all'
)

select
  products.period_type,
  products.period_start_date,
  periods.period_label,
  products.currency_code,
  cast(products.place as integer) as sales_rank,
  products.member_key as product_key,
  names.product_name,
  names.category_name,
  names.subcategory_name,
  products.order_count,
  products.purchase_count,
  products.unit_count,
  {{ half_up_money('products.net_amount', 'products.currency_code') }} as net_amount,
  {{ share('products.net_amount', 'everything.net_amount') }} as net_share,
  periods.is_complete
from products
inner join {{ ref('periods') }} as periods
  on periods.period_type = products.period_type and periods.period_start_date = products.period_start_date
inner join everything
  on everything.period_type = products.period_type
  and everything.period_start_date = products.period_start_date
  and everything.currency_code = products.currency_code
inner join {{ ref('products') }} as names on names.product_key = products.member_key
where products.place <= {{ rule('rankings', 'top_products') }}
