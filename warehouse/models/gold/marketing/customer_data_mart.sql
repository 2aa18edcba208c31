-- R21: one row per customer, store and month. A customer has one current address and phone (R11), a
-- store one address, so no total is ever repeated. R6: sales without a store are on 'unknown'.
with months as (
  select
    customer_key,
    coalesce(store_id, 'unknown') as store_id,
    store_key,
    {{ month_start('business_date') }} as sales_date_month,
    currency_code,
    sum(net_amount) as net_amount
  from {{ ref('counted_lines') }}
  group by customer_key, coalesce(store_id, 'unknown'), store_key, {{ month_start('business_date') }}, currency_code
),

stores as (
  select
    store_key,
    {{ text_join(', ', ['street_address', 'city', 'state_code', 'postal_code', 'country_code']) }} as store_address
  from {{ ref('stores') }}
  where is_known
)

select
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  months.store_id,
  stores.store_address,
  contacts.phone_number,
  months.sales_date_month,
  months.currency_code,
  {{ half_up_money('months.net_amount', 'months.currency_code') }} as total_sales
from months
inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = months.customer_key
left join stores on stores.store_key = months.store_key
