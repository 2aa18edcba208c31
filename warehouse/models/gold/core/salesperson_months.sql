-- R20: net sales per store, salesperson and month in exact decimals, by the ids on the lines, so that
-- a salesperson whom no employee list names is still ranked. R6: no id at all is the unknown member.
-- The base of pay leaves the returns out for which a clawback lowers it.
with lines as (
  select
    source_system, coalesce(store_id, 'unknown') as store_id, employee_key, coalesce(employee_id, 'unknown') as sales_person_id,
    {{ month_start('business_date') }} as sales_month, currency_code, net_amount, cast(0 as decimal(38,4)) as apart_amount
  from {{ ref('sales_and_returns') }}
  union all
  select
    source_system, store_id, employee_key, sales_person_id, sales_month, currency_code, cast(0 as decimal(38,4)), return_amount
  from {{ ref('returns_apart') }}
),

sums as (
  select
    source_system, store_id, employee_key, sales_person_id, sales_month, currency_code,
    sum(net_amount) as net_amount, sum(apart_amount) as apart_amount
  from lines
  group by source_system, store_id, employee_key, sales_person_id, sales_month, currency_code
),

months as (
  select
    sums.source_system, sums.store_id, sums.sales_person_id,
    coalesce(employees.full_name, 'unknown') as full_name,
    coalesce(employees.is_manager, false) as is_manager,
    sums.sales_month, sums.currency_code,
    cast(sum(sums.net_amount) as decimal(38,4)) as net_amount,
    cast(sum(sums.net_amount + sums.apart_amount) as decimal(38,4)) as base_amount
  from sums
  left join {{ ref('employees') }} as employees on employees.employee_key = sums.employee_key and employees.is_known
  group by
    sums.source_system, sums.store_id, sums.sales_person_id, coalesce(employees.full_name, 'unknown'),
    coalesce(employees.is_manager, false), sums.sales_month, sums.currency_code
),

planned as (
  select
    source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code, net_amount, base_amount,
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
  base_amount,
  store_id <> 'unknown' and sales_person_id <> 'unknown'
    and (not is_manager or {{ incentive_ranks_managers('plan_name') }}) as is_ranked
from planned
