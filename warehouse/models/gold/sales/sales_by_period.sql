-- R1, R3, R4: sales per period and product, category or all, beside the period before and the same
-- period a year before. R6: the unknown product is a member. R24: nothing personal.
with members as (
  select 'product' as dimension, product_key as member_key, product_name, category_name from {{ ref('products') }}
)

select
  compared.period_type,
  compared.period_start_date,
  compared.period_label,
  compared.dimension,
  compared.member_key,
  case when compared.dimension = 'product' then coalesce(members.product_name, 'unknown') else compared.member_key end as member_name,
  case when compared.dimension = 'product' then coalesce(members.category_name, 'unknown') else compared.member_key end as category_name,
  compared.currency_code,
  compared.order_count,
  compared.purchase_count,
  compared.customer_count,
  compared.unit_count,
  {{ half_up_money('compared.gross_amount', 'compared.currency_code') }} as gross_amount,
  {{ half_up_money('compared.discount_amount', 'compared.currency_code') }} as discount_amount,
  compared.return_unit_count,
  {{ half_up_money('compared.return_amount', 'compared.currency_code') }} as return_amount,
  {{ half_up_money('compared.net_amount', 'compared.currency_code') }} as net_amount,
  {{ half_up_money('compared.previous_net_amount', 'compared.currency_code') }} as previous_net_amount,
  {{ change_rate('compared.net_amount', 'compared.previous_net_amount') }} as net_change_rate,
  {{ half_up_money('compared.year_before_net_amount', 'compared.currency_code') }} as year_before_net_amount,
  {{ change_rate('compared.net_amount', 'compared.year_before_net_amount') }} as net_change_on_year_rate,
  compared.is_complete
from {{ ref('period_comparisons') }} as compared
left join members on members.dimension = compared.dimension and members.member_key = compared.member_key
where compared.dimension in ('product', 'category', 'all')
