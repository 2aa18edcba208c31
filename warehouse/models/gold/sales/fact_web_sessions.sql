-- R14: one row per visit to the web site. R4: on the day of the shop's time zone. R24: by whom is a code.
with sessions as (
  select
    sessions.source_system || ':' || sessions.session_id as session_key,
    coalesce(known.customer_key, 'unknown') as customer_key,
    sessions.started_at,
    sessions.page_views,
    sessions.duration_minutes,
    sessions.device,
    {{ shop_day('sessions.started_at') }} as started_date
  from {{ ref('web_sessions') }} as sessions
  left join {{ ref('customers') }} as known on known.customer_key = sessions.source_system || ':' || sessions.customer_id
)

select
  sessions.session_key,
  sessions.started_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(customers.territory_key, 'unknown') as territory_key,
  coalesce(sessions.device, 'unknown') as device,
  cast(1 as bigint) as session_count,
  cast(sessions.page_views as bigint) as page_view_count,
  sessions.duration_minutes,
  sessions.started_at
from sessions
cross join {{ ref('as_of') }} as as_of
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = sessions.customer_key
  and sessions.started_at >= customers.valid_from_at and sessions.started_at < customers.valid_to_at
where coalesce(sessions.started_date <= as_of.as_of_date, true)
