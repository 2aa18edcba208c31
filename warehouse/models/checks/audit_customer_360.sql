-- R14, R6: what customer_360 adds up to is what silver holds: a join that multiplies tickets by visits or
-- orders fails each of these.
with known as (
  select customer_key, source_system from {{ ref('customers') }} where is_known
),

spends as (
  select
    lines.customer_key, known.source_system, lines.currency_code,
    count(distinct lines.order_key) as order_count,
    cast(sum(lines.net_amount) as decimal(38,4)) as net_amount
  from {{ ref('sales_and_returns') }} as lines
  inner join known on known.customer_key = lines.customer_key
  group by lines.customer_key, known.source_system, lines.currency_code
),

returned as (
  select known.source_system
  from {{ ref('returned_goods') }} as goods
  inner join known on known.customer_key = goods.customer_key
),

service as (
  select
    event_type, source_system,
    coalesce(page_views, 0) as page_view_count, coalesce(duration_minutes, 0) as visit_minutes
  from {{ ref('service_records') }}
  where customer_key is not null
)

{{ audit_sums('every known customer is one row', 'customer_360',
  expected=side('known', scope='source_system'),
  found=side(ref('customer_360'), scope='source_system')) }}
union all
{{ audit_sums('orders of the customers equal silver', 'customer_360',
  expected=side('spends', 'order_count', scope='source_system'),
  found=side(ref('customer_360'), 'order_count', scope='source_system')) }}
union all
{% call audit_none('spend is that of silver in the main currency, rounded once', 'customers', 'customer_360') %}
  select customers.customer_key
  from {{ ref('customer_360') }} as customers
  left join spends
    on spends.customer_key = customers.customer_key
    and spends.currency_code = customers.currency_code
  where abs(cast(customers.spend_amount as decimal(38,4)) - coalesce(spends.net_amount, cast(0 as decimal(38,4))))
    > {{ half_unit('customers.currency_code') }}
{% endcall %}
union all
{{ audit_sums('returns of the customers equal those that came back', 'customer_360',
  expected=side('returned', scope='source_system'),
  found=side(ref('customer_360'), 'return_count', scope='source_system')) }}
union all
{{ audit_sums('tickets of the customers equal silver', 'customer_360',
  expected=side('service', scope='source_system', where="event_type = 'ticket opened'"),
  found=side(ref('customer_360'), 'ticket_count', scope='source_system')) }}
union all
{{ audit_sums('resolved tickets of the customers equal silver', 'customer_360',
  expected=side('service', scope='source_system', where="event_type = 'ticket resolved'"),
  found=side(ref('customer_360'), 'resolved_ticket_count', scope='source_system')) }}
union all
{{ audit_sums('visits of the customers equal silver', 'customer_360',
  expected=side('service', scope='source_system', where="event_type = 'web visit'"),
  found=side(ref('customer_360'), 'session_count', scope='source_system')) }}
union all
{{ audit_sums('pages of the customers equal silver', 'customer_360',
  expected=side('service', 'page_view_count', scope='source_system', where="event_type = 'web visit'"),
  found=side(ref('customer_360'), 'page_view_count', scope='source_system')) }}
union all
{{ audit_sums('minutes of the customers equal silver', 'customer_360',
  expected=side('service', 'visit_minutes', scope='source_system', where="event_type = 'web visit'"),
  found=side(ref('customer_360'), 'visit_minutes', scope='source_system')) }}
union all
{{ audit_sums('tickets of known customers are those of customer_360', 'customer_360',
  expected=side(ref('customer_360'), 'ticket_count', scope='source_system'),
  found=side(ref('ticket_cases'), scope='source_system', where="customer_key <> 'unknown'")) }}
union all
{% call audit_none('open and resolved are all tickets, and engagement is 0 to 100', 'customers', 'customer_360') %}
  select customer_key
  from {{ ref('customer_360') }}
  where ticket_count <> open_ticket_count + resolved_ticket_count
    or engagement_score < 0
    or engagement_score > 100
{% endcall %}
