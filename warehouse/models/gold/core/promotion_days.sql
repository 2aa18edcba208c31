-- R16: the days of a promotion, and around them those on which none of the same products had another.
-- Where its dates are known from sales only, the first and the last are left out: that something was
-- sold on them is how they were found, so they are no fair sample of its days.
{%- set around = rule('discounts', 'baseline_days') %}
with days as (
  select
    windows.promotion_key, calendar.date_day,
    calendar.date_day between windows.first_date and windows.last_date as is_promoted
  from {{ ref('promotion_windows') }} as windows
  inner join {{ ref('calendar') }} as calendar
    on calendar.date_day >= {{ add_days('windows.first_date', -around) }}
    and calendar.date_day <= {{ add_days('windows.last_date', around) }}
    and calendar.date_day between windows.source_first_date and windows.source_last_date
  where windows.is_declared or (calendar.date_day <> windows.first_date and calendar.date_day <> windows.last_date)
),

scopes as (
  select distinct promotion_key, dimension, member_key from {{ ref('promotion_scopes') }}
),

-- Days on which a product has a promotion: those declared, else those on which it was sold under it. One
-- that turns up now and then over the years would else leave no day of the years without.
product_days as (
  select sold.promotion_key, sold.product_key, calendar.date_day
  from {{ ref('promotion_scopes') }} as sold
  inner join {{ ref('promotion_windows') }} as windows on windows.promotion_key = sold.promotion_key and windows.is_declared
  inner join {{ ref('calendar') }} as calendar on calendar.date_day between windows.first_date and windows.last_date
  where sold.dimension = 'product'
  union all
  select distinct lines.promotion_key, lines.product_key, lines.business_date
  from {{ ref('promotion_lines') }} as lines
  inner join {{ ref('promotion_windows') }} as windows on windows.promotion_key = lines.promotion_key and not windows.is_declared
  where lines.unit_count > 0
),

taken as (
  select distinct scopes.promotion_key, scopes.dimension, scopes.member_key, product_days.date_day
  from {{ ref('promotion_scopes') }} as scopes
  inner join product_days on product_days.product_key = scopes.product_key
  inner join days on days.promotion_key = scopes.promotion_key and days.date_day = product_days.date_day
  where product_days.promotion_key <> scopes.promotion_key and not days.is_promoted
)

select scopes.promotion_key, scopes.dimension, scopes.member_key, days.date_day, days.is_promoted
from scopes
inner join days on days.promotion_key = scopes.promotion_key
left join taken
  on taken.promotion_key = scopes.promotion_key and taken.dimension = scopes.dimension
  and taken.member_key = scopes.member_key and taken.date_day = days.date_day
where taken.date_day is null
