-- R4, R5: what each product, subcategory and category sold in the last complete month against the month
-- before; a month without sales is 0. Those that moved most are ranked first, up and down apart;
-- equal changes have equal ranks. R6: unknown products move too, but have no rank.
with months as (
  select period_start_date, previous_start_date
  from {{ ref('periods') }}
  where period_type = 'month' and is_complete and previous_start_date is not null
  order by period_start_date desc
  limit 1
),

sales as (
  select
    sold.dimension, sold.member_key, sold.currency_code, months.period_start_date, months.previous_start_date,
    sum(case when sold.period_start_date = months.period_start_date then sold.unit_count else cast(0 as decimal(38,4)) end) as unit_count,
    sum(case when sold.period_start_date = months.previous_start_date then sold.unit_count else cast(0 as decimal(38,4)) end) as previous_unit_count,
    sum(case when sold.period_start_date = months.period_start_date then sold.net_amount else cast(0 as decimal(38,4)) end) as net_amount,
    sum(case when sold.period_start_date = months.previous_start_date then sold.net_amount else cast(0 as decimal(38,4)) end) as previous_net_amount
  from {{ ref('period_sales') }} as sold
  inner join months on sold.period_start_date in (months.period_start_date, months.previous_start_date)
  where sold.period_type = 'month' and sold.dimension in ('{{ goods_members() | join("', '") }}')
  group by sold.dimension, sold.member_key, sold.currency_code, months.period_start_date, months.previous_start_date
),

moved as (
  select
    sales.*,
    net_amount - previous_net_amount as net_change,
    case when net_amount > previous_net_amount then 'up' when net_amount < previous_net_amount then 'down' else 'unchanged' end as movement,
    member_key in ('unknown', 'unknown / unknown') as is_unknown
  from sales
)

select
  moved.dimension,
  moved.member_key,
  names.member_name,
  names.category_name,
  names.subcategory_name,
  moved.currency_code,
  moved.period_start_date as month_start_date,
  moved.previous_start_date as previous_month_start_date,
  moved.movement,
  cast(case when moved.movement <> 'unchanged' and not moved.is_unknown then rank() over (
    partition by moved.dimension, moved.currency_code, moved.movement, moved.is_unknown
    order by abs(moved.net_change) desc) end as integer) as mover_rank,
  cast(moved.unit_count as decimal(38,4)) as unit_count,
  cast(moved.previous_unit_count as decimal(38,4)) as previous_unit_count,
  {{ half_up_money('moved.net_amount', 'moved.currency_code') }} as net_amount,
  {{ half_up_money('moved.previous_net_amount', 'moved.currency_code') }} as previous_net_amount,
  {{ half_up_money('moved.net_change', 'moved.currency_code') }} as net_change_amount,
  {{ share('moved.net_change', 'moved.previous_net_amount') }} as net_change_rate
from moved
inner join {{ ref('goods_names') }} as names on names.dimension = moved.dimension and names.member_key = moved.member_key
