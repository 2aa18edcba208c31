-- R20: what each salesperson earned in a store and month under the plan that held: the rate of their
-- rank on the base, own net sales, and the slabs. All who tie for a rank get its rate; below the minimum
-- nothing. R1: rounded half up once, at the end.
with ranked as (
  select
    source_system, store_id, sales_person_id, full_name, sales_month, currency_code, plan_name, net_amount, base_amount, is_ranked,
    rank() over (
      partition by source_system, store_id, sales_month, currency_code, is_ranked order by base_amount desc
    ) as place
  from {{ ref('salesperson_months') }}
),

judged as (
  select
    ranked.source_system, ranked.store_id, ranked.sales_person_id, ranked.full_name, ranked.sales_month,
    ranked.currency_code, ranked.plan_name, ranked.net_amount, ranked.base_amount, plans.clawback_days,
    case when ranked.is_ranked then ranked.place end as sales_rank,
    ranked.is_ranked and ranked.base_amount >= plans.minimum_sales_amount as is_paid
  from ranked
  inner join {{ ref('incentive_plans') }} as plans on plans.plan_name = ranked.plan_name
),

rated as (
  select
    source_system, store_id, sales_person_id, full_name, sales_month, currency_code, plan_name, net_amount, base_amount,
    clawback_days, sales_rank,
    case when is_paid then {{ incentive_rank_rate('plan_name', 'sales_rank') }} else cast(0 as decimal(10,6)) end as rank_rate,
    case when is_paid then {{ incentive_slab_amount('plan_name', 'base_amount') }} else cast(0 as decimal(38,8)) end as slab_amount
  from judged
)

select
  source_system,
  store_id,
  sales_person_id,
  full_name,
  sales_month,
  currency_code,
  plan_name,
  net_amount,
  base_amount,
  cast(sales_rank as integer) as sales_rank,
  rank_rate,
  cast(slab_amount as decimal(38,8)) as slab_amount,
  {{ half_up_money('cast(cast(base_amount as decimal(27,4)) * rank_rate as decimal(38,8)) + slab_amount', 'currency_code', 8) }} as incentive_amount,
  clawback_days
from rated
