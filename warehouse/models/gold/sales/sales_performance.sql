-- R1, R3, R4: sales per period and place, channel, store or all, beside the period before and a year
-- before, and taken apart: customers × orders per customer × units per order × price per unit is the net
-- amount. The factors are rounded; the four numbers that they come from multiply back exactly.
-- R6: the unknown store is a member. R24: nothing personal.
with stores as (
  select 'store' as dimension, store_key as member_key, store_name from {{ ref('stores') }}
)

select
  compared.period_type,
  compared.period_start_date,
  compared.period_label,
  compared.dimension,
  compared.member_key,
  coalesce(stores.store_name, compared.member_key) as member_name,
  compared.currency_code,
  compared.customer_count,
  compared.order_count,
  compared.purchase_count,
  compared.anonymous_order_count,
  compared.unit_count,
  {{ half_up_money('compared.net_amount', 'compared.currency_code') }} as net_amount,
  {{ money_ratio('compared.net_amount', 'compared.order_count', 'compared.currency_code') }} as average_order_amount,
  {{ ratio('compared.order_count', 'compared.customer_count') }} as orders_per_customer,
  {{ ratio('compared.unit_count', 'compared.order_count') }} as units_per_order,
  {{ ratio('compared.net_amount', 'compared.unit_count') }} as price_per_unit,
  {{ half_up_money('compared.gross_amount', 'compared.currency_code') }} as gross_amount,
  {{ half_up_money('compared.discount_amount', 'compared.currency_code') }} as discount_amount,
  compared.return_unit_count,
  {{ half_up_money('compared.return_amount', 'compared.currency_code') }} as return_amount,
  {{ half_up_money('compared.previous_net_amount', 'compared.currency_code') }} as previous_net_amount,
  {{ change_rate('compared.net_amount', 'compared.previous_net_amount') }} as net_change_rate,
  {{ half_up_money('compared.year_before_net_amount', 'compared.currency_code') }} as year_before_net_amount,
  {{ change_rate('compared.net_amount', 'compared.year_before_net_amount') }} as net_change_on_year_rate,
  compared.customer_count > 0 and compared.order_count > 0 and compared.unit_count > 0 as has_revenue_tree,
  compared.is_complete
from {{ ref('period_comparisons') }} as compared
left join stores on stores.dimension = compared.dimension and stores.member_key = compared.member_key
where compared.dimension in ('{{ place_members() | join("', '") }}')
