-- R16: units per day on the promotion's days and on the days around, with what an interval needs: the
-- squares of the daily units. A day without a sale is a day of 0 units, which adds nothing to the sums.
with daily as (
  select product_key, currency_code, business_date, sum(unit_count) as unit_count
  from {{ ref('promotion_lines') }}
  where product_key <> 'unknown'
  group by product_key, currency_code, business_date
),

scope_days as (
  select
    scopes.promotion_key, scopes.dimension, scopes.member_key, daily.currency_code, days.date_day, days.is_promoted,
    cast(sum(daily.unit_count) as decimal(18,4)) as unit_count
  from {{ ref('promotion_scopes') }} as scopes
  inner join daily on daily.product_key = scopes.product_key
  inner join {{ ref('promotion_days') }} as days
    on days.promotion_key = scopes.promotion_key and days.dimension = scopes.dimension
    and days.member_key = scopes.member_key and days.date_day = daily.business_date
  group by scopes.promotion_key, scopes.dimension, scopes.member_key, daily.currency_code, days.date_day, days.is_promoted
),

lengths as (
  select
    promotion_key, dimension, member_key,
    cast(sum(case when is_promoted then 1 else 0 end) as bigint) as promotion_day_count,
    cast(sum(case when is_promoted then 0 else 1 end) as bigint) as baseline_day_count
  from {{ ref('promotion_days') }}
  group by promotion_key, dimension, member_key
),

units as (
  select
    promotion_key, dimension, member_key, currency_code
    {%- for name, condition in [('promotion', 'is_promoted'), ('baseline', 'not is_promoted')] %},
    cast(sum(case when {{ condition }} then unit_count else cast(0 as decimal(18,4)) end) as decimal(18,4)) as {{ name }}_unit_count,
    sum(case when {{ condition }} then cast(unit_count as double) * cast(unit_count as double) else cast(0 as double) end) as {{ name }}_squares
    {%- endfor %}
  from scope_days
  group by promotion_key, dimension, member_key, currency_code
)

select
  lengths.promotion_key, lengths.dimension, lengths.member_key, units.currency_code,
  lengths.promotion_day_count, lengths.baseline_day_count,
  units.promotion_unit_count, units.promotion_squares, units.baseline_unit_count, units.baseline_squares
from lengths
inner join units
  on units.promotion_key = lengths.promotion_key and units.dimension = lengths.dimension and units.member_key = lengths.member_key
