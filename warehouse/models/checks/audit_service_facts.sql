-- R4, R6: every ticket and every visit of silver until the as-of date is a fact.
with tickets as (
  select tickets.source_system
  from {{ ref('support_tickets') }} as tickets
  cross join {{ ref('as_of') }} as as_of
  where coalesce({{ shop_day('tickets.created_at') }} <= as_of.as_of_date, true)
),

visits as (
  select sessions.source_system
  from {{ ref('web_sessions') }} as sessions
  cross join {{ ref('as_of') }} as as_of
  where coalesce({{ shop_day('sessions.started_at') }} <= as_of.as_of_date, true)
)

{{ audit_sums('every row of silver is a fact', 'fact_tickets',
  expected=side('tickets', scope='source_system'),
  found=side(ref('fact_tickets'), scope="split_part(ticket_key, ':', 1)")) }}
union all
{{ audit_sums('every row of silver is a fact', 'fact_web_sessions',
  expected=side('visits', scope='source_system'),
  found=side(ref('fact_web_sessions'), scope="split_part(session_key, ':', 1)")) }}
