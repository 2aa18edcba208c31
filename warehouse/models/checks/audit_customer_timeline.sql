-- R14, R6: customer_timeline has every order, ticket and visit of silver once, in one order without a gap.
{%- set nouns = {'order': 'orders', 'ticket opened': 'tickets', 'ticket resolved': 'resolutions', 'web visit': 'visits'} %}
with orders as (
  select distinct customers.source_system, lines.customer_key, lines.order_key, lines.currency_code
  from {{ ref('order_lines') }} as lines
  cross join {{ ref('as_of') }} as as_of
  inner join {{ ref('customers') }} as customers on customers.customer_key = lines.customer_key and customers.is_known
  where lines.business_date <= coalesce(as_of.as_of_date, cast('9999-12-31' as date)) and not lines.is_return
),

happened as (
  select 'order' as event_type, source_system from orders
  union all
  select event_type, source_system from {{ ref('service_records') }} where customer_key is not null
),

told as (
  select
    event_type, split_part(customer_key, ':', 1) as source_system,
    case when event_type = 'return' then 1 else 0 end as return_count
  from {{ ref('customer_timeline') }}
),

placed as (
  select
    customer_key, event_number, event_date,
    row_number() over (partition by customer_key order by event_number) as place,
    max(event_date) over (
      partition by customer_key order by event_number rows between unbounded preceding and current row) as latest_date
  from {{ ref('customer_timeline') }}
)

{% for event_type, noun in nouns.items() %}
{{ audit_sums(noun ~ ' of the timeline equal silver', 'customer_timeline',
  expected=side('happened', scope='source_system', where="event_type = '%s'" | format(event_type)),
  found=side('told', scope='source_system', where="event_type = '%s'" | format(event_type))) }}
union all
{%- endfor %}
{{ audit_sums('returns of the timeline are those of customer_360', 'customer_timeline',
  expected=side(ref('customer_360'), 'return_count', scope='source_system'),
  found=side('told', 'return_count', scope='source_system')) }}
union all
{% call audit_none(
  'events are numbered from 1 without a gap, and no day comes before the one ahead of it', 'events', 'customer_timeline') %}
  select customer_key from placed where event_number <> place or event_date < latest_date
{% endcall %}
