-- R6: every payment until the as-of date is there, in every kind of period, and each order that was paid
-- counts once; payments after it are told.
{%- set period_types = ['day', 'week', 'month', 'quarter', 'year'] %}
with paid as (
  select
    payments.amount,
    coalesce(payments.currency_code, orders.currency_code, {{ shop_currency() }}) as currency_code,
    payments.source_system || ':' || payments.order_id as order_key,
    coalesce(payments.paid_date > as_of.as_of_date, false) as is_later
  from {{ ref('payments') }} as payments
  cross join {{ ref('as_of') }} as as_of
  left join (
    select source_system || ':' || order_id as order_key, max(currency_code) as currency_code
    from {{ ref('order_lines') }}
    group by source_system || ':' || order_id
  ) as orders
    on orders.order_key = payments.source_system || ':' || payments.order_id
),

orders as (
  select lines.currency_code, lines.net_amount
  from {{ ref('order_lines') }} as lines
  inner join (select distinct order_key, currency_code from paid where not is_later) as of_paid
    on of_paid.order_key = lines.source_system || ':' || lines.order_id and of_paid.currency_code = lines.currency_code
  where lines.is_counted
),

exact as (
  select period_type, currency_code, sum(paid_amount) as paid_amount, count(*) as row_count
  from {{ ref('payments_by_method') }}
  group by period_type, currency_code
),

sums as (
  select currency_code, sum(amount) as paid_amount from paid where not is_later group by currency_code
)

{{ audit_sums('payments equal silver', 'payments_by_method',
  expected=side('paid', 'amount', scope='currency_code', where='not is_later'),
  found=side(ref('order_payments'), 'paid_amount', scope='currency_code')) }}
union all
{{ audit_sums('orders that were paid count once', 'payments_by_method',
  expected=side('orders', 'net_amount', scope='currency_code'),
  found=side(ref('order_payments'), 'order_net_amount', scope='currency_code', where='order_key is not null')) }}
{%- for period_type in period_types %}
union all
{% call audit_none('what was paid is there in every ' ~ period_type, 'half of the smallest unit per row', 'payments_by_method') %}
  select sums.currency_code
  from sums
  left join exact on exact.currency_code = sums.currency_code and exact.period_type = '{{ period_type }}'
  where exact.paid_amount is null or abs(exact.paid_amount - sums.paid_amount) > {{ half_unit('sums.currency_code') }} * exact.row_count
{% endcall %}
{%- endfor %}
union all
select
  'payments after the as-of date are not shown' as audit,
  'payments' as scope,
  '0' as expected,
  cast(count(*) as {{ type_name('varchar') }}) as found,
  case when count(*) = 0 then 'pass' else 'warn' end as verdict,
  'payments_by_method' as guards,
  {{ no_examples() }} as examples
from paid
where is_later
