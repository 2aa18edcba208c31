-- R14, R6: what customer_360, support_patterns and customer_timeline add up to is what silver holds: a join that
-- multiplies tickets by visits or orders fails each of these.
{%- set visits = {'visits': ('1', 'session_count'), 'pages': ('page_views', 'page_view_count'), 'minutes': ('duration_minutes', 'visit_minutes')} %}
{%- set timed = {'order': 'orders', 'ticket opened': 'tickets', 'ticket resolved': 'resolutions', 'web visit': 'visits'} %}
with known as (
  select customer_key, source_system from {{ ref('customers') }} where is_known
),

as_of as (
  select coalesce(as_of_date, cast('9999-12-31' as date)) as as_of_date from {{ ref('as_of') }}
),

tickets as (
  select tickets.*, known.customer_key
  from {{ ref('support_tickets') }} as tickets
  cross join as_of
  left join known on known.customer_key = tickets.source_system || ':' || tickets.customer_id
  where {{ shop_day('tickets.created_at') }} <= as_of.as_of_date
),

resolved as (
  select tickets.* from tickets cross join as_of where {{ shop_day('tickets.resolved_at') }} <= as_of.as_of_date
),

visits as (
  select sessions.*, known.customer_key
  from {{ ref('web_sessions') }} as sessions
  cross join as_of
  inner join known on known.customer_key = sessions.source_system || ':' || sessions.customer_id
  where {{ shop_day('sessions.started_at') }} <= as_of.as_of_date
),

spends as (
  select lines.customer_key, known.source_system, lines.currency_code, count(distinct lines.order_key) as order_count, cast(sum(lines.net_amount) as decimal(18,4)) as net_amount
  from {{ ref('order_lines') }} as lines
  inner join known on known.customer_key = lines.customer_key
  where lines.is_counted
  group by lines.customer_key, known.source_system, lines.currency_code
),

happened as (
  select 'order' as event_type, known.source_system, count(distinct concat(lines.customer_key, ' ', lines.order_key, ' ', lines.currency_code)) as amount
  from {{ ref('order_lines') }} as lines
  cross join as_of
  inner join known on known.customer_key = lines.customer_key
  where lines.business_date <= as_of.as_of_date and not lines.is_return
  group by known.source_system
  union all
  select 'ticket opened', source_system, count(*) from tickets where customer_key is not null group by source_system
  union all
  select 'ticket resolved', source_system, count(*) from resolved where customer_key is not null group by source_system
  union all
  select 'web visit', source_system, count(*) from visits group by source_system
)

{{ audit_sums('every known customer is one row', 'customer_360',
  'select source_system as scope, 1 as amount from known', 'select source_system as scope, 1 as amount from ' ~ ref('customer_360')) }}
union all
{{ audit_sums('orders of the customers equal silver', 'customer_360',
  'select source_system as scope, order_count as amount from spends', 'select source_system as scope, order_count as amount from ' ~ ref('customer_360')) }}
union all
{{ audit_none('spend is that of silver in the main currency, rounded once', 'customers', 'customer_360',
  'select customers.customer_key from ' ~ ref('customer_360') ~ ' as customers left join spends on spends.customer_key = customers.customer_key'
  ~ ' and spends.currency_code = customers.currency_code where abs(cast(customers.spend_amount as decimal(18,4)) - coalesce(spends.net_amount, cast(0 as decimal(18,4)))) > cast(0.005 as decimal(18,4))') }}
union all
{{ audit_sums('returns of the customers equal those that came back', 'customer_360',
  'select known.source_system as scope, 1 as amount from ' ~ ref('returned_goods') ~ ' as returned inner join known on known.customer_key = returned.customer_key',
  'select source_system as scope, return_count as amount from ' ~ ref('customer_360')) }}
union all
{{ audit_sums('tickets of the customers equal silver', 'customer_360',
  'select source_system as scope, 1 as amount from tickets where customer_key is not null', 'select source_system as scope, ticket_count as amount from ' ~ ref('customer_360')) }}
union all
{{ audit_sums('resolved tickets of the customers equal silver', 'customer_360',
  'select source_system as scope, 1 as amount from resolved where customer_key is not null', 'select source_system as scope, resolved_ticket_count as amount from ' ~ ref('customer_360')) }}
{%- for measure, (column, published) in visits.items() %}
union all
{{ audit_sums(measure ~ ' of the customers equal silver', 'customer_360',
  'select source_system as scope, coalesce(' ~ column ~ ', 0) as amount from visits', 'select source_system as scope, ' ~ published ~ ' as amount from ' ~ ref('customer_360')) }}
{%- endfor %}
union all
{{ audit_none('open and resolved are all tickets, and engagement is 0 to 100', 'customers', 'customer_360',
  'select customer_key from ' ~ ref('customer_360') ~ ' where ticket_count <> open_ticket_count + resolved_ticket_count or engagement_score < 0 or engagement_score > 100') }}
union all
{{ audit_sums('tickets of every kind equal silver', 'support_patterns',
  "select coalesce(issue_type, 'unknown') as scope, 1 as amount from tickets", 'select issue_type as scope, ticket_count as amount from ' ~ ref('support_patterns')) }}
union all
{{ audit_sums('resolved tickets of every kind equal silver', 'support_patterns',
  "select coalesce(issue_type, 'unknown') as scope, 1 as amount from resolved", 'select issue_type as scope, resolved_count as amount from ' ~ ref('support_patterns')) }}
union all
{{ audit_sums('tickets of known customers are those of customer_360', 'customer_360',
  "select source_system as scope, ticket_count as amount from " ~ ref('customer_360'),
  "select source_system as scope, 1 as amount from " ~ ref('ticket_cases') ~ " where customer_key <> 'unknown'") }}
union all
{{ audit_none('no more is resolved than came, nor reopened than resolved, and the median is not above p90', 'rows', 'support_patterns',
  'select issue_type from ' ~ ref('support_patterns') ~ ' where resolved_count > ticket_count or reopened_count > resolved_count or rated_count > ticket_count'
  ~ ' or open_count <> ticket_count - resolved_count or median_hours_to_resolve > p90_hours_to_resolve') }}
{%- for event_type, noun in timed.items() %}
union all
{{ audit_sums(noun ~ ' of the timeline equal silver', 'customer_timeline',
  "select source_system as scope, amount from happened where event_type = '" ~ event_type ~ "'",
  "select split_part(customer_key, ':', 1) as scope, 1 as amount from " ~ ref('customer_timeline') ~ " where event_type = '" ~ event_type ~ "'") }}
{%- endfor %}
union all
{{ audit_sums('returns of the timeline are those of customer_360', 'customer_timeline',
  "select source_system as scope, return_count as amount from " ~ ref('customer_360'),
  "select split_part(customer_key, ':', 1) as scope, case when event_type = 'return' then 1 else 0 end as amount from " ~ ref('customer_timeline')) }}
union all
{{ audit_none('events are numbered from 1 without a gap, and no day comes before the one ahead of it', 'events', 'customer_timeline',
  'select customer_key from (select customer_key, event_number, event_date, row_number() over (partition by customer_key order by event_number) as place,'
  ~ ' max(event_date) over (partition by customer_key order by event_number rows between unbounded preceding and current row) as latest_date from '
  ~ ref('customer_timeline') ~ ') as events where event_number <> place or event_date < latest_date') }}
