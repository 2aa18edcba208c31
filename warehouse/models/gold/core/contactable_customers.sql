-- R11: a customer whom marketing may reach by at least one channel; a channel that is missing,
-- invalid or opted out of is NULL here, so that no later table can use it by mistake.
select
  customers.customer_key,
  customers.source_system,
  customers.customer_id,
  customers.full_name,
  case when points.is_email_usable then points.email end as email,
  case when points.is_phone_usable then points.phone_e164 end as phone_number,
  customers.street_address,
  customers.city,
  customers.state_code,
  customers.postal_code,
  customers.country_code,
  points.time_zone,
  points.time_zone_basis,
  points.call_from_local_time,
  points.call_to_local_time,
  points.next_call_from_at,
  points.next_call_to_at
from {{ ref('customers') }} as customers
inner join {{ source('science', 'contact_points') }} as points on points.customer_key = customers.customer_key
where customers.is_known and points.is_contactable
