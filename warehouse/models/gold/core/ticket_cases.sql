-- R14: one row per support ticket; an open one has no hours, nor one that is solved after the as-of date
-- (R5). R4: on the day of the shop's time zone. A ticket is reopened when the same customer opens a further one
-- of the same kind soon after it was resolved: sources number it anew.
with tickets as (
  select
    tickets.source_system || ':' || tickets.ticket_id as ticket_key,
    tickets.source_system,
    tickets.ticket_id,
    tickets.customer_id,
    coalesce(known.customer_key, 'unknown') as customer_key,
    tickets.created_at,
    case when {{ shop_day('tickets.resolved_at') }} <= coalesce(as_of.as_of_date, cast('9999-12-31' as date)) then tickets.resolved_at end as resolved_at,
    tickets.issue_type,
    tickets.satisfaction_score,
    {{ shop_day('tickets.created_at') }} as created_date
  from {{ ref('support_tickets') }} as tickets
  cross join {{ ref('as_of') }} as as_of
  left join {{ ref('customers') }} as known on known.customer_key = tickets.source_system || ':' || tickets.customer_id
  where coalesce({{ shop_day('tickets.created_at') }} <= as_of.as_of_date, true)
),

moments as (
  select ticket_key, source_system, customer_id, issue_type, created_at as moment, created_at, 1 as is_opening
  from tickets where customer_id is not null and issue_type is not null
  union all
  select ticket_key, source_system, customer_id, issue_type, resolved_at, cast(null as timestamp), 0
  from tickets where customer_id is not null and issue_type is not null and resolved_at >= created_at
),

-- From the last moment back: the next opening after each one. An opening at the very moment is none that
-- follows, and a ticket resolved before it was opened is not followed by itself.
followed as (
  select
    ticket_key, is_opening, moment as resolved_at,
    min(created_at) over (
      partition by source_system, customer_id, issue_type order by moment desc, is_opening, ticket_key
      rows between unbounded preceding and current row) as next_created_at
  from moments
)

select
  tickets.ticket_key,
  tickets.source_system,
  tickets.ticket_id,
  tickets.customer_key,
  coalesce(tickets.issue_type, 'unknown') as issue_type,
  tickets.created_date,
  tickets.created_at,
  tickets.resolved_at,
  case when tickets.resolved_at >= tickets.created_at
    then {{ ratio(elapsed_seconds('tickets.created_at', 'tickets.resolved_at'), 3600, 4) }} end as hours_to_resolve,
  tickets.satisfaction_score,
  tickets.resolved_at is not null as is_resolved,
  coalesce({{ elapsed_seconds('followed.resolved_at', 'followed.next_created_at') }} <= {{ rule('support', 'reopened_days') }} * 86400, false) as is_reopened
from tickets
left join followed on followed.ticket_key = tickets.ticket_key and followed.is_opening = 0
