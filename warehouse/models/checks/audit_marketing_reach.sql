-- R6, R11, R21: nobody and nothing is lost between silver and marketing: contactable, unreachable and
-- unknown customers together are all of silver, in heads and in money, per currency (R1).
with known as (
  select
    customers.customer_key, customers.source_system,
    coalesce(points.is_contactable, false) as is_contactable,
    coalesce(points.unreachable_reason, 'missing') as reason
  from {{ ref('customers') }} as customers
  left join {{ source('science', 'contact_points') }} as points on points.customer_key = customers.customer_key
  where customers.is_known
),

lines as (
  select
    lines.customer_key, lines.store_id, lines.business_date, lines.currency_code, lines.net_amount,
    known.source_system, known.reason, known.is_contactable,
    known.customer_key is not null as is_known
  from {{ ref('sales_and_returns') }} as lines
  left join known on known.customer_key = lines.customer_key
),

-- Both rounded at the grain of their table, so that the sums can be equal to the cent.
contactable_spend as (
  select currency_code, {{ half_up_money('sum(net_amount)', 'currency_code') }} as amount
  from lines
  where is_known and is_contactable
  group by customer_key, coalesce(store_id, 'unknown'), {{ month_start('business_date') }}, currency_code
),

unreachable_spend as (
  select currency_code, {{ half_up_money('sum(net_amount)', 'currency_code') }} as amount
  from lines
  where is_known and not is_contactable
  group by source_system, reason, currency_code
),

known_and_unknown_spend as (
  select currency_code, net_amount as amount from lines where not is_known
  union all
  select currency_code, spend_amount from {{ ref('customer_spend') }}
),

known_heads as (
  select count(*) as customer_count from known
),

told_heads as (
  select count(*) as customer_count from {{ ref('marketing_contacts') }}
  union all
  select sum(customer_count) from {{ ref('unreachable_customers') }}
)

{{ audit_sums('sales to contactable customers equal silver', 'customer_data_mart',
  expected=side('contactable_spend', 'amount', scope='currency_code'),
  found=side(ref('customer_data_mart'), 'total_sales', scope='currency_code')) }}
union all
{{ audit_sums('known and unknown customers make all sales', 'customer_data_mart',
  expected=side('lines', 'net_amount', scope='currency_code'),
  found=side('known_and_unknown_spend', 'amount', scope='currency_code')) }}
union all
{{ audit_sums('sales to unreachable customers equal silver', 'unreachable_customers',
  expected=side('unreachable_spend', 'amount', scope='currency_code'),
  found=side(ref('unreachable_customers'), 'spend_amount', scope='currency_code')) }}
union all
{{ audit_sums('every known customer is a contact or counted as unreachable', 'marketing_contacts',
  expected=side('known_heads', 'customer_count', scope="'customers'"),
  found=side('told_heads', 'customer_count', scope="'customers'")) }}
