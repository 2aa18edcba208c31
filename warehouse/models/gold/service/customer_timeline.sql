-- R14: everything that happened with a customer, in its order: orders of any status, returns, tickets, visits.
-- R4, R5: by the day of the shop until the as-of date; where only the day is known it comes first on that day.
{%- set no_amount = 'cast(null as decimal(38,4))' %}
{%- set no_text = 'cast(null as ' ~ type_name('varchar') ~ ')' %}
with orders as (
  select
    lines.customer_key, lines.source_system, lines.order_key, lines.order_id, lines.status, lines.currency_code,
    min(lines.business_date) as business_date, min(lines.ordered_at) as ordered_at,
    sum(lines.quantity) as quantity, sum(lines.net_amount) as net_amount
  from {{ ref('order_lines') }} as lines
  cross join {{ ref('as_of') }} as as_of
  where lines.business_date <= as_of.as_of_date and not lines.is_return
  group by lines.customer_key, lines.source_system, lines.order_key, lines.order_id, lines.status, lines.currency_code
),

events as (
  select
    customer_key, source_system, business_date as event_date, ordered_at as event_at, 'order' as event_type, 1 as place,
    order_key as event_key, status as event_status, {{ no_text }} as detail,
    cast(quantity as decimal(38,4)) as quantity, cast(net_amount as decimal(38,4)) as amount, currency_code
  from orders
  union all
  select
    customer_key, source_system, returned_date, case when return_kind = 'order line' and returned_at <> cast(returned_date as timestamp) then returned_at end, 'return', 2,
    return_key, {{ no_text }}, {{ no_text }}, returned_quantity, return_amount, currency_code
  from {{ ref('returned_goods') }}
  union all
  select
    customer_key, source_system, created_date, created_at, 'ticket opened', 3,
    ticket_key, case when is_resolved then 'resolved' else 'open' end, issue_type, {{ no_amount }}, {{ no_amount }}, {{ no_text }}
  from {{ ref('ticket_cases') }}
  union all
  select
    customer_key, source_system, {{ shop_day('resolved_at') }}, resolved_at, 'ticket resolved', 4,
    ticket_key, case when is_reopened then 'reopened' else 'resolved' end, issue_type, {{ no_amount }}, {{ no_amount }}, {{ no_text }}
  from {{ ref('ticket_cases') }}
  where is_resolved
  union all
  select
    customer_key, source_system, started_date, started_at, 'web visit', 5,
    session_key, {{ no_text }}, device, cast(page_view_count as decimal(38,4)), {{ no_amount }}, {{ no_text }}
  from {{ ref('web_visits') }}
)

select
  events.customer_key,
  cast(row_number() over (
    partition by events.customer_key
    order by events.event_date, coalesce(events.event_at, cast(events.event_date as timestamp)), events.place,
      events.event_key, events.event_status, events.currency_code) as bigint) as event_number,
  events.event_date,
  events.event_at,
  events.event_type,
  events.event_key,
  events.event_status,
  events.detail,
  events.quantity,
  {{ half_up_money('events.amount', 'events.currency_code') }} as amount,
  events.currency_code
from events
inner join {{ ref('customers') }} as customers on customers.customer_key = events.customer_key and customers.is_known
