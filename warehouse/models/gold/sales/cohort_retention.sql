-- R4, R5: of those who bought for the first time in a month, how many bought in each month after it.
with active as (
  select cohort_month, months_since, count(*) as active_count, sum(purchase_day_count) as purchase_day_count
  from {{ ref('customer_months') }}
  group by cohort_month, months_since
)

select
  grid.cohort_month,
  grid.months_since,
  grid.month_start_date,
  grid.customer_count,
  cast(coalesce(active.active_count, 0) as bigint) as active_customer_count,
  {{ ratio('coalesce(active.active_count, 0)', 'grid.customer_count') }} as retention_rate,
  cast(coalesce(active.purchase_day_count, 0) as bigint) as purchase_day_count,
  grid.is_complete
from {{ ref('cohort_grid') }} as grid
left join active on active.cohort_month = grid.cohort_month and active.months_since = grid.months_since
