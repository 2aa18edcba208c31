-- R20, R23: everybody who sells, ranked by net sales within the store, and among all salespeople by
-- what they sold in all stores. Managers take part, whatever the incentive plans say. Equal sales
-- share a rank. R6: sales without a salesperson or store stay, unranked.
with people as (
  select
    source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code, net_amount,
    store_id <> 'unknown' and sales_person_id <> 'unknown' as is_known,
    sum(net_amount) over (partition by source_system, store_id, sales_month, currency_code) as store_amount,
    cast(sum(net_amount) over (
      partition by source_system, sales_person_id, sales_month, currency_code) as decimal(38,4)) as person_amount
  from {{ ref('salesperson_months') }}
),

ranked as (
  select
    source_system, store_id, sales_person_id, full_name, is_manager, sales_month, currency_code, net_amount,
    is_known, store_amount, person_amount,
    rank() over (
      partition by source_system, store_id, sales_month, currency_code, is_known order by net_amount desc) as store_place,
    row_number() over (
      partition by source_system, sales_person_id, sales_month, currency_code order by store_id) as store_number
  from people
),

-- one row per person stands for all of their stores, so that nobody stands before others twice
overall as (
  select source_system, sales_person_id, sales_month, currency_code,
    rank() over (partition by sales_month, currency_code order by person_amount desc) as overall_place
  from ranked
  where store_number = 1 and sales_person_id <> 'unknown'
)

select
  ranked.source_system,
  ranked.store_id,
  coalesce(stores.store_name, 'unknown') as store_name,
  ranked.sales_person_id,
  ranked.full_name,
  ranked.is_manager,
  ranked.sales_month,
  ranked.currency_code,
  {{ half_up_money('ranked.net_amount', 'ranked.currency_code') }} as total_sales,
  {{ share('ranked.net_amount', 'ranked.store_amount') }} as store_share,
  cast(case when ranked.is_known then ranked.store_place end as integer) as store_rank,
  {{ half_up_money('ranked.person_amount', 'ranked.currency_code') }} as all_stores_sales,
  cast(overall.overall_place as integer) as overall_rank
from ranked
left join overall
  on overall.source_system = ranked.source_system and overall.sales_person_id = ranked.sales_person_id
  and overall.sales_month = ranked.sales_month and overall.currency_code = ranked.currency_code
left join {{ ref('stores') }} as stores
  on stores.source_system = ranked.source_system and stores.store_id = ranked.store_id and stores.is_known
