-- R14: one row per visit to the web site until the as-of date (R5). R4: on the day of the shop's time zone.
with sessions as (
  select
    source_system, session_id, customer_id, started_at, page_views, duration_minutes, device,
    source_system || ':' || session_id as session_key,
    {{ shop_day('started_at') }} as started_date
  from {{ ref('web_sessions') }}
)

select
  sessions.session_key,
  sessions.source_system,
  sessions.session_id,
  coalesce(known.customer_key, 'unknown') as customer_key,
  sessions.started_date,
  sessions.started_at,
  coalesce(sessions.device, 'unknown') as device,
  cast(sessions.page_views as bigint) as page_view_count,
  sessions.duration_minutes
from sessions
cross join {{ ref('as_of') }} as as_of
left join {{ ref('customers') }} as known on known.customer_key = sessions.source_system || ':' || sessions.customer_id
where coalesce(sessions.started_date <= as_of.as_of_date, true)
