-- R20: net sales per store, salesperson and month in exact decimals, by the ids on the lines, so that
-- a salesperson whom no employee list names is still ranked. R6: no id at all is the unknown member.
with lines as (
  select
    counted_lines.source_system,
    coalesce(counted_lines.store_id, 'unknown') as store_id,
    coalesce(counted_lines.employee_id, 'unknown') as sales_person_id,
    coalesce(employees.full_name, 'unknown') as full_name,
    coalesce(employees.is_manager, false) as is_manager,
    {{ month_start('counted_lines.business_date') }} as sales_month,
    counted_lines.currency_code,
    counted_lines.net_amount
  from {{ ref('counted_lines') }} as counted_lines
  left join {{ ref('employees') }} as employees
    on employees.employee_key = counted_lines.employee_key and employees.is_known
),

months as (
  select
    source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code,
    cast(sum(net_amount) as decimal(18,4)) as net_amount
  from lines
  group by source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code
),

planned as (
  select
    source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code, net_amount,
    {{ incentive_plan_of("source_system || ':' || store_id", 'sales_month') }} as plan_name
  from months
)

select
  source_system,
  store_id,
  sales_person_id,
  full_name,
  is_manager,
  sales_month,
  currency_code,
  plan_name,
  net_amount,
  store_id <> 'unknown' and sales_person_id <> 'unknown'
    and (not is_manager or {{ incentive_ranks_managers('plan_name') }}) as is_ranked
from planned
