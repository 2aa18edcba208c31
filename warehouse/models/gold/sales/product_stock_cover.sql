-- R5: units in stock by the last count of each store up to the as-of date, or the first count after it
-- where there is none before, and for how many days they last at the pace of the days up to the as-of
-- date. R6: stock of unknown products is a row without a pace.
{%- set window = rule('price_changes', 'window_days') %}
with counts as (
  select
    inventory.source_system, inventory.store_id, inventory.product_id, inventory.stock_date, inventory.quantity,
    coalesce(inventory.stock_date > as_of.as_of_date, true) as is_later,
    row_number() over (
      partition by inventory.source_system, inventory.store_id, inventory.product_id
      order by coalesce(inventory.stock_date > as_of.as_of_date, true), abs({{ days_between('inventory.stock_date', 'as_of.as_of_date') }})
    ) as place
  from {{ ref('inventory') }} as inventory
  cross join {{ ref('as_of') }} as as_of
  where inventory.quantity is not null
),

stock as (
  select
    coalesce(products.product_key, 'unknown') as product_key,
    count(*) as place_count, sum(counts.quantity) as stock_unit_count,
    min(counts.stock_date) as oldest_count_date, max(counts.stock_date) as newest_count_date,
    max(case when counts.is_later then 1 else 0 end) = 1 as is_counted_later
  from counts
  left join {{ ref('products') }} as products on products.product_key = counts.source_system || ':' || counts.product_id
  where counts.place = 1
  group by coalesce(products.product_key, 'unknown')
),

pace as (
  select sold.member_key as product_key, sum(sold.unit_count) as unit_count
  from {{ ref('member_days') }} as sold
  inner join {{ ref('as_of') }} as as_of on sold.business_date > {{ add_days('as_of.as_of_date', -window) }}
  where sold.dimension = 'product' and sold.member_key <> 'unknown'
  group by sold.member_key
),

data as (
  select least({{ days_between('min(lines.business_date)', 'max(as_of.as_of_date)') }} + 1, {{ window }}) as day_count
  from {{ ref('order_lines') }} as lines
  cross join {{ ref('as_of') }} as as_of
)

select
  stock.product_key,
  products.product_name,
  products.category_name,
  products.subcategory_name,
  cast(stock.stock_unit_count as decimal(38,4)) as stock_unit_count,
  cast(stock.place_count as bigint) as stock_place_count,
  cast(coalesce(pace.unit_count, 0) as decimal(38,4)) as recent_unit_count,
  case when stock.product_key <> 'unknown' then {{ ratio('coalesce(pace.unit_count, 0)', 'data.day_count') }} end as units_per_day,
  case when stock.stock_unit_count > 0 and pace.unit_count > 0
    then {{ ratio('stock.stock_unit_count * data.day_count', 'pace.unit_count', 2) }}
    when pace.unit_count > 0 then cast(0 as decimal(18,2)) end as cover_days,
  stock.oldest_count_date,
  stock.newest_count_date,
  stock.is_counted_later
from stock
inner join {{ ref('products') }} as products on products.product_key = stock.product_key
cross join data
left join pace on pace.product_key = stock.product_key
