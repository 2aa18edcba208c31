-- R14: one row per support ticket, with the customer as they were when it was opened.
-- R24: who asked is a code, nothing that anybody wrote is here, and no time of day: service has that too.
select
  {{ keyed_code('ticket', 'tickets.ticket_key') }} as ticket_code,
  tickets.created_date as date_day,
  coalesce(customers.customer_version_code, 'unknown') as customer_version_code,
  coalesce(customers.territory_key, 'unknown') as territory_key,
  tickets.issue_type,
  cast(1 as bigint) as ticket_count,
  cast(case when tickets.is_resolved then 1 else 0 end as bigint) as resolved_count,
  cast({{ half_up('tickets.hours_to_resolve', 0) }} as bigint) as hours_to_resolve,
  tickets.satisfaction_score
from {{ ref('ticket_cases') }} as tickets
cross join {{ audience_keys('sales') }}
left join {{ ref('customer_versions') }} as customers
  on customers.customer_key = tickets.customer_key
  and tickets.created_at >= customers.valid_from_at and tickets.created_at < customers.valid_to_at
