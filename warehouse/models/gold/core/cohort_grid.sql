-- R4, R5: each month in which somebody bought for the first time with every month from then to the as-of
-- date, so that a month in which none of them came back is a row with 0 and not a gap.
with cohorts as (
  select cohort_month, count(*) as customer_count
  from {{ ref('customer_months') }}
  where months_since = 0
  group by cohort_month
),

months as (
  select period_start_date as month_start_date, is_complete
  from {{ ref('periods') }}
  where period_type = 'month'
)

select
  cohorts.cohort_month,
  {{ months_between('cohorts.cohort_month', 'months.month_start_date') }} as months_since,
  months.month_start_date,
  cast(cohorts.customer_count as bigint) as customer_count,
  months.is_complete
from cohorts
cross join {{ ref('as_of') }} as as_of
inner join months
  on months.month_start_date >= cohorts.cohort_month and months.month_start_date <= as_of.as_of_date
