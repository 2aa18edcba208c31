-- R11: whom marketing may contact, and how. R12: when to call. R9: tier. R13: cluster.
-- Every source of facts has one row per customer before it is joined, so that nothing multiplies.
with contacts as (
  select
    customer_key, source_system, customer_id, full_name, email, phone_number,
    street_address, city, state_code, postal_code, country_code,
    time_zone, time_zone_basis, call_from_local_time, call_to_local_time, next_call_from_at, next_call_to_at
  from {{ ref('contactable_customers') }}
),

purchases as (
  select customer_key, order_count, purchase_count, currency_code, spend_amount, tier, first_purchase_date, last_purchase_date
  from {{ ref('customer_purchases') }}
),

clusters as (
  select customer_key, cluster_number, cluster_label from {{ source('science', 'customer_clusters') }}
)

select
  contacts.customer_key,
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  contacts.email,
  contacts.phone_number,
  contacts.street_address,
  contacts.city,
  contacts.state_code,
  contacts.postal_code,
  contacts.country_code,
  contacts.time_zone,
  contacts.time_zone_basis,
  contacts.call_from_local_time,
  contacts.call_to_local_time,
  contacts.next_call_from_at,
  contacts.next_call_to_at,
  purchases.tier,
  cast(clusters.cluster_number as integer) as cluster_number,
  clusters.cluster_label,
  purchases.order_count,
  purchases.purchase_count,
  {{ half_up_money('purchases.spend_amount', 'purchases.currency_code') }} as spend_amount,
  purchases.currency_code,
  purchases.first_purchase_date,
  purchases.last_purchase_date
from contacts
inner join purchases on purchases.customer_key = contacts.customer_key
left join clusters on clusters.customer_key = contacts.customer_key
