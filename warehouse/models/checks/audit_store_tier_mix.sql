-- R23, R6: the tiers of a store together have its customers and its sales.
with tiers as (
  select
    period_type, period_start_date, source_system, store_id, currency_code,
    sum(net_amount) as net_amount, count(*) as tier_count
  from {{ ref('store_tier_mix') }}
  group by period_type, period_start_date, source_system, store_id, currency_code
)

{{ audit_sums('customers of the tiers are those of the stores', 'store_tier_mix',
  expected=side(ref('store_performance'), 'customer_count', scope=['period_type', 'currency_code']),
  found=side(ref('store_tier_mix'), 'customer_count', scope=['period_type', 'currency_code'])) }}
union all
{% call audit_none('net of the tiers is that of the store', 'half of the smallest unit per tier', 'store_tier_mix') %}
  select store_id
  from tiers
  full join {{ ref('store_performance') }} as stores
    using (period_type, period_start_date, source_system, store_id, currency_code)
  where tiers.net_amount is null or stores.net_amount is null
    or abs(tiers.net_amount - stores.net_amount) > {{ half_unit('currency_code') }} * (tiers.tier_count + 1)
{% endcall %}
