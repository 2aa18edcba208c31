-- R3, R5: each change of a product's price, and units per day in the days before and after it, as far as
-- they lie in the data and not after the as-of date. What follows a change is not what it caused.
{%- set window = rule('price_changes', 'window_days') %}
with in_order as (
  select
    product_key, currency_code, unit_price, first_date,
    lag(unit_price) over (partition by product_key, currency_code order by first_date) as old_price,
    lag(last_date) over (partition by product_key, currency_code order by first_date) as last_old_date
  from {{ ref('price_runs') }}
),

changes as (
  select
    in_order.*,
    least({{ days_between('data.first_date', 'in_order.first_date') }}, {{ window }}) as days_before,
    least({{ days_between('in_order.first_date', 'as_of.as_of_date') }} + 1, {{ window }}) as days_after
  from in_order
  cross join {{ ref('as_of') }} as as_of
  cross join (select min(business_date) as first_date from {{ ref('order_lines') }}) as data
  where in_order.old_price <> in_order.unit_price
),

units as (
  select
    changes.product_key, changes.currency_code, changes.first_date,
    sum(case when sold.business_date < changes.first_date then sold.unit_count else cast(0 as decimal(38,4)) end) as units_before,
    sum(case when sold.business_date >= changes.first_date then sold.unit_count else cast(0 as decimal(38,4)) end) as units_after
  from changes
  inner join {{ ref('member_days') }} as sold
    on sold.dimension = 'product' and sold.member_key = changes.product_key and sold.currency_code = changes.currency_code
    and sold.business_date >= {{ add_days('changes.first_date', -window) }}
    and sold.business_date < {{ add_days('changes.first_date', window) }}
  group by changes.product_key, changes.currency_code, changes.first_date
)

select
  changes.product_key,
  changes.currency_code,
  changes.first_date as change_date,
  products.product_name,
  products.category_name,
  products.subcategory_name,
  changes.last_old_date as last_old_price_date,
  changes.old_price,
  changes.unit_price as new_price,
  {{ change_rate('changes.unit_price', 'changes.old_price') }} as price_change_rate,
  cast(changes.days_before as bigint) as days_before,
  cast(changes.days_after as bigint) as days_after,
  cast(units.units_before as decimal(38,4)) as units_before,
  cast(units.units_after as decimal(38,4)) as units_after,
  {{ ratio('units.units_before', 'changes.days_before') }} as units_per_day_before,
  {{ ratio('units.units_after', 'changes.days_after') }} as units_per_day_after,
  changes.days_before = {{ window }} and changes.days_after = {{ window }} as is_complete
from changes
inner join units
  on units.product_key = changes.product_key and units.currency_code = changes.currency_code and units.first_date = changes.first_date
inner join {{ ref('products') }} as products on products.product_key = changes.product_key
