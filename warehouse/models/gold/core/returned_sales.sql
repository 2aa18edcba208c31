-- R20, R3: what return records bring back, by who sold it: a record names order and product, whose
-- lines name the salesperson. More than was sold does not come back, and what a line tells already is taken
-- off there.
with returned as (
  select
    source_system, return_id, order_id, product_id, returned_date, quantity,
    sum(quantity) over (
      partition by source_system, order_id, product_id
      order by returned_date, return_id
      rows between unbounded preceding and current row) as quantity_so_far
  from {{ ref('return_records') }}
  where fate = 'counted' and sold_line_key is not null and quantity > 0
),

orders as (
  select distinct source_system, order_id from returned
),

sold as (
  select
    lines.source_system, lines.order_id, lines.product_id,
    coalesce(lines.store_id, 'unknown') as store_id, coalesce(lines.employee_id, 'unknown') as sales_person_id,
    lines.business_date, lines.currency_code,
    sum(lines.quantity) as quantity,
    sum(lines.net_amount) as net_amount
  from {{ ref('order_lines') }} as lines
  inner join orders on orders.source_system = lines.source_system and orders.order_id = lines.order_id
  where lines.is_counted and not lines.is_return
  group by
    lines.source_system, lines.order_id, lines.product_id, coalesce(lines.store_id, 'unknown'),
    coalesce(lines.employee_id, 'unknown'), lines.business_date, lines.currency_code
),

shared as (
  select
    source_system, order_id, product_id, store_id, sales_person_id, business_date, currency_code, net_amount,
    sum(quantity) over (partition by source_system, order_id, product_id) as sold_quantity
  from sold
)

select
  returned.source_system,
  returned.return_id,
  returned.order_id,
  returned.product_id,
  returned.returned_date,
  shared.store_id,
  shared.sales_person_id,
  shared.business_date,
  shared.currency_code,
  coalesce({{ apportioned('shared.net_amount', '(least(returned.quantity_so_far, shared.sold_quantity) - least(returned.quantity_so_far - returned.quantity, shared.sold_quantity))', 'shared.sold_quantity') }}, cast(0 as decimal(38,4))) as net_amount
from returned
inner join shared
  on shared.source_system = returned.source_system
  and shared.order_id = returned.order_id
  and shared.product_id = returned.product_id
