-- R4, R6, R22: everybody who ever bought is in one cohort, with every day and all money; new, returning and
-- unknown customers together are what sales_by_period says; no gap between purchases is lost.
with buyers as (
  select customer_key, count(*) as purchase_days from {{ ref('purchase_gaps') }} group by customer_key
),

buyers_spend as (
  select lines.currency_code, sum(lines.net_amount) as amount
  from {{ ref('counted_lines') }} as lines
  inner join buyers on buyers.customer_key = lines.customer_key
  group by lines.currency_code
)

{{ audit_sums('everybody who bought is in one cohort', 'customer_cohorts',
  "select 'customers' as scope, 1 as amount from buyers",
  "select 'customers' as scope, customer_count as amount from " ~ ref('customer_cohorts')) }}
union all
{{ audit_sums('who came back is who bought on more than one day', 'customer_cohorts',
  "select 'customers' as scope, case when purchase_days > 1 then 1 else 0 end as amount from buyers",
  "select 'customers' as scope, returned_customer_count as amount from " ~ ref('customer_cohorts')) }}
union all
{{ audit_none('first, repeat and lapsed customers are the whole cohort', 'cohorts', 'customer_cohorts',
  "select cohort_month from " ~ ref('customer_cohorts') ~ " where first_customer_count + repeat_customer_count + lapsed_customer_count <> customer_count"
  ~ " or returned_customer_count > customer_count") }}
union all
{{ audit_sums('every purchase day is in the retention', 'cohort_retention',
  "select 'days' as scope, 1 as amount from " ~ ref('purchase_gaps'),
  "select 'days' as scope, purchase_day_count as amount from " ~ ref('cohort_retention')) }}
union all
{{ audit_sums('customers of a cohort are those who bought in its month', 'cohort_retention',
  "select cast(cohort_month as " ~ type_name('varchar') ~ ") as scope, customer_count as amount from " ~ ref('customer_cohorts'),
  "select cast(cohort_month as " ~ type_name('varchar') ~ ") as scope, active_customer_count as amount from " ~ ref('cohort_retention') ~ " where months_since = 0") }}
union all
{{ audit_none('nobody is retained twice', 'cohorts and months', 'cohort_retention',
  "select cohort_month from " ~ ref('cohort_retention') ~ " where active_customer_count > customer_count or (months_since = 0 and retention_rate <> 1)") }}
union all
{{ audit_none('the spend of all cohorts is that of all who bought', 'half a cent per row', 'cohort_values',
  "select buyers_spend.currency_code from buyers_spend full join (select currency_code, sum(net_amount) as amount, count(*) as months from " ~ ref('cohort_values') ~ " group by currency_code) as cohorts"
  ~ " on cohorts.currency_code = buyers_spend.currency_code where cohorts.amount is null or buyers_spend.amount is null or abs(cohorts.amount - buyers_spend.amount) > 0.005 * cohorts.months") }}
union all
{{ audit_none('the last value of a cohort is all that it spent', 'half a cent per month', 'cohort_values',
  "select last_month.cohort_month from (select cohort_month, currency_code, max(months_since) as months_since, sum(net_amount) as amount from " ~ ref('cohort_values') ~ " group by cohort_month, currency_code) as last_month"
  ~ " inner join " ~ ref('cohort_values') ~ " as worth on worth.cohort_month = last_month.cohort_month and worth.currency_code = last_month.currency_code and worth.months_since = last_month.months_since"
  ~ " where abs(worth.lifetime_value_amount - last_month.amount) > 0.005 * (last_month.months_since + 2)") }}
union all
{{ audit_sums('net and customers of all periods agree with sales_by_period', 'new_and_returning_customers',
  "select concat(period_type, ' ', currency_code) as scope, net_amount + customer_count as amount from " ~ ref('sales_by_period') ~ " where dimension = 'all'",
  "select concat(period_type, ' ', currency_code) as scope, net_amount + customer_count as amount from " ~ ref('new_and_returning_customers')) }}
union all
{{ audit_none('new, returning and unknown customers are all there are', 'periods', 'new_and_returning_customers',
  "select period_label from " ~ ref('new_and_returning_customers') ~ " where new_customer_count + returning_customer_count <> customer_count or returning_customer_count < 0"
  ~ " or abs(new_net_amount + returning_net_amount + anonymous_net_amount - net_amount) > 0.02") }}
union all
{{ audit_sums('every gap is counted, in all and by its number', 'purchase_gap_statistics',
  "select groups.scope as scope, 1 as amount from " ~ ref('purchase_gaps') ~ " as gaps cross join (select 'all' as scope union all select 'by number') as groups where gaps.gap_days is not null",
  "select case when gap_group = 'all' then 'all' else 'by number' end as scope, gap_count as amount from " ~ ref('purchase_gap_statistics')) }}
union all
{{ audit_none('quantiles grow', 'gaps', 'purchase_gap_statistics',
  "select gap_group from " ~ ref('purchase_gap_statistics') ~ " where lower_quartile_gap_days > median_gap_days or median_gap_days > upper_quartile_gap_days"
  ~ " or upper_quartile_gap_days > ninetieth_percentile_gap_days or ninetieth_percentile_gap_days > longest_gap_days or mean_gap_days > longest_gap_days") }}
