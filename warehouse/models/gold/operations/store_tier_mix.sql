-- R23, R9: the customers of a store and period by tier, as it is on the as-of date (R5), per currency.
-- R6: sales to customers whom nobody knows are the tier 'unknown', so that the tiers add up to the store.
with mix as (
  select
    period_type, period_start_date, source_system, store_id, currency_code, tier,
    order_count, purchase_count, customer_count, new_customer_count, net_amount,
    sum(customer_count) over (
      partition by period_type, period_start_date, source_system, store_id, currency_code) as store_customer_count,
    sum(net_amount) over (
      partition by period_type, period_start_date, source_system, store_id, currency_code) as store_net_amount
  from {{ ref('store_periods') }}
)

select
  mix.period_type,
  mix.period_start_date,
  periods.period_label,
  mix.source_system,
  mix.store_id,
  coalesce(names.store_name, 'unknown') as store_name,
  mix.currency_code,
  mix.tier,
  mix.customer_count,
  mix.new_customer_count,
  mix.order_count,
  mix.purchase_count,
  {{ half_up_money('mix.net_amount', 'mix.currency_code') }} as net_amount,
  {{ share('mix.customer_count', 'mix.store_customer_count') }} as customer_share,
  {{ share('mix.net_amount', 'mix.store_net_amount') }} as net_share,
  periods.is_complete
from mix
inner join {{ ref('periods') }} as periods
  on periods.period_type = mix.period_type and periods.period_start_date = mix.period_start_date
left join {{ ref('stores') }} as names
  on names.source_system = mix.source_system and names.store_id = mix.store_id and names.is_known
