-- R16: the days on which a promotion ran: as its source declares them, else from the first sale under
-- it to the last. Only days within the source's own sales: before and after, no sale means nothing.
with source_days as (
  select source_system, min(business_date) as first_date, max(business_date) as last_date
  from {{ ref('promotion_lines') }}
  group by source_system
),

seen as (
  select promotion_key, min(business_date) as first_date, max(business_date) as last_date
  from {{ ref('promotion_lines') }}
  where promotion_key not in ('none', 'unknown') and unit_count > 0
  group by promotion_key
),

windows as (
  select
    promotions.promotion_key,
    promotions.source_system,
    coalesce(promotions.start_date, seen.first_date) as first_date,
    coalesce(promotions.end_date, seen.last_date) as last_date,
    promotions.start_date is not null and promotions.end_date is not null as is_declared
  from seen
  inner join {{ ref('promotions') }} as promotions on promotions.promotion_key = seen.promotion_key
)

select
  windows.promotion_key,
  case when windows.first_date < source_days.first_date then source_days.first_date else windows.first_date end as first_date,
  case when windows.last_date > source_days.last_date then source_days.last_date else windows.last_date end as last_date,
  source_days.first_date as source_first_date,
  source_days.last_date as source_last_date,
  windows.is_declared
from windows
inner join source_days on source_days.source_system = windows.source_system
