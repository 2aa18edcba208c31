-- R6, R14: what silver knows of the service to customers until the as-of date, for the audits to count.
with as_of as (
  select coalesce(as_of_date, cast('9999-12-31' as date)) as as_of_date from {{ ref('as_of') }}
),

known as (
  select customer_key from {{ ref('customers') }} where is_known
),

tickets as (
  select source_system, customer_id, issue_type, {{ shop_day('resolved_at') }} as resolved_date
  from {{ ref('support_tickets') }}
  cross join as_of
  where {{ shop_day('created_at') }} <= as_of.as_of_date
),

records as (
  select
    'ticket opened' as event_type, source_system, customer_id, issue_type,
    cast(null as integer) as page_views, cast(null as decimal(38,4)) as duration_minutes
  from tickets
  union all
  select 'ticket resolved', source_system, customer_id, issue_type, cast(null as integer), cast(null as decimal(38,4))
  from tickets
  cross join as_of
  where resolved_date <= as_of.as_of_date
  union all
  select
    'web visit', source_system, customer_id, cast(null as {{ type_name('varchar') }}), page_views, duration_minutes
  from {{ ref('web_sessions') }}
  cross join as_of
  where {{ shop_day('started_at') }} <= as_of.as_of_date
)

select
  records.event_type,
  records.source_system,
  known.customer_key,
  records.issue_type,
  records.page_views,
  records.duration_minutes
from records
left join known on known.customer_key = records.source_system || ':' || records.customer_id
