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

others as (
  select distinct scopes.promotion_key, scopes.dimension, scopes.member_key, others.promotion_key as other_key
  from {{ ref('promotion_scopes') }} as scopes
  inner join {{ ref('promotion_scopes') }} as others
    on others.product_key = scopes.product_key and others.dimension = 'product'
  where others.promotion_key <> scopes.promotion_key
),

taken as (
  select distinct others.promotion_key, others.dimension, others.member_key, days.date_day
  from others
  inner join {{ ref('promotion_windows') }} as windows on windows.promotion_key = others.other_key
  inner join days on days.promotion_key = others.promotion_key
  where not days.is_promoted and days.date_day between windows.first_date and windows.last_date
)

select scopes.promotion_key, scopes.dimension, scopes.member_key, days.date_day, days.is_promoted
from scopes
inner join days on days.promotion_key = scopes.promotion_key
left join taken
  on taken.promotion_key = scopes.promotion_key and taken.dimension = scopes.dimension
  and taken.member_key = scopes.member_key and taken.date_day = days.date_day
where taken.date_day is null
