-- R14: the tickets of each known customer as one row, before they are joined to anything. What is not
-- resolved has no hours. The leading issue is the most frequent, of several the one that came last.
with tickets as (
  select
    customer_key, issue_type, created_date, created_at, hours_to_resolve, satisfaction_score, is_resolved, is_reopened,
    {{ quantile_position('hours_to_resolve', 'customer_key') }} as timed_place,
    {{ quantile_count('hours_to_resolve', 'customer_key') }} as timed_count
  from {{ ref('ticket_cases') }}
  where customer_key <> 'unknown'
),

issues as (
  select customer_key, issue_type, count(*) as ticket_count, max(created_at) as last_created_at
  from tickets
  group by customer_key, issue_type
),

foremost as (
  select
    customer_key, issue_type,
    row_number() over (partition by customer_key order by ticket_count desc, last_created_at desc, issue_type) as place
  from issues
),

measured as (
  select
    customer_key,
    cast(count(*) as bigint) as ticket_count,
    cast(sum(case when is_resolved then 1 else 0 end) as bigint) as resolved_ticket_count,
    cast(sum(case when is_reopened then 1 else 0 end) as bigint) as reopened_ticket_count,
    {{ quantile('hours_to_resolve', 'timed_place', 'timed_count', '0.5') }} as median_hours_to_resolve,
    {{ ratio('sum(satisfaction_score)', 'count(satisfaction_score)', 4) }} as mean_satisfaction_score,
    max(created_date) as last_ticket_date
  from tickets
  group by customer_key
)

select
  measured.customer_key,
  measured.ticket_count,
  cast(measured.ticket_count - measured.resolved_ticket_count as bigint) as open_ticket_count,
  measured.resolved_ticket_count,
  measured.reopened_ticket_count,
  measured.median_hours_to_resolve,
  measured.mean_satisfaction_score,
  foremost.issue_type as leading_issue_type,
  measured.last_ticket_date
from measured
inner join foremost on foremost.customer_key = measured.customer_key and foremost.place = 1
