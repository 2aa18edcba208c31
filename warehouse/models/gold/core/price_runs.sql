-- R3: for how long each product was sold at which price before discount, per currency. The price of a day is
-- the one at which most units were sold (of equals the higher). A price that held on fewer selling days
-- than the minimum is a slip, not a price; prices that sit on the wrong item do not count.
with units as (
  select product_key, currency_code, business_date, unit_price, sum(quantity) as unit_count
  from {{ ref('order_lines') }}
  where is_counted and not is_return and quantity > 0 and product_key <> 'unknown' and not coalesce(is_price_suspect, false)
  group by product_key, currency_code, business_date, unit_price
),

days as (
  select
    product_key, currency_code, business_date, unit_price,
    row_number() over (partition by product_key, currency_code, business_date order by unit_count desc, unit_price desc) as place
  from units
),

compared as (
  select
    product_key, currency_code, business_date, unit_price,
    case when unit_price = lag(unit_price) over (partition by product_key, currency_code order by business_date) then 0 else 1 end as is_other
  from days
  where place = 1
),

numbered as (
  select
    product_key, currency_code, business_date, unit_price,
    sum(is_other) over (
      partition by product_key, currency_code order by business_date rows between unbounded preceding and current row) as run_number
  from compared
)

select
  product_key,
  currency_code,
  cast(unit_price as decimal(38,6)) as unit_price,
  min(business_date) as first_date,
  max(business_date) as last_date,
  cast(count(*) as bigint) as selling_day_count
from numbered
group by product_key, currency_code, unit_price, run_number
having count(*) >= {{ rule('price_changes', 'minimum_days') }}
