-- R20: what everybody earned in each store and month, under which plan, and what returns took back in
-- that month. A month of clawbacks without a sale has a row too.
with earned as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code, base_amount, base_amount - net_amount as apart_amount, sales_rank,
    rank_rate, slab_amount, incentive_amount, cast(0 as decimal(38,3)) as clawback
  from {{ ref('incentive_months') }}
  union all
  select
    source_system, store_id, sales_person_id, clawback_month, currency_code, cast(0 as decimal(38,4)), cast(0 as decimal(38,4)), cast(null as integer),
    cast(0 as decimal(10,6)), cast(0 as decimal(38,8)), cast(0 as decimal(38,3)), clawback
  from {{ ref('incentive_clawbacks') }}
),

months as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code,
    sum(base_amount) as base_amount, sum(apart_amount) as apart_amount, max(sales_rank) as sales_rank, max(rank_rate) as rank_rate, sum(slab_amount) as slab_amount,
    sum(incentive_amount) as incentive_amount, sum(clawback) as clawback
  from earned
  group by source_system, store_id, sales_person_id, sales_month, currency_code
),

planned as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code, base_amount, apart_amount, sales_rank, rank_rate, slab_amount,
    incentive_amount, clawback,
    {{ incentive_plan_of("source_system || ':' || store_id", 'sales_month') }} as plan_name
  from months
)

select
  planned.source_system,
  planned.store_id,
  planned.sales_person_id,
  coalesce(employees.full_name, 'unknown') as full_name,
  planned.sales_month,
  planned.currency_code,
  planned.plan_name,
  plans.valid_from_date as plan_valid_from_date,
  plans.valid_to_date as plan_valid_to_date,
  {{ half_up_money('planned.base_amount', 'planned.currency_code') }} as total_sales,
  cast({{ half_up_money('planned.base_amount', 'planned.currency_code') }} - {{ half_up_money('planned.base_amount - planned.apart_amount', 'planned.currency_code') }} as decimal(38,3)) as returns_apart_amount,
  planned.sales_rank,
  planned.rank_rate,
  {{ half_up_money('planned.slab_amount', 'planned.currency_code') }} as slab_incentive,
  cast(planned.incentive_amount as decimal(38,3)) as incentive,
  cast(planned.clawback as decimal(38,3)) as clawback
from planned
inner join {{ ref('incentive_plans') }} as plans on plans.plan_name = planned.plan_name
left join {{ ref('employees') }} as employees
  on employees.source_system = planned.source_system and employees.employee_id = planned.sales_person_id and employees.is_known
