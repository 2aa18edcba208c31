-- R16: units per day on the promotion's days and on the days around, with what an interval needs: the
-- squares of the daily units. A day without a sale is a day of 0 units, which adds nothing to the sums.
-- Every day is judged by the products that other days show to be on promotion: a product that was sold
-- under it on one day only is left out on that day, and weighs that much less in the baseline. To count
-- the sales by which products were chosen, against days that chose nothing, would make any ratio too high.
with daily as (
  select product_key, currency_code, business_date, cast(sum(unit_count) as decimal(38,4)) as unit_count
  from {{ ref('promotion_lines') }}
  where product_key <> 'unknown'
  group by product_key, currency_code, business_date
),

lengths as (
  select
    promotion_key, dimension, member_key,
    cast(sum(case when is_promoted then 1 else 0 end) as bigint) as promotion_day_count,
    cast(sum(case when is_promoted then 0 else 1 end) as bigint) as baseline_day_count
  from {{ ref('promotion_days') }}
  group by promotion_key, dimension, member_key
),

weights as (
  select
    scopes.promotion_key, scopes.dimension, scopes.member_key, scopes.product_key, scopes.only_date,
    case when only_days.is_promoted
      then {{ ratio('lengths.promotion_day_count - 1', 'lengths.promotion_day_count') }} else cast(1 as decimal(38,6)) end as weight
  from {{ ref('promotion_scopes') }} as scopes
  inner join lengths
    on lengths.promotion_key = scopes.promotion_key and lengths.dimension = scopes.dimension and lengths.member_key = scopes.member_key
  left join {{ ref('promotion_days') }} as only_days
    on only_days.promotion_key = scopes.promotion_key and only_days.dimension = scopes.dimension
    and only_days.member_key = scopes.member_key and only_days.date_day = scopes.only_date
),

scope_days as (
  select
    weights.promotion_key, weights.dimension, weights.member_key, daily.currency_code, days.date_day, days.is_promoted,
    cast(sum(case
      when not days.is_promoted then cast(cast(daily.unit_count as decimal(28,4)) * cast(weights.weight as decimal(7,6)) as decimal(38,4))
      when days.date_day = weights.only_date then cast(0 as decimal(38,4))
      else cast(daily.unit_count as decimal(38,4)) end) as decimal(38,4)) as unit_count
  from weights
  inner join daily on daily.product_key = weights.product_key
  inner join {{ ref('promotion_days') }} as days
    on days.promotion_key = weights.promotion_key and days.dimension = weights.dimension
    and days.member_key = weights.member_key and days.date_day = daily.business_date
  group by weights.promotion_key, weights.dimension, weights.member_key, daily.currency_code, days.date_day, days.is_promoted
),

units as (
  select
    promotion_key, dimension, member_key, currency_code
    {%- for name, condition in [('promotion', 'is_promoted'), ('baseline', 'not is_promoted')] %},
    cast(sum(case when {{ condition }} then unit_count else cast(0 as decimal(38,4)) end) as decimal(38,4)) as {{ name }}_unit_count,
    sum(case when {{ condition }} then cast(unit_count as double) * cast(unit_count as double) else cast(0 as double) end) as {{ name }}_squares
    {%- endfor %}
  from scope_days
  group by promotion_key, dimension, member_key, currency_code
)

select
  lengths.promotion_key, lengths.dimension, lengths.member_key, sales.currency_code,
  lengths.promotion_day_count, lengths.baseline_day_count
  {%- for name in ['promotion', 'baseline'] %},
  coalesce(units.{{ name }}_unit_count, cast(0 as decimal(38,4))) as {{ name }}_unit_count,
  coalesce(units.{{ name }}_squares, cast(0 as double)) as {{ name }}_squares
  {%- endfor %}
from lengths
inner join {{ ref('promotion_sales') }} as sales
  on sales.promotion_key = lengths.promotion_key and sales.dimension = lengths.dimension and sales.member_key = lengths.member_key
left join units
  on units.promotion_key = sales.promotion_key and units.dimension = sales.dimension
  and units.member_key = sales.member_key and units.currency_code = sales.currency_code
