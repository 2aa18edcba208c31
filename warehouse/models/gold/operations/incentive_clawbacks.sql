-- R20: what returns take back of incentives that were earned on the goods, under plans with a clawback:
-- the rate that the salesperson earned in the month of the sale × what came back, in the month of the
-- return. R1: rounded on the sum so far, so that all together never exceed the incentive, nor lose a cent.
with earned as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code, plan_name, incentive_amount, clawback_days,
    rank_rate + coalesce({{ ratio('slab_amount', 'base_amount') }}, cast(0 as decimal(38,6))) as earned_rate
  from {{ ref('incentive_months') }}
  where incentive_amount > 0 and clawback_days > 0
),

taken as (
  select
    returned.source_system, returned.return_id, returned.order_id, returned.product_id, returned.returned_date,
    returned.store_id, returned.sales_person_id, earned.sales_month, returned.business_date, returned.currency_code,
    earned.plan_name, returned.net_amount, earned.incentive_amount,
    cast(earned.earned_rate as decimal(38,6)) as earned_rate,
    cast(sum(returned.net_amount) over (
      partition by returned.source_system, returned.store_id, returned.sales_person_id, earned.sales_month, returned.currency_code
      order by returned.returned_date, returned.return_id, returned.order_id, returned.product_id, returned.business_date
      rows between unbounded preceding and current row) as decimal(38,4)) as amount_so_far
  from {{ ref('returned_sales') }} as returned
  inner join earned
    on earned.source_system = returned.source_system
    and earned.store_id = returned.store_id
    and earned.sales_person_id = returned.sales_person_id
    and earned.sales_month = {{ month_start('returned.business_date') }}
    and earned.currency_code = returned.currency_code
  where {{ days_between('returned.business_date', 'returned.returned_date') }} between 0 and earned.clawback_days
    and returned.net_amount > 0
)

select
  source_system,
  return_id,
  order_id,
  product_id,
  business_date as sold_date,
  returned_date,
  {{ month_start('returned_date') }} as clawback_month,
  store_id,
  sales_person_id,
  sales_month,
  currency_code,
  plan_name,
  net_amount as returned_amount,
  earned_rate as incentive_rate,
  cast(least({{ half_up_money('cast(amount_so_far as decimal(27,4)) * cast(earned_rate as decimal(10,6))', 'currency_code', 10) }}, incentive_amount)
    - least({{ half_up_money('cast(amount_so_far - net_amount as decimal(27,4)) * cast(earned_rate as decimal(10,6))', 'currency_code', 10) }}, incentive_amount) as decimal(38,3)) as clawback
from taken
