-- R20: the return records of goods that were sold under a plan with a clawback. The clawback alone lowers the
-- pay for them, so rank and base leave them out: pay is lowered once.
with records as (
  select
    records.*,
    {{ incentive_plan_of("source_system || ':' || sold_store_id", month_start('sold_date')) }} as sold_plan_name
  from {{ ref('return_records') }} as records
  where fate = 'counted' and sold_line_key is not null
)

select
  source_system,
  return_id,
  coalesce(store_id, 'unknown') as store_id,
  employee_key,
  coalesce(employee_id, 'unknown') as sales_person_id,
  {{ month_start('returned_date') }} as sales_month,
  currency_code,
  return_amount
from records
where {{ incentive_has_clawback('sold_plan_name') }}
