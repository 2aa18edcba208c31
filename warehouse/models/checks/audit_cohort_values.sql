-- R6, R22: the cohorts spent what all who ever bought spent, and the last value of each is all of it.
with buyers as (
  select distinct customer_key from {{ ref('purchase_gaps') }}
),

buyers_spend as (
  select lines.currency_code, sum(lines.net_amount) as amount
  from {{ ref('counted_lines') }} as lines
  inner join buyers on buyers.customer_key = lines.customer_key
  group by lines.currency_code
),

cohorts_spend as (
  select currency_code, sum(net_amount) as amount, count(*) as month_count
  from {{ ref('cohort_values') }}
  group by currency_code
),

cohorts as (
  select cohort_month, currency_code, max(months_since) as months_since, sum(net_amount) as amount
  from {{ ref('cohort_values') }}
  group by cohort_month, currency_code
)

{% call audit_none('the spend of all cohorts is that of all who bought', 'half of the smallest unit per row', 'cohort_values') %}
  select currency_code
  from buyers_spend
  full join cohorts_spend using (currency_code)
  where cohorts_spend.amount is null or buyers_spend.amount is null
    or abs(cohorts_spend.amount - buyers_spend.amount) > {{ half_unit('currency_code') }} * cohorts_spend.month_count
{% endcall %}
union all
{% call audit_none('the last value of a cohort is all that it spent', 'half of the smallest unit per month', 'cohort_values') %}
  select cohort_month
  from cohorts
  inner join {{ ref('cohort_values') }} as last_month using (cohort_month, currency_code, months_since)
  where abs(last_month.lifetime_value_amount - cohorts.amount) > {{ half_unit('currency_code') }} * (cohorts.months_since + 2)
{% endcall %}
