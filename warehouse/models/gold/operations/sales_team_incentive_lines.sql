-- R20: every order line and return record behind an incentive that is paid. The lines of one
-- salesperson and month add up to total_sales, and what the lines earn adds up to the incentive: the
-- rank's rate on each, and of the slabs as much more as the sales so far earn with the line.
with lines as (
  select
    lines.source_system, lines.store_id, lines.employee_id, {{ month_start('lines.business_date') }} as sales_month,
    coalesce(lines.order_id, 'none') as order_id, coalesce(lines.line_number, 0) as line_number,
    coalesce(lines.return_id, 'none') as return_id, lines.business_date, lines.product_name, lines.currency_code, lines.net_amount
  from {{ ref('counted_lines') }} as lines
  left join {{ ref('returns_apart') }} as apart
    on apart.source_system = lines.source_system and apart.return_id = lines.return_id
  where apart.return_id is null
),

paid as (
  select
    lines.source_system, lines.store_id, lines.employee_id, lines.sales_month,
    lines.order_id, lines.line_number, lines.return_id, lines.business_date, lines.product_name, lines.currency_code, lines.net_amount,
    months.plan_name,
    months.rank_rate,
    months.incentive_amount,
    months.base_amount as month_amount,
    cast(sum(lines.net_amount) over (
      partition by lines.source_system, lines.store_id, lines.employee_id, lines.sales_month, lines.currency_code
      order by lines.business_date, lines.order_id, lines.line_number, lines.return_id
      rows between unbounded preceding and current row) as decimal(38,4)) as amount_so_far
  from lines
  inner join {{ ref('incentive_months') }} as months
    on months.source_system = lines.source_system
    and months.store_id = lines.store_id
    and months.sales_person_id = lines.employee_id
    and months.sales_month = lines.sales_month
    and months.currency_code = lines.currency_code
  where months.incentive_amount > 0
)

select
  source_system,
  store_id,
  employee_id as sales_person_id,
  sales_month,
  order_id,
  line_number,
  return_id,
  business_date,
  product_name,
  currency_code,
  net_amount,
  rank_rate as incentive_rate,
  incentive_amount as incentive,
  {{ half_up_money('month_amount', 'currency_code') }} as total_sales,
  plan_name,
  cast(cast(cast(net_amount as decimal(27,4)) * rank_rate as decimal(38,8))
    + {{ incentive_slab_amount('plan_name', 'amount_so_far') }}
    - {{ incentive_slab_amount('plan_name', 'cast(amount_so_far - net_amount as decimal(38,4))') }} as decimal(38,8)) as line_incentive
from paid
