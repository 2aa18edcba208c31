-- R14: what people need help with, month by month of opening, and how it went for those tickets. What is
-- not resolved has no hours. R5: as it stands on the as-of date.
with tickets as (
  select
    {{ month_start('created_date') }} as opened_month, issue_type, customer_key,
    hours_to_resolve, satisfaction_score, is_resolved, is_reopened
  from {{ ref('ticket_cases') }}
),

placed as (
  select
    tickets.*,
    {{ quantile_position('hours_to_resolve', 'opened_month, issue_type') }} as timed_place,
    {{ quantile_count('hours_to_resolve', 'opened_month, issue_type') }} as timed_count
  from tickets
),

patterns as (
  select
    opened_month, issue_type,
    count(*) as ticket_count,
    count(distinct nullif(customer_key, 'unknown')) as customer_count,
    sum(case when is_resolved then 1 else 0 end) as resolved_count,
    sum(case when is_reopened then 1 else 0 end) as reopened_count,
    {{ quantile('hours_to_resolve', 'timed_place', 'timed_count', '0.5') }} as median_hours_to_resolve,
    {{ quantile('hours_to_resolve', 'timed_place', 'timed_count', '0.9') }} as p90_hours_to_resolve,
    count(satisfaction_score) as rated_count,
    sum(satisfaction_score) as score_sum
  from placed
  group by opened_month, issue_type
)

select
  patterns.opened_month,
  patterns.issue_type,
  cast(patterns.ticket_count as bigint) as ticket_count,
  cast(patterns.customer_count as bigint) as customer_count,
  cast(patterns.resolved_count as bigint) as resolved_count,
  cast(patterns.ticket_count - patterns.resolved_count as bigint) as open_count,
  {{ ratio('patterns.resolved_count', 'patterns.ticket_count') }} as resolved_share,
  patterns.median_hours_to_resolve,
  patterns.p90_hours_to_resolve,
  cast(patterns.rated_count as bigint) as rated_count,
  {{ ratio('patterns.score_sum', 'patterns.rated_count', 4) }} as mean_satisfaction_score,
  cast(patterns.reopened_count as bigint) as reopened_count,
  {{ ratio('patterns.reopened_count', 'patterns.resolved_count') }} as reopened_share,
  coalesce({{ add_days(add_months('patterns.opened_month', 1), -1) }} <= as_of.as_of_date, false) as is_complete
from patterns
cross join {{ ref('as_of') }} as as_of
