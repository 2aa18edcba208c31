-- R14: one row per visit to the web site. R4: on the day of the shop's time zone. R24: by whom is a code,
-- and no time of day is here: service has that too.
select
  {{ keyed_code('visit', 'visits.session_key') }} as session_code,
  visits.started_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(customers.territory_key, 'unknown') as territory_key,
  visits.device,
  cast(1 as bigint) as session_count,
  visits.page_view_count,
  visits.duration_minutes
from {{ ref('web_visits') }} as visits
cross join {{ audience_keys('sales') }}
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = visits.customer_key
  and visits.started_at >= customers.valid_from_at and visits.started_at < customers.valid_to_at
