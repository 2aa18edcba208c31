-- R4, R6: every ticket and every visit of silver until the as-of date is a fact.
with tickets as (
  select coalesce(tickets.issue_type, 'unknown') as issue_type
  from {{ ref('support_tickets') }} as tickets
  cross join {{ ref('as_of') }} as as_of
  where coalesce({{ shop_day('tickets.created_at') }} <= as_of.as_of_date, true)
),

visits as (
  select coalesce(sessions.device, 'unknown') as device
  from {{ ref('web_sessions') }} as sessions
  cross join {{ ref('as_of') }} as as_of
  where coalesce({{ shop_day('sessions.started_at') }} <= as_of.as_of_date, true)
)

{{ audit_sums('every row of silver is a fact', 'fact_tickets',
  expected=side('tickets', scope='issue_type'),
  found=side(ref('fact_tickets'), scope='issue_type')) }}
union all
{{ audit_sums('every row of silver is a fact', 'fact_web_sessions',
  expected=side('visits', scope='device'),
  found=side(ref('fact_web_sessions'), scope='device')) }}
