-- R14: the web visits of each known customer as one row, before they are joined to anything. The leading
-- device is the one of most visits, of several the one used last.
with visits as (
  select customer_key, device, started_date, started_at, page_view_count, duration_minutes
  from {{ ref('web_visits') }}
  where customer_key <> 'unknown'
),

devices as (
  select customer_key, device, count(*) as session_count, max(started_at) as last_started_at
  from visits
  group by customer_key, device
),

foremost as (
  select
    customer_key, device,
    row_number() over (partition by customer_key order by session_count desc, last_started_at desc, device) as place
  from devices
),

measured as (
  select
    customer_key,
    cast(count(*) as bigint) as session_count,
    cast(coalesce(sum(page_view_count), 0) as bigint) as page_view_count,
    cast(coalesce(sum(duration_minutes), 0) as decimal(38,4)) as visit_minutes,
    max(started_date) as last_visit_date
  from visits
  group by customer_key
)

select
  measured.customer_key,
  measured.session_count,
  measured.page_view_count,
  measured.visit_minutes,
  foremost.device as leading_device,
  measured.last_visit_date
from measured
inner join foremost on foremost.customer_key = measured.customer_key and foremost.place = 1
