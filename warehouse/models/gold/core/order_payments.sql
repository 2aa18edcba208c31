-- R1, R6: every payment until the as-of date (R5) with its part of what its order comes to. An order that is
-- paid in parts is shared out by the parts above 0, what rounding leaves on the first, so that it counts
-- once; in another currency than the order's nothing is shared out. R3: orders that do not count come to 0.
with payments as (
  select
    payments.source_system, payments.payment_id, payments.paid_date, payments.amount, payments.currency_code, payments.store_id,
    coalesce(payments.payment_method, 'unknown') as payment_method,
    payments.source_system || ':' || payments.order_id as order_key
  from {{ ref('payments') }} as payments
  cross join {{ ref('as_of') }} as as_of
  where coalesce(payments.paid_date <= as_of.as_of_date, true)
),

paid as (
  select distinct order_key from payments where order_key is not null
),

sales as (
  select
    paid.order_key, lines.currency_code, max(lines.store_key) as store_key,
    sum(case when lines.is_counted then lines.net_amount end) as net_amount
  from {{ ref('order_lines') }} as lines
  inner join paid on paid.order_key = lines.source_system || ':' || lines.order_id
  group by paid.order_key, lines.currency_code
),

places as (
  select order_key, max(store_key) as store_key, max(currency_code) as currency_code from sales group by order_key
),

described as (
  select
    payments.source_system, payments.payment_id, payments.paid_date, payments.payment_method, payments.amount, payments.order_key,
    coalesce(stores.store_key, case when payments.store_id is null then places.store_key end, 'unknown') as store_key,
    coalesce(payments.currency_code, places.currency_code, {{ shop_currency() }}) as currency_code,
    sales.net_amount,
    case when sales.net_amount is not null and orders.currency_code = sales.currency_code
      then coalesce(orders.total_due_amount, sales.net_amount) else sales.net_amount end as total_amount,
    cast(greatest(payments.amount, cast(0 as decimal(38,4))) as decimal(38,4)) as weight
  from payments
  left join places on places.order_key = payments.order_key
  left join sales
    on sales.order_key = payments.order_key and sales.currency_code = coalesce(payments.currency_code, places.currency_code)
  left join {{ ref('orders') }} as orders on orders.order_key = payments.order_key
  left join {{ ref('stores') }} as stores on stores.store_key = payments.source_system || ':' || payments.store_id
),

weighed as (
  select
    described.*,
    cast(sum(weight) over (partition by order_key, currency_code, net_amount is null) as decimal(38,4)) as weights,
    row_number() over (partition by order_key, currency_code, net_amount is null order by weight desc, paid_date, payment_id) as place
  from described
),

shared as (
  select
    weighed.*
    {%- for measure in ['net_amount', 'total_amount'] %},
    coalesce({{ apportioned(measure, 'weight', 'weights') }}, cast(0 as decimal(38,4))) as part_{{ measure }}
    {%- endfor %}
  from weighed
)

select
  source_system,
  payment_id,
  paid_date,
  store_key,
  payment_method,
  currency_code,
  amount as paid_amount,
  case when net_amount is not null then order_key end as order_key
  {%- for measure in ['net_amount', 'total_amount'] %},
  cast(part_{{ measure }} + case when place = 1 then coalesce({{ measure }}, 0)
    - case when {{ measure }} is null then 0 else sum(part_{{ measure }}) over (partition by order_key, currency_code, net_amount is null) end
    else 0 end as decimal(38,4)) as order_{{ measure }}
  {%- endfor %}
from shared
