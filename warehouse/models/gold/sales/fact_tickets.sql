-- R14: one row per support ticket; an open one has no hours, nor one that is solved after the as-of date
-- (R5). R4: on the day of the shop's time zone.
-- R24: who asked is a code, and nothing that anybody wrote is here.
with tickets as (
  select
    tickets.source_system || ':' || tickets.ticket_id as ticket_key,
    coalesce(known.customer_key, 'unknown') as customer_key,
    tickets.created_at,
    case when {{ shop_day('tickets.resolved_at') }} <= coalesce(as_of.as_of_date, cast('9999-12-31' as date)) then tickets.resolved_at end as resolved_at,
    tickets.issue_type,
    tickets.satisfaction_score,
    {{ shop_day('tickets.created_at') }} as created_date,
    as_of.as_of_date
  from {{ ref('support_tickets') }} as tickets
  cross join {{ ref('as_of') }} as as_of
  left join {{ ref('customers') }} as known on known.customer_key = tickets.source_system || ':' || tickets.customer_id
)

select
  tickets.ticket_key,
  tickets.created_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(customers.territory_key, 'unknown') as territory_key,
  coalesce(tickets.issue_type, 'unknown') as issue_type,
  cast(1 as bigint) as ticket_count,
  cast(case when tickets.resolved_at is null then 0 else 1 end as bigint) as resolved_count,
  case when tickets.resolved_at >= tickets.created_at
    then {{ ratio(elapsed_seconds('tickets.created_at', 'tickets.resolved_at'), 3600, 4) }} end as hours_to_resolve,
  tickets.satisfaction_score,
  tickets.created_at,
  tickets.resolved_at
from tickets
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = tickets.customer_key
  and tickets.created_at >= customers.valid_from_at and tickets.created_at < customers.valid_to_at
where coalesce(tickets.created_date <= tickets.as_of_date, true)
