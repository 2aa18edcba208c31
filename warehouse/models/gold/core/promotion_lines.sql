-- R16: counted lines with their promotion ('none' without one) and what the goods cost. R3: goods that
-- come back take their cost with them. It is what the line tells, else the
-- standard cost of the product; that is in the shop's currency, so others have none.
{{ config(materialized="view") }}
select
  lines.order_key,
  lines.order_line_key,
  case when lines.promotion_key is null then 'none' else coalesce(promotions.promotion_key, 'unknown') end as promotion_key,
  coalesce(products.product_key, 'unknown') as product_key,
  coalesce(products.product_name, 'unknown') as product_name,
  coalesce(products.category_name, 'unknown') as category_name,
  lines.source_system,
  lines.currency_code,
  lines.business_date,
  lines.is_return,
  case when lines.gross_amount <> 0 then {{ ratio('lines.discount_amount', 'lines.gross_amount') }} else cast(0 as decimal(38,6)) end as discount_rate,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.quantity end as unit_count,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.gross_amount end as gross_amount,
  case when lines.is_return then cast(0 as decimal(38,4)) else lines.discount_amount end as discount_amount,
  case when lines.is_return then {{ negated('lines.net_amount') }} else cast(0 as decimal(38,4)) end as return_amount,
  lines.net_amount,
  case
    when lines.unit_cost is not null then {{ money_of('lines.quantity', 'lines.unit_cost') }}
    when lines.currency_code = {{ shop_currency() }} then {{ money_of('lines.quantity', 'products.standard_cost') }}
  end as cost_amount,
  lines.unit_cost is not null as is_cost_told
from {{ ref('sales_and_returns') }} as lines
left join {{ ref('promotions') }} as promotions on promotions.promotion_key = lines.promotion_key
left join {{ ref('products') }} as products on products.product_key = lines.product_key
